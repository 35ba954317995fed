"""The fields of an entry of the journal: for each operation its arguments and its result, with
types.

A call has all of its arguments; `ctx` is absent if a script made the call. An argument of another
type is a `Strange`. An entry with a refusal has no result, or a part of it: what a Read or a Write
has moved all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..content import Descriptor
from ..contract.names import Op
from .journal import Outcome

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
    "children": Fields(result={"children": list}),
    "abandoned": Fields({"visit": str}),
    "disk": Fields({"what": str}),
    "cut": Fields({"kill": bool, "during": str, "doubt": str, "missing": list, "model": str}),
    "Handle": Fields(
        {"descriptor": Descriptor, "number": int, "ctx": dict},
        {"visit": str, "waits": int, "heeds": bool},
    ),
    "Handled": Fields({"ctx": dict}, {"children": list}),
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
