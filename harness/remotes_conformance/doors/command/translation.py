"""Between the words of the protocol and those of the world. See docs/protocol.md."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any, cast

from ...contract.names import CollaboratorOp
from ...scenarios.scenario import HandlerCall, KeyPrefix
from ...world import Call, Served
from ...world.journal import Outcome, Refusal
from ..plain_values import without_addresses
from . import wire_values
from .naming import BadMessage, FindCaller, caller, opener, task_number
from .tree_words import LISTING, children_to_wire, tree_from_wire, tree_to_wire
from .wire_values import descriptor_from_wire, descriptor_to_wire

_TEXT, _NUMBER, _COUNT = wire_values.text, wire_values.number, wire_values.count
_CTX, _DESCRIPTOR = wire_values.an_object, wire_values.descriptor
_ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    "Writer": {"ref": _TEXT, "size": _NUMBER, "digest": _TEXT, "ctx": _CTX},
    "Push": {"descriptor": _DESCRIPTOR, "ctx": _CTX},
    "Fetch": {"descriptor": _DESCRIPTOR, "ctx": _CTX},
    "Reader": {"digest": _TEXT, "ctx": _CTX},
    "Status": {},
    "Write": {"data": wire_values.content},
    "Truncate": {"size": _NUMBER},
    "Commit": {"size": _NUMBER, "digest": _TEXT},
    "w.Close": {},
    "Read": {"n": _COUNT},
    "ReadAt": {"offset": _NUMBER, "n": _COUNT},
    "Seek": {"offset": _NUMBER, "whence": wire_values.whence},
    "r.Close": {},
    "Handle": {"descriptor": _DESCRIPTOR, "number": _COUNT, "ctx": _CTX},
    "Handled": {"ctx": _CTX},
}
_OPENING = frozenset({"Writer", "Push", "Fetch", "Reader", "Handle"})
_ON_HANDLES = {
    **dict.fromkeys(("Read", "ReadAt", "Seek", "r.Close"), ("reader", "r")),
    "Handled": ("visit", "h"),
}
"""By the calls on what was opened, but for a writer: the field that names it, how names begin."""


def read_answer(
    answer: Mapping[str, Any], command: Mapping[str, Any]
) -> tuple[int, list[Any], list[Any], list[Any]]:
    """The time, the calls, the returns and the logs of an answer. Raises `BadMessage`."""
    world, now = answer.get("world"), answer.get("now")
    if "error" in answer:
        text = f"it answers “{command['do']}” with the error {answer['error']!r:.300}"
        raise BadMessage(text, "refusal")
    if world != command["world"]:
        seen = f"“world” is {world!r:.80}, not" if "world" in answer else "“world” is missing: no"
        raise BadMessage(f"{seen} {command['world']} (copy it from the command)")
    if type(now) is not int:
        raise BadMessage(f"“now” is {now!r:.80}, not an integer (nanoseconds)")
    return now, objects(answer, "calls"), objects(answer, "returns"), objects(answer, "logs")


def read_changes(answer: Mapping[str, Any]) -> list[tuple[int, bytes]]:
    """Calls whose buffers have changed before they were answered. Raises `BadMessage`."""
    changes = []
    for change in objects(answer, "changed"):
        try:
            call, data = change.get("call"), wire_values.content(change.get("data"))
            changes.append((_int(call), data))
        except (ValueError, TypeError):
            raise BadMessage(f"“changed” has {change!r:.80}, not a call and its data") from None
    return changes


def _int(value: Any) -> int:
    if type(value) is not int:
        raise TypeError
    return value


def objects(answer: Mapping[str, Any], name: str) -> list[Any]:
    """The list *name* of an answer, of JSON objects; absent: empty. Raises `BadMessage`."""
    found = answer.get(name)
    if not found and (found == [] or found is None):
        return []
    if type(found) is list:
        for item in found:
            if type(item) is not dict:
                break
        else:
            return found
    raise BadMessage(f"“{name}” is {found!r:.80}, not a list of objects")


def read_log(wire: Mapping[str, Any], tasks: int) -> tuple[int, dict[str, Any]]:
    """The task that logged, and what. Raises `BadMessage`."""
    fields = wire.get("fields", {})
    for name, kind in (("level", str), ("message", str)):
        if type(wire.get(name)) is not kind:
            raise BadMessage(f"a log's “{name}” is {wire.get(name)!r:.80}")
    if type(fields) is not dict:
        raise BadMessage(f"a log's “fields” are {fields!r:.80}")
    message = without_addresses(wire["message"])
    entry = {"level": wire["level"], "message": message, "fields": fields}
    return task_number(wire.get("task"), tasks), entry


def call_from_wire(
    wire: Mapping[str, Any],
    owner: Callable[[str], int | None],
    tasks: int,
    find_caller: FindCaller | None = None,
) -> Call:
    """A call that the child makes. Raises `BadMessage`.

    `find_caller` is asked where neither the context nor the call names a task.
    """
    op = wire.get("op")
    if type(wire.get("call")) is not int:
        raise BadMessage(f"a call's number is {wire.get('call')!r:.80}")
    if type(op) is not str or op not in _ARGUMENTS:
        raise BadMessage(f"call {wire['call']}: unknown op {op!r:.80}")
    args = {}
    for name, convert in _ARGUMENTS[op].items():
        if name not in wire:
            raise BadMessage(f"call {wire['call']} ({op}): the field “{name}” is missing")
        try:
            args[name] = wire_values.strange(wire[name]) or convert(wire[name])
        except (ValueError, TypeError, AttributeError):
            raise BadMessage(
                f"call {wire['call']} ({op}): “{name}” is {wire[name]!r:.80}"
            ) from None
    role, letter = _ON_HANDLES.get(op, ("writer", "w"))
    handle = str(wire.get(role) or "")
    task: int | None
    if "ctx" in args:
        args["ctx"] = _context(wire)
    if op in _OPENING:
        task = opener(wire, args, tasks, find_caller)
    else:
        task = owner(handle) if handle[:1] == letter else None
        if task is None:
            raise BadMessage(f"call {wire['call']} ({op}): there is no {handle!r:.80}")
        caller(wire, tasks)
    return Call(task, cast("CollaboratorOp", op), handle, args)


def start_to_wire(task: HandlerCall) -> dict[str, Any]:
    """The description of the call in “start”; usual values are left out."""
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
    return wire | tree_to_wire(task)


def _context(wire: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a collaborator found in the context it was given."""
    seen = wire["ctx"]
    task, fields = seen.get("task", ""), seen.get("fields", {})
    if type(task) is not str or type(fields) is not dict:
        raise BadMessage(f"call {wire['call']} ({wire['op']}): “ctx” is {seen!r:.200}")
    texts = {name: str(value) for name, value in fields.items()}
    return {"task": task, "cancelled": bool(seen.get("cancelled")), "fields": texts}


