"""Names of tasks in messages of the protocol, and the error of a message that breaks it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from .attributing import Caller

FindCaller: TypeAlias = Callable[[str, Mapping[str, Any]], Caller]
"""A function of the name of a call and its arguments: the tasks that can have made it."""


MAX_WAITING = 256
"""Calls of one world that may wait for their answers at one moment."""


class BadMessage(Exception):
    """A message that does not keep the protocol; the text names the place.

    `why`: "garbage", "flood", or "refusal" where the child reports that it cannot obey.
    """

    def __init__(self, text: str, why: str = "garbage") -> None:
        super().__init__(text)
        self.why = why


def check_waiting(waiting: int) -> None:
    """Refuse more calls at once than any handler makes. Raises `BadMessage`."""
    if waiting > MAX_WAITING:
        raise BadMessage(f"more than {MAX_WAITING} calls wait for answers at once", "flood")


def task_number(name: object, tasks: int) -> int:
    """The number of the task *name*. Raises `BadMessage`."""
    if is_task(name, tasks):
        return int(str(name)[1:])
    raise BadMessage(f"there is no task {name!r:.80}")


def is_task(name: object, tasks: int) -> bool:
    """True if *name* is that of a task."""
    text = str(name)
    number = text[1:]
    small = number.isascii() and number.isdecimal() and len(number) < 9
    return text[:1] == "t" and small and int(number) < tasks


def opener(
    wire: Mapping[str, Any], args: dict[str, Any], tasks: int, find_caller: FindCaller | None
) -> int:
    """The task that opens something. A context that names none is marked as lost."""
    seen, named = args["ctx"]["task"], wire.get("task")
    for name in (seen, named):
        if is_task(name, tasks):
            return task_number(name, tasks)
    found = find_caller(wire["op"], args) if find_caller else None
    if found is None or found.task is None:
        return task_number(seen or named, tasks)
    args["ctx"] = {**args["ctx"], "task": "", "problem": found.problem}
    if seen:
        args["ctx"]["problem"] += f" (it names {seen!r:.80}, which is no task)"
    return found.task


def caller(wire: Mapping[str, Any], tasks: int) -> int | None:
    """The task that a call names; None: it names none, as calls on a handle may do.

    It need not be the one that the handle was opened for: an implementation may hand it on. Raises
    `BadMessage`.
    """
    name = wire.get("task")
    if name is None or name == "":
        return None
    try:
        return task_number(name, tasks)
    except BadMessage as error:
        raise BadMessage(f"call {wire['call']} ({wire['op']}): {error}") from None
