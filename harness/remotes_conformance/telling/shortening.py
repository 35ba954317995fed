"""Making a text short, so that the rest still reads right."""

from __future__ import annotations

import re

_MARKS = {"'": "'", '"': '"', "“": "”"}
_DIGEST = re.compile(r"(sha\d+(?::|%3A)[0-9a-f]{8})[0-9a-f]{24,}")
LONGEST = 5_000
"""Characters of an implementation's message, where all of it may be of use."""
_LONG = 20
"""Characters in which two texts begin alike, from which on they are left out."""
_OPENS = re.compile(r"(?<!\w)b?$")


def cut(text: str, most: int) -> str:
    """*text* in at most so many characters. A quotation that is cut is closed after the mark."""
    if len(text) <= most:
        return text
    kept = text[: most - 2]
    return f"{kept}…{_open_quotation(kept)}"


def _open_quotation(text: str) -> str:
    """The mark that closes the quotation in which *text* ends; empty: it ends in none."""
    closing = ""
    for place, character in enumerate(text):
        escaped = text[place - 1 : place] == "\\"
        if closing:
            closing = "" if character == closing and not escaped else closing
        elif character in _MARKS and _OPENS.search(text[:place]):
            closing = _MARKS[character]
    return closing


def apart(one: str, other: str) -> tuple[str, str]:
    """Both texts, without their common beginning, if that is long."""
    differ = (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    alike = one[: next(differ, min(len(one), len(other)))]
    place = max(alike.rfind(mark) for mark in " /?")
    if place < _LONG:
        return one, other
    return f"…{one[place:]}", f"…{other[place:]}"


def beside(one: str, other: str, room: int) -> tuple[str, str]:
    """Both, short enough to stand on one line with so much room; the shorter one gets less."""
    half = room // 2
    most = max(half, room - len(other))
    one = cut(one, most)
    return one, cut(other, max(half, room - len(one)))


def short(text: str) -> str:
    """*text* on one line, with short digests; cut if it is long."""
    text = _DIGEST.sub(r"\1…", text[:LONGEST])
    return on_one_line(text, 160)


def on_one_line(text: str, most: int) -> str:
    """*text* in at most so many characters, and none that would move a terminal's cursor."""
    text = cut(text, most)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
