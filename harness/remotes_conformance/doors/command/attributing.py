"""Finds the task that has made a call, where the context of the call no longer names it.

Losing the context is the implementation's fault, not its adapter's: an adapter can only report what
it finds. So the call is counted for the task that can have made it, and the rules see that its
context is not the caller's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from ...scenarios.scenario import OF_TREES, HandlerCall

_OF_KINDS = {
    "Writer": frozenset({"fetch", "image"}),
    "Fetch": frozenset({"fetch", "image"}),
    "Push": frozenset({"push"}),
    "Reader": frozenset({"push", "children", "image"}),
    "Handle": frozenset({"chain", "walk", "dispatch"}),
}


class Caller(NamedTuple):
    """`task` has made the call. `also`: others that may just as well have made it.

    `task` is None where nothing runs that can have made any.
    """

    task: int | None
    also: tuple[int, ...] = ()

    @property
    def problem(self) -> str:
        """The fault of the context, as a rule describes it."""
        lost = "the caller's value is not in it"
        if not self.also:
            return lost
        others = ", ".join(f"t{task}" for task in self.also)
        return f"{lost}: t{self.task} may have called, or {others}"


def find_caller(
    op: str,
    args: Mapping[str, Any],
    tasks: tuple[HandlerCall, ...],
    running: Collection[int],
    parked: Collection[int],
) -> Caller:
    """The task of *running* that called *op*; *parked* tasks wait for the answer to another call.

    A task that runs alone has called. Of several it is one whose handler makes such calls, about
    that very content, and that does not wait for an answer; a criterion that leaves no task is
    skipped.
    """
    candidates = sorted(running)
    for fitting in (
        {task for task in candidates if _makes_such_calls(tasks[task], op)},
        {task for task in candidates if _is_about(tasks[task], args)},
        {task for task in candidates if task not in parked},
    ):
        candidates = [task for task in candidates if task in fitting] or candidates
    if not candidates:
        return Caller(None)
    return Caller(candidates[0], tuple(candidates[1:]))


def _makes_such_calls(task: HandlerCall, op: str) -> bool:
    if op == "Writer" and task.kind == "push":
        return task.pusher_ingests
    return task.kind in _OF_KINDS[op]


def _is_about(task: HandlerCall, args: Mapping[str, Any]) -> bool:
    descriptor = args.get("descriptor")
    digest = args.get("digest") if descriptor is None else descriptor.digest
    return task.kind in OF_TREES or bool(digest == task.descriptor.digest)
