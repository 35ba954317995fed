"""The calls of a store: the method that answers each, and its result as the journal has it."""

from __future__ import annotations

import math
from collections.abc import AsyncIterable, Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from ...contract.names import StoreOp
from ..plain_values import number, text
from ..python.calls import METHODS, WrongType, check

_SECOND = 1_000_000_000
NO_TIME = -1
"""The journal's word for a time that is not reported."""
WRONG_TYPE = "wrong type"
"""The class of the refusal in the place of a value that is none of the contract."""


class Called(NamedTuple):
    """A way to make a call, and the value that the journal has of it.

    * `method`: its name; `given`: its arguments, from those in the journal;
    * `result`: the journal's form of its value; it raises `WrongType`;
    * `needs`: the capability of the store ("": every store has it);
    * `opens`: the name in the result of the handle that it gives ("": none).
    """

    method: str
    given: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    result: Callable[[Any], dict[str, Any]] = lambda value: {}
    needs: str = ""
    opens: str = ""


def _time(value: object, name: str) -> int:
    seconds = getattr(value, name, None)
    if seconds is None:
        return NO_TIME
    is_number = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
    if not is_number or not math.isfinite(seconds):
        raise WrongType(f"{name} is {seconds!r:.40}, not a number of seconds")
    return int(seconds * _SECOND)


def _status(value: Any) -> dict[str, Any]:
    return {
        **METHODS["Status"].result(value),
        "expected": text(getattr(value, "expected", "")),
        "started": _time(value, "started_at"),
        "updated": _time(value, "updated_at"),
    }


def _info(value: Any) -> dict[str, Any]:
    if not hasattr(value, "size"):
        raise WrongType(f"info returned {value!r:.60}: it has no size")
    return {"size": number(value.size), "created": _time(value, "created_at")}


def _writer(value: object) -> dict[str, Any]:
    check(value, "writer")
    return {}


def _reader(value: object) -> dict[str, Any]:
    if missing := [name for name in ("read", "close") if not hasattr(value, name)]:
        raise WrongType(f"{value!r:.60} is not a reader: it has no {', '.join(missing)}")
    return {}


def _contents(value: Iterable[Any]) -> dict[str, Any]:
    for one in value:
        if not hasattr(one, "digest") or not hasattr(one, "size"):
            raise WrongType(f"walk returned {one!r:.60}: it has no digest and size")
    return {"contents": [[text(one.digest), number(one.size)] for one in value]}


async def listed(value: Any) -> Any:
    """The items of a walk, as a list, whatever it is iterated with."""
    if isinstance(value, AsyncIterable):
        return [one async for one in value]
    try:
        return list(value)
    except TypeError:
        raise WrongType(f"walk returned {value!r:.60}, which cannot be iterated") from None


def leaves_out(
    op: StoreOp, offers: Collection[str], opened: Mapping[str, object], handle: str
) -> bool:
    """True if a store with *offers*, or the reader that it has *opened*, lacks that method."""
    called = CALLED[op]
    if op in OF_THE_STORE:
        return bool(called.needs) and called.needs not in offers
    return op == "ReadAt" and not hasattr(opened[handle], called.method)


def _nothing(args: Mapping[str, Any]) -> tuple[Any, ...]:
    return ()


CALLED: Mapping[StoreOp, Called] = {
    "Writer": Called(
        "writer", lambda a: (a["ref"], a["size"], a["digest"]), _writer, opens="writer"
    ),
    "Reader": Called("reader", lambda a: (a["digest"],), _reader, opens="reader"),
    "Abort": Called("abort", lambda a: (a["ref"],), needs="abort"),
    "Info": Called("info", lambda a: (a["digest"],), _info, needs="info"),
    "Delete": Called("delete", lambda a: (a["digest"],), needs="delete"),
    "Walk": Called("walk", _nothing, _contents, needs="store_walk"),
    "Write": Called("write", lambda a: (a["data"],), METHODS["Write"].result),
    "Status": Called("status", _nothing, _status),
    "Truncate": Called("truncate", lambda a: (a["size"],)),
    "Commit": Called("commit", lambda a: (a["size"], a["digest"])),
    "w.Close": Called("close", _nothing),
    "Read": Called("read", lambda a: (a["n"],), METHODS["Read"].result),
    "ReadAt": Called("read_at", lambda a: (a["offset"], a["n"]), METHODS["ReadAt"].result),
    "r.Close": Called("close", _nothing),
}
"""By the name that a call has in the journal."""

OF_THE_STORE = frozenset({"Writer", "Reader", "Abort", "Info", "Delete", "Walk"})
"""Calls of the store itself, which are given a context; the others are of a handle."""
