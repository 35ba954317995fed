"""The text of a ledger, edited by blocks: comments, order and formatting stay as they are.

A block is a `[[divergence]]` table, with the comment lines right above it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .entries import FORMAT, TEXTS, Entry

_HEADER = re.compile(r"\s*\[\[\s*divergence\s*\]\]\s*(?:#.*)?$")
_LONG_STRING = re.compile(r'"""|' + "'''")
_CAUSE = re.compile(r"""\s*(?:cause|"cause"|'cause')\s*=\s*""")
_FORMAT = re.compile(r"""\s*(?:format|"format"|'format')\s*=\s*\d+\s*(?:#.*)?$""")
_STRING = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*\'''', re.DOTALL
)


def split(text: str) -> tuple[str, list[str]]:
    """The text before the first block, and the blocks. Joined they are *text* again."""
    lines = text.splitlines(keepends=True)
    starts = []
    for place, line in _statements(lines):
        if _HEADER.match(line.rstrip()):
            start = place
            while start and lines[start - 1].lstrip().startswith("#"):
                start -= 1
            starts.append(start)
    edges = [*starts, len(lines)]
    blocks = ["".join(lines[start:end]) for start, end in pairwise(edges)]
    return "".join(lines[: edges[0]]), blocks


def _statements(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines, with their places, that do not continue a string of several lines."""
    inside = ""
    for place, line in enumerate(lines):
        if not inside:
            yield place, line
        for quotes in _LONG_STRING.findall(line):
            if not inside or inside == quotes:
                inside = "" if inside else quotes


def with_cause(block: str, cause: str) -> str:
    """*block* with another cause, in the format of today."""
    lines = [line for line in block.splitlines(keepends=True) if not _FORMAT.match(line.rstrip())]
    for place, line in _statements(lines):
        if begins := _CAUSE.match(line):
            rest = line[begins.end() :] + "".join(lines[place + 1 :])
            after = _STRING.sub(lambda _: _quoted(cause), rest, count=1)
            return "".join(lines[:place]) + begins[0] + after
    return block


def as_old(block: str) -> str:
    """*block*, marked as an entry of format 1."""
    lines = block.splitlines(keepends=True)
    if any(_FORMAT.match(line.rstrip()) for _, line in _statements(lines)):
        return block
    place = _header(lines)
    return "".join(
        [*lines[: place + 1], f"format = {TEXTS}{_line_end(block)}", *lines[place + 1 :]]
    )


def comments(block: str) -> list[str]:
    """The comment lines above its table."""
    lines = block.splitlines(keepends=True)
    return lines[: _header(lines)]


def with_comments(block: str, more: Sequence[str]) -> str:
    """*block* with more lines of comment, right above its table."""
    lines = block.splitlines(keepends=True)
    place = _header(lines)
    return "".join([*lines[:place], *more, *lines[place:]])


def comment(text: str, block: str) -> str:
    """*text* as a line of comment, as *block* ends its lines."""
    return f"# {' '.join(text.split())}{_line_end(block)}"


def _header(lines: Sequence[str]) -> int:
    return next(place for place, line in enumerate(lines) if _HEADER.match(line.rstrip()))


def in_format(before: str, line_end: str) -> str:
    """The text before the first block, with the current format."""
    lines = before.splitlines(keepends=True)
    new = f"format = {FORMAT}{line_end}"
    for place, line in _statements(lines):
        if _FORMAT.match(line.rstrip()):
            return "".join([*lines[:place], new, *lines[place + 1 :]])
    return f"{new}{line_end}{before}"


def with_more(text: str, entries: Sequence[Entry]) -> str:
    """*text*, and a block for each of *entries* at its end."""
    line_end = _line_end(text)
    first = text.rstrip() if text.strip() else f"format = {FORMAT}"
    return line_end.join([first + line_end, *(_block(entry, line_end) for entry in entries)])


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _block(entry: Entry, line_end: str) -> str:
    lines = ["[[divergence]]"]
    if entry.is_old:
        lines.append(f"format = {TEXTS}")
    for name in ("requirement", "edition", "cause", "reason", "issue", "token"):
        value = getattr(entry, name)
        if value or name == "reason":
            lines.append(f"{name} = {_quoted(value)}")
    return line_end.join([*lines, ""])


def _quoted(value: str) -> str:
    # A JSON string is a TOML string, but for the one control character that JSON lets pass.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
