"""Editing a ledger by lines, so that comments, order and formatting stay as they are.

A block is a `[[divergence]]` table, with the comment lines right above it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence

from .entries import Entry

_HEADER = re.compile(r"\s*\[\[\s*divergence\s*\]\]\s*(?:#.*)?$")
_LONG_STRING = re.compile(r'"""|' + "'''")


def without(text: str, numbers: Collection[int]) -> str:
    """*text* without the blocks of these numbers, from 0."""
    lines = text.splitlines(keepends=True)
    starts = _starts(lines)
    ends = [*starts[1:], len(lines)]
    gone = {line for n in numbers for line in range(starts[n], ends[n])}
    return "".join(line for place, line in enumerate(lines) if place not in gone)


def _starts(lines: Sequence[str]) -> list[int]:
    """The line with which each block begins."""
    starts = []
    inside = ""
    for place, line in enumerate(lines):
        if not inside and _HEADER.match(line.rstrip()):
            start = place
            while start and lines[start - 1].lstrip().startswith("#"):
                start -= 1
            starts.append(start)
        for quotes in _LONG_STRING.findall(line):
            if not inside or inside == quotes:
                inside = "" if inside else quotes
    return starts


def with_more(text: str, entries: Sequence[Entry]) -> str:
    """*text*, and a block for each of *entries* at its end."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    parts = [text.rstrip() + line_end] if text.strip() else []
    return line_end.join([*parts, *(_block(entry, line_end) for entry in entries)])


def _block(entry: Entry, line_end: str) -> str:
    lines = ["[[divergence]]"]
    for name in ("requirement", "edition", "cause", "reason", "issue", "token"):
        value = getattr(entry, name)
        if value or name == "reason":
            # A JSON string is a TOML string, but for the one control character that JSON lets pass.
            quoted = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
            lines.append(f"{name} = {quoted}")
    return line_end.join([*lines, ""])
