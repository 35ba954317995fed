"""A line of the protocol, as bytes: what it says, or why it says nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

MAX_WORDS = 4 * 1024 * 1024
"""Bytes of one answer, without the content that it carries: keys, errors, logs. All of it is kept
while its world is played, and some of it longer."""
MAX_DEPTH = 100
"""Levels of an answer. Five have a meaning; what is much deeper cannot even be shown."""
_TOO_DEEP = "the JSON of a line of the protocol is nested too deep"
_LISTS = ("calls", "returns", "logs")
_from_json = json.JSONDecoder().raw_decode
_to_text = json.JSONEncoder(ensure_ascii=False).encode


class BadLine(Exception):
    """A line that cannot be used. `why`: "garbage" or "flood"."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__(text)
        self.why = why


def read_line(line: bytes) -> dict[str, Any]:
    """The object that *line* is. Raises `BadLine`."""
    try:
        text = line.decode().lstrip()
        answer, end = _from_json(text)
        if text[end:].strip():
            raise ValueError
        if "\\ud" in text or "\\uD" in text:
            _to_text(answer).encode()  # half of a surrogate pair is no text
    except RecursionError:
        raise BadLine("garbage", f"{_TOO_DEEP}: {short(line)}") from None
    except ValueError:
        begun = " (write each object on one line)" if line.startswith(b"{") else ""
        told = f"a line of the protocol is not JSON{begun}: {short(line)}"
        raise BadLine("garbage", told) from None
    if not isinstance(answer, dict):
        raise BadLine("garbage", f"a line of the protocol is not an object: {short(line)}")
    if line.count(b"{") + line.count(b"[") > MAX_DEPTH and _depth(answer) > MAX_DEPTH:
        raise BadLine("garbage", f"{_TOO_DEEP}: {short(line)}")
    if len(line) > MAX_WORDS:
        _weigh(line, answer)
    return answer


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
        told = f"an answer of {megabytes} besides content{f', with {listed}' * bool(listed)}"
        raise BadLine("flood", f"{told}: {short(line)}")


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