def task_from_wire(wire: Mapping[str, Any]) -> HandlerCall:
    """The description of a call by `start_to_wire`."""
    prefixes = tuple(
        KeyPrefix(one["mediaType"], one["prefix"]) for one in wire.get("prefixes") or ()
    )
    return HandlerCall(
        wire["kind"],
        descriptor_from_wire(wire["descriptor"]),
        handler=wire.get("handler", 0),
        prefixes=prefixes,
        derived=wire.get("derived"),
        pusher_ingests=bool(wire.get("pusher_ingests")),
        **tree_from_wire(wire),
    )


def answer_to_wire(served: Served) -> dict[str, Any]:
    """The `result` and `error` of a reply."""
    wire: dict[str, Any] = {}
    result = dict(served.result)
    if isinstance(result.get("data"), bytes):
        result["data"] = base64.b64encode(result["data"]).decode()
    if "children" in result:
        result["children"] = children_to_wire(result["children"])
    if result or served.refusal is None:
        wire["result"] = result
    if served.refusal is not None:
        wire["error"] = error_to_wire(served.refusal)
    return wire


def error_to_wire(refusal: Refusal) -> dict[str, str]:
    return refusal._asdict()


def outcome_from_wire(wire: Mapping[str, Any], kind: str) -> Outcome:
    """The end of a call of *kind*. Raises `BadMessage`."""
    changed = str(wire.get("changed") or "")
    return _ended(wire, kind)._replace(changed=changed)


def _ended(wire: Mapping[str, Any], kind: str) -> Outcome:
    error = wire.get("error")
    # A panic is reported as “it panicked”, and some adapters write so themselves.
    crash = without_addresses(str(wire.get("crash") or "").removeprefix("it "))
    if error is not None:
        if type(error) is not dict:
            raise BadMessage(f"{wire.get('task')} returns the error {error!r:.80}, not an object")
        kinds, ids = _texts(error, "kinds"), _texts(error, "ids")
        message = without_addresses(str(error.get("message", "")))
        crash = crash or ("panicked" if "panic" in kinds else "")
        return Outcome(False, kinds=kinds, ids=ids, message=message, crash=crash)
    if "key" in wire:
        key = wire["key"]
        if isinstance(key, str):
            return Outcome(True, key=key, crash=crash)
        return Outcome(True, crash=f"returned the key {key!r:.60}, which is not a string")
    if wire.get("ok") is False and not crash:
        raise BadMessage(f"{wire.get('task')} returns “ok”: false without an “error”")
    if kind == "key" and not crash:
        return Outcome(True, crash="returned no key")
    listed = wire.get("descriptors") if kind in LISTING else None
    children = wire.get("children", len(listed or ()))
    if type(children) is not int:
        raise BadMessage(f"{wire.get('task')} returns {children!r:.80} as “children”, not a number")
    return Outcome(True, children=children, crash=crash)


def _texts(error: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = error.get(name) or []
    if type(found) is not list or not all(type(text) is str for text in found):
        raise BadMessage(f"an error's “{name}” is {found!r:.80}, not a list of strings")
    return tuple(found)
