"""The calls of collaborators: the method that answers each one, and its result in two forms.

An object returns a value; the journal has a mapping of plain values. This table translates both
ways, and knows neither the caller nor the object: a model, a plug, or what is under test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ...content import Status
from ..plain_values import number, text

Result = Mapping[str, Any]

_NEEDED = {
    "ingester": ("writer",),
    "fetcher": ("fetch",),
    "provider": ("reader",),
    "pusher": ("push",),
    "writer": ("write", "status", "truncate", "commit", "close"),
    "reader": ("read", "seekable", "close"),
    "status": ("ref", "offset", "total"),
}


class WrongType(Exception):
    """An object lacks a method, or a method returned a value of the wrong type."""


def check(made: object, what: str) -> None:
    """Raise `WrongType` if *made* lacks an attribute that a *what* has."""
    missing = [name for name in _NEEDED[what] if not hasattr(made, name)]
    if missing:
        raise WrongType(f"{made!r:.60} is no {what}: it has no {', '.join(missing)}")


# -- values as results: all raise `WrongType` --------------------------------------------------


def _nothing(value: object) -> dict[str, Any]:
    return {}


def _writer(writer: object) -> dict[str, Any]:
    check(writer, "writer")
    return {}


def _reader(reader: Any) -> dict[str, Any]:
    check(reader, "reader")
    can = ["seek"] * bool(reader.seekable()) + ["read_at"] * hasattr(reader, "read_at")
    return {"can": can}


def _taken(value: Any) -> dict[str, Any]:
    if not isinstance(value, int):
        raise WrongType(f"write returned {value!r:.60}, not the number of bytes that it took")
    return {"n": number(value)}


def _data(value: Any) -> dict[str, Any]:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise WrongType(f"read returned {value!r:.60}, not bytes")
    return {"data": bytes(value), "end": len(value) == 0}


def _status(value: Any) -> dict[str, Any]:
    check(value, "status")
    if not isinstance(value.offset, int):
        raise WrongType(f"status returned the offset {value.offset!r:.60}, which is not a number")
    return {"ref": text(value.ref), "offset": number(value.offset), "total": number(value.total)}


def _position(value: Any) -> dict[str, Any]:
    if not isinstance(value, int):
        raise WrongType(f"seek returned {value!r:.60}, not the new position")
    return {"offset": number(value)}


# -- the table ---------------------------------------------------------------------------------


class Method(NamedTuple):
    """A method: `result` makes the journal's form of its value, `value` the value of such a result.

    `opens`: the name in the result of the handle of the object that it returns; "": of none.
    """

    name: str
    result: Callable[[Any], dict[str, Any]] = _nothing
    value: Callable[[Result], Any] = lambda result: None
    opens: str = ""


def _bytes_of(result: Result) -> Any:
    return result.get("data", b"")


METHODS = {
    "Writer": Method("writer", _writer, opens="writer"),
    "Abort": Method("abort"),
    "Push": Method("push", _writer, opens="writer"),
    "Fetch": Method("fetch", _reader, opens="reader"),
    "Reader": Method("reader", _reader, opens="reader"),
    "Write": Method("write", _taken, lambda result: result["n"]),
    "Status": Method(
        "status", _status, lambda result: Status(result["ref"], result["offset"], result["total"])
    ),
    "Truncate": Method("truncate"),
    "Commit": Method("commit"),
    "w.Close": Method("close"),
    "Read": Method("read", _data, _bytes_of),
    "ReadAt": Method("read_at", _data, _bytes_of),
    "Seek": Method("seek", _position, lambda result: result["offset"]),
    "r.Close": Method("close"),
}
"""By the name that a call has in the journal."""
