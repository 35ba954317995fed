"""Calls of a store as the lines of the protocol have them, and their answers as journals do.

See docs/protocol.md, "Content stores".
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ....contract.names import StoreOp
from ....errors import CLASSES
from ....world import Call
from ...plain_values import without_addresses
from ...stores.answers import NO_TIME, WRONG_TYPE
from .. import wire_values
from ..naming import BadMessage

OTHER = "other"
_KINDS = {*CLASSES, OTHER, WRONG_TYPE}
_LONGEST_HANDLE = 200


class Answered(NamedTuple):
    """The child's answer to a call.

    * `result`: as the journal has it, without the handle; `handle`: the child's own name of the
      writer or reader that it has opened ("": none);
    * `error`: the class and the text of an error; None: there is none;
    * `took`: nanoseconds that went by on the child's own clock; None: it reports none.
    """

    result: dict[str, Any]
    handle: str = ""
    error: tuple[str, str] | None = None
    took: int | None = None


def call_to_wire(number: int, store: int, call: Call, handle: str) -> dict[str, Any]:
    """The command for a call; *handle*: the child's name of the writer or reader ("": none)."""
    wire: dict[str, Any] = {"do": "call", "call": number, "store": store, "op": call.op}
    if handle:
        wire["reader" if call.handle.startswith("r") else "writer"] = handle
    for name, value in call.args.items():
        wire[name] = base64.b64encode(value).decode() if name == "data" else value
    return wire


def answer_from_wire(wire: Mapping[str, Any], op: StoreOp) -> Answered:
    """The content of the answer to a call. Raises `BadMessage`."""
    took = wire.get("took")
    if took is not None and (type(took) is not int or took < 0):
        raise BadMessage(f"“took” is {took!r:.80}, not a number of nanoseconds")
    if "error" in wire:
        return Answered({}, error=_error(wire["error"], op), took=took)
    result = wire.get("result")
    if type(result) is not dict:
        raise BadMessage(f"the answer to {op} has neither a “result” nor an “error”")
    try:
        read = _RESULTS[op](result)
    except KeyError as error:
        raise BadMessage(f"the result of {op} has no {error}") from None
    except (ValueError, TypeError, AttributeError):
        raise BadMessage(f"the result of {op} is {result!r:.200}") from None
    handle = read.pop("handle", "")
    return Answered(read, handle, took=took)


def _error(wire: Any, op: StoreOp) -> tuple[str, str]:
    if type(wire) is str:
        raise BadMessage(f"it answers “call” ({op}) with the error {wire!r:.300}", "refusal")
    if type(wire) is not dict or wire.get("kind") not in _KINDS:
        raise BadMessage(f"{op} fails with {wire!r:.200}: “kind” is none of {sorted(_KINDS)}")
    return wire["kind"], without_addresses(str(wire.get("message", "")))


# -- results ---------------------------------------------------------------------------------------


def _number(value: Any) -> Any:
    """A value of another type is one that the store has given: see `wire_values.strange`."""
    return wire_values.strange(value) or wire_values.number(value)


def _text(value: Any) -> Any:
    return wire_values.strange(value) or wire_values.text(value)


def _nothing(wire: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _opened(name: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    def read(wire: Mapping[str, Any]) -> dict[str, Any]:
        handle = wire_values.text(wire[name])
        if not handle or len(handle) > _LONGEST_HANDLE:
            raise ValueError
        return {"handle": handle}

    return read


def _taken(wire: Mapping[str, Any]) -> dict[str, Any]:
    return {"n": _number(wire["n"])}


def _time(wire: Mapping[str, Any], name: str) -> Any:
    value = wire.get(name)
    return NO_TIME if value is None else wire_values.count(value)


def _status(wire: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "ref": _text(wire["ref"]),
        "offset": _number(wire["offset"]),
        "total": _number(wire["total"]),
        "expected": _text(wire.get("expected", "")),
        "started": _time(wire, "started"),
        "updated": _time(wire, "updated"),
    }


def _info(wire: Mapping[str, Any]) -> dict[str, Any]:
    return {"size": _number(wire["size"]), "created": _time(wire, "created")}


def _data(wire: Mapping[str, Any]) -> dict[str, Any]:
    data = wire_values.content(wire["data"])
    return {"data": data, "end": len(data) == 0}


def _contents(wire: Mapping[str, Any]) -> dict[str, Any]:
    found = [wire_values.an_object(one) for one in wire["contents"]]
    return {"contents": [[_text(one["digest"]), _number(one["size"])] for one in found]}


_RESULTS: Mapping[StoreOp, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "Writer": _opened("writer"),
    "Reader": _opened("reader"),
    "Abort": _nothing,
    "Info": _info,
    "Delete": _nothing,
    "Walk": _contents,
    "Write": _taken,
    "Status": _status,
    "Truncate": _nothing,
    "Commit": _nothing,
    "w.Close": _nothing,
    "Read": _data,
    "ReadAt": _data,
    "r.Close": _nothing,
}
