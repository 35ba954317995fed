"""What an entry of the journal has: for each operation its arguments and its result, with types.

A call has all of its arguments; `ctx` is absent if a script made the call. An argument of another
type is a `Strange`. An entry with a refusal has no result, or a part of it: what a Read or a Write
has moved all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..content import Descriptor
from ..contract.names import Op
from .journal import Entry, Outcome, Strange

Types = Mapping[str, type]
_NONE: Types = {}


class Fields(NamedTuple):
    """The arguments of an operation and its result: name and type of each.

    `of_script`: the result for a script, if that is not the same.
    """

    args: Types = _NONE
    result: Types = _NONE
    of_script: Types = _NONE


_OPENED: Types = {"reader": str, "can": list}
_STATUS: Types = {"ref": str, "offset": int, "total": int}
_GOT: Types = {"data": bytes, "end": bool}

FIELDS: Mapping[Op, Fields] = {
    "start": Fields({"cancelled": bool}),
    "return": Fields(result={"outcome": Outcome}),
    "cancel": Fields(),
    "log": Fields({"level": str, "message": str, "fields": dict}),
    "Writer": Fields({"ref": str, "size": int, "digest": str, "ctx": dict}, {"writer": str}),
    "Push": Fields({"descriptor": Descriptor, "ctx": dict}, {"writer": str}),
    "Fetch": Fields({"descriptor": Descriptor, "ctx": dict}, _OPENED),
    "Reader": Fields({"digest": str, "ctx": dict}, _OPENED, {"reader": str, "size": int}),
    "Status": Fields(
        result=_STATUS,
        of_script={**_STATUS, "expected": str, "started": int, "updated": int},
    ),
    "Truncate": Fields({"size": int}),
    "Seek": Fields({"offset": int, "whence": str}, {"offset": int}),
    "Read": Fields({"n": int}, _GOT),
    "ReadAt": Fields({"offset": int, "n": int}, _GOT),
    "Write": Fields({"data": bytes}, {"n": int}),
    "Commit": Fields({"size": int, "digest": str}),
    "w.Close": Fields(),
    "r.Close": Fields(),
    "Abort": Fields({"ref": str}),
    "Info": Fields({"digest": str}, {"size": int, "created": int}),
    "Delete": Fields({"digest": str}),
    "Walk": Fields(result={"contents": list}),
}


def misfits(entry: Entry, *, of_script: bool = False) -> Iterator[str]:
    """What of this entry the table does not know, in words; none: it fits."""
    args, result, other = FIELDS[entry.op]
    if of_script and other:
        result = other
    yield from _unlike("argument", args, entry.args, (Strange,))
    yield from _unlike("result", result, entry.result, ())
    if absent := set(args) - {"ctx"} - set(entry.args):
        yield f"without the argument {sorted(absent)}"
    if entry.refusal is None and (absent := set(result) - set(entry.result)):
        yield f"without the result {sorted(absent)}"


def _unlike(
    what: str, types: Types, values: Mapping[str, Any], others: tuple[type, ...]
) -> Iterator[str]:
    for name, value in values.items():
        if name not in types:
            yield f"an unknown {what} {name!r}"
        elif not (type(value) is types[name] or isinstance(value, others)):
            yield f"the {what} {name!r} is {value!r}"
