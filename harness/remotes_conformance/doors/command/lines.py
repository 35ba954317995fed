"""A line of the protocol, as bytes: its message, or the reason why it has none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

MAX_WORDS = 4 * 1024 * 1024
"""Bytes of one answer, without the content that it carries: keys, errors, logs. All of it is kept
while its world is played, and some of it longer."""
MAX_DEPTH = 100
"""Levels of an answer. Five have a meaning; a much deeper one cannot even be shown."""
_TOO_DEEP = "the JSON of a line of the protocol is nested too deep"
_LISTS = ("calls", "returns", "logs")
_from_json = json.JSONDecoder().raw_decode
_to_text = json.JSONEncoder(ensure_ascii=False).encode


class BadLine(Exception):
    """A line that cannot be used. `why`: "garbage", "flood" or "encoding".

    "encoding": it would be an answer, but its texts are not UTF-8. No implementation can do that,
    only the adapter that writes the line.
    """

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text)
        self.why = why


def read_line(line: bytes) -> dict[str, Any]:
    """The object that *line* is. Raises `BadLine`."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        _read_text(line.decode(errors="replace"), line)  # raises where it is no JSON, either
        raise BadLine("encoding", _not_utf_8(line, error)) from None
    answer = _read_text(text, line)
    if "\\ud" in text or "\\uD" in text:
        _check_surrogates(answer)
    if line.count(b"{") + line.count(b"[") > MAX_DEPTH and _depth(answer) > MAX_DEPTH:
        raise BadLine("garbage", f"{_TOO_DEEP}: {short(line)}")
    if len(line) > MAX_WORDS:
        _weigh(line, answer)
    return answer


def _read_text(text: str, line: bytes) -> dict[str, Any]:
    """The object that *text* is; *line* is what is shown of it. Raises `BadLine`."""
    text = text.lstrip()
    try:
        answer, end = _from_json(text)
        if text[end:].strip():
            raise ValueError
    except RecursionError:
        raise BadLine("garbage", f"{_TOO_DEEP}: {short(line)}") from None
    except ValueError:
        advice = " (write each object on one line)" if line.startswith(b"{") else ""
        if text.startswith("\ufeff"):
            advice = " (leave out the byte order mark)"
        problem = f"a line of the protocol is not JSON{advice}: {short(line)}"
        raise BadLine("garbage", problem) from None
    if not isinstance(answer, dict):
        raise BadLine("garbage", f"a line of the protocol is not an object: {short(line)}")
    return answer


def _not_utf_8(line: bytes, error: UnicodeDecodeError) -> str:
    """The wrong bytes, their place, and what to do."""
    wrong = line[error.start : error.end].hex(" ")
    before = line[max(0, error.start - 24) : error.start].decode(errors="replace")
    after = line[error.end : error.end + 8].decode(errors="replace")
    return (
        f"it writes a line that is not UTF-8: hex {wrong} at byte {error.start} of "
        f"{len(line)}, between {before!r} and {after!r}: encode texts as UTF-8, and cut none in "
        "the middle of a character"
    )


def _check_surrogates(answer: Mapping[str, Any]) -> None:
    """Refuse half of a surrogate pair, which is no text. Raises `BadLine`."""
    text = _to_text(answer)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        before = text[max(0, error.start - 24) : error.start]
        raise BadLine(
            "encoding",
            f"it writes half of a surrogate pair, \\u{ord(text[error.start]):04x}, after "
            f"{before!r}: write both halves, or the character itself in UTF-8",
        ) from None


def short(line: bytes | bytearray) -> str:
    """Its beginning, as a person may see it."""
    shown = repr(bytes(line[:120]))
    return shown if len(line) <= 120 else f"{shown} …"


def _weigh(line: bytes, answer: Mapping[str, Any]) -> None:
    """Refuse more words than a world can be meant to keep."""
    carriers = [*_listed(answer, "calls"), *_listed(answer, "changed")]
    content = sum(len(str(one.get("data", ""))) for one in carriers if isinstance(one, dict))
    if len(line) - content > MAX_WORDS:
        megabytes = f"{(len(line) - content) / 1e6:.1f} MB"
        listed = ", ".join(f"{len(_listed(answer, n))} {n}" for n in _LISTS if answer.get(n))
        text = f"an answer of {megabytes} besides content{f', with {listed}' * bool(listed)}"
        raise BadLine("flood", f"{text}: {short(line)}")


def _listed(answer: Mapping[str, Any], name: str) -> list[Any]:
    found = answer.get(name)
    return found if isinstance(found, list) else []


def _depth(value: object) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        inner = [
            v.values() if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)
        ]
        level = [one for values in inner for one in values]
    return depth
