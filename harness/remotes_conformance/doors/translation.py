"""Between the words of the protocol and those of the world. See docs/protocol.md."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from ..content import Descriptor
from ..journal import Outcome, Refusal
from ..scenario import Task
from ..world import Call, Served


class BadMessage(Exception):
    """A message that does not keep the protocol; the text names the place."""


def descriptor_to_wire(descriptor: Descriptor) -> dict[str, Any]:
    """The OCI JSON object."""
    wire: dict[str, Any] = {
        "mediaType": descriptor.media_type,
        "digest": descriptor.digest,
        "size": descriptor.size,
    }
    if descriptor.urls:
        wire["urls"] = list(descriptor.urls)
    if descriptor.annotations:
        wire["annotations"] = dict(descriptor.annotations)
    if descriptor.platform is not None:
        wire["platform"] = dict(descriptor.platform)
    if descriptor.data is not None:
        wire["data"] = base64.b64encode(descriptor.data).decode()
    return wire


def descriptor_from_wire(wire: Mapping[str, Any]) -> Descriptor:
    return Descriptor(
        wire.get("mediaType", ""),
        wire.get("digest", ""),
        wire.get("size", 0),
        wire.get("annotations") or {},
        tuple(wire.get("urls") or ()),
        wire.get("platform"),
        None if wire.get("data") is None else _bytes(wire["data"]),
    )


def _bytes(text: Any) -> bytes:
    return base64.b64decode(text, validate=True)


_ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    "Writer": {"ref": str, "size": int, "digest": str, "ctx": dict},
    "Push": {"descriptor": descriptor_from_wire, "ctx": dict},
    "Fetch": {"descriptor": descriptor_from_wire, "ctx": dict},
    "Reader": {"digest": str, "ctx": dict},
    "Status": {},
    "Write": {"data": _bytes},
    "Truncate": {"size": int},
    "Commit": {"size": int, "digest": str},
    "w.Close": {},
    "Read": {"n": int},
    "ReadAt": {"offset": int, "n": int},
    "Seek": {"offset": int, "whence": str},
    "r.Close": {},
}


def call_from_wire(wire: Mapping[str, Any], owner: Callable[[str], int | None], tasks: int) -> Call:
    """A call that the child makes. Raises `BadMessage`."""
    op = wire.get("op")
    if op not in _ARGUMENTS:
        raise BadMessage(f"call {wire.get('call')!r}: unknown op {op!r}")
    args = {}
    for name, convert in _ARGUMENTS[op].items():
        if name not in wire:
            raise BadMessage(f"call {wire.get('call')!r} ({op}): the field {name!r} is missing")
        try:
            args[name] = convert(wire[name])
        except (ValueError, TypeError, AttributeError):
            raise BadMessage(f"call {wire.get('call')!r} ({op}): bad {name!r}") from None
    handle = str(wire.get("writer") or wire.get("reader") or "")
    task: int | None
    if op in ("Writer", "Push", "Fetch", "Reader"):
        seen = {"task": "", "cancelled": False, "fields": {}, **args["ctx"]}
        args["ctx"] = {**seen, "fields": {n: str(v) for n, v in seen["fields"].items()}}
        task = task_number(seen["task"] or wire.get("task"), tasks)
    else:
        task = owner(handle)
        if task is None:
            raise BadMessage(f"call {wire.get('call')!r} ({op}): there is no {handle!r}")
    return Call(task, op, handle, args)


def start_to_wire(task: Task) -> dict[str, Any]:
    """What “start” says of the call; what is not out of the ordinary is left out."""
    wire: dict[str, Any] = {
        "kind": task.kind,
        "handler": task.handler,
        "descriptor": descriptor_to_wire(task.descriptor),
    }
    if task.prefixes:
        wire["prefixes"] = [
            {"mediaType": one.media_type, "prefix": one.prefix} for one in task.prefixes
        ]
        wire["derived"] = len(task.carried)
    if task.pusher_ingests:
        wire["pusher_ingests"] = True
    return wire


def task_number(name: object, tasks: int) -> int:
    """The number of the task *name*. Raises `BadMessage`."""
    text = str(name)
    if text[:1] == "t" and text[1:].isdecimal() and int(text[1:]) < tasks:
        return int(text[1:])
    raise BadMessage(f"there is no task {name!r}")


def answer_to_wire(served: Served) -> dict[str, Any]:
    """The `result` and `error` of a reply."""
    wire: dict[str, Any] = {}
    result = dict(served.result)
    if isinstance(result.get("data"), bytes):
        result["data"] = base64.b64encode(result["data"]).decode()
    if result or served.refusal is None:
        wire["result"] = result
    if served.refusal is not None:
        wire["error"] = error_to_wire(served.refusal)
    return wire


def error_to_wire(refusal: Refusal) -> dict[str, str]:
    return refusal._asdict()


def outcome_from_wire(wire: Mapping[str, Any]) -> Outcome:
    """How a handler ended."""
    error = wire.get("error")
    if isinstance(error, Mapping):
        kinds, ids = tuple(error.get("kinds") or ()), tuple(error.get("ids") or ())
        message = str(error.get("message", ""))
        crash = "panicked" if "panic" in kinds else ""
        return Outcome(False, kinds=kinds, ids=ids, message=message, crash=crash)
    if "key" in wire:
        key = wire["key"]
        if isinstance(key, str):
            return Outcome(True, key=key)
        return Outcome(True, crash=f"make_ref_key returned {key!r:.60}, which is no string")
    return Outcome(True, children=int(wire.get("children", 0)))
