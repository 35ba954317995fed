"""Checks the line references of the catalogue against the text of the original file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from . import SECTIONS
from .requirement import Requirement, SeedLines

FIRST_LINE = "package remotes"


def code_lines(seed_text: str) -> list[str]:
    """The lines from `package remotes` on: stripped, and without the blank ones."""
    lines = [line for line in (line.strip() for line in seed_text.splitlines()) if line]
    return lines[lines.index(FIRST_LINE) :] if FIRST_LINE in lines else []


def sha256_of(lines: list[str], first: int, last: int) -> str:
    """The SHA-256 of the lines *first* to *last*, counted from 1, with newlines between them."""
    return hashlib.sha256("\n".join(lines[first - 1 : last]).encode()).hexdigest()


def check(seed_text: str) -> list[str]:
    """The disagreements with *seed_text*, one sentence each; empty: there are none."""
    lines = code_lines(seed_text)
    if not lines:
        return [f"no line says {FIRST_LINE!r}"]
    return [sentence for one, at in _referring() if (sentence := _mismatch(one.id, at, lines))]


def _referring() -> Iterator[tuple[Requirement, SeedLines]]:
    for section in SECTIONS.values():
        for one in section:
            if one.seed is not None:
                yield one, one.seed


def _mismatch(id: str, at: SeedLines, lines: list[str]) -> str:
    if not 1 <= at.first <= at.last <= len(lines):
        return f"{id}: {at} of a file of {len(lines)} lines"
    found = sha256_of(lines, at.first, at.last)
    have = "has" if at.first == at.last else "have"
    return "" if found == at.sha256 else f"{id}: {at} {have} the SHA-256 {found}, not {at.sha256}"
