"""Callers of ours: each plays one script, step by step, whatever the store answers.

A `ScriptCaller` turns steps into calls and remembers the handles that they opened; a door posts its
calls and brings it the answers. `play_scripts` is the door of a world whose calls are all scripts,
and whose store is the world's own model.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..contract.names import StoreOp
from ..scenarios import script
from ..scenarios.script import Script, Step, opener
from .journal import Journal, Outcome
from .kernel import World
from .turns import Call, Idle, Over, Served

_SECOND = 1_000_000_000
_Args = dict[str, Any]


def _nothing(op: StoreOp, handle: str) -> bool:
    """All calls are made."""
    return False


_MOST_AGAIN = 32
"""The number of times that a caller offers the rest of a short Write; content is rarely longer."""


class ScriptCaller:
    """One caller; its strand is named like that of a task.

    It writes the rest of a short Write again, as any caller of a store has to; not in a step in
    which the disk fails.
    """

    def __init__(
        self,
        number: int,
        of: Script,
        leaves_out: Callable[[StoreOp, str], bool] = _nothing,
        *,
        external: bool = False,
    ) -> None:
        """*leaves_out*: whether a call, on that handle, is left out because no reader answers it.
        *external*: the store is not the world's; see `Call`."""
        self.number = number
        self._external = external
        self._leaves_out = leaves_out
        self.strand = f"t{number}"
        self._steps = of.steps
        self._place = -1
        self._write: Call | None = None
        """The last call, if it was a Write whose rest would be written again."""
        self._again = 0
        self._failing = {fault.step for fault in of.faults}
        self._handles: dict[int, str] = {}

    def next(self, served: Served) -> Call | None:
        """The next call, now that the last one, or the start, is *served*; None: at the end."""
        handle = served.result.get("writer") or served.result.get("reader")
        if handle:
            self._handles[self._place] = handle
        if (rest := self._rest(served)) is not None:
            self._write = rest
            return rest
        self._again = 0
        for place in range(self._place + 1, len(self._steps)):
            opened_by = opener(self._steps[place])
            handle = "" if opened_by is None else self._handles.get(opened_by, "")
            if not handle and opened_by is not None:
                continue
            call = self._call(self._steps[place], handle)
            if call.op == "wait" or not self._leaves_out(call.store_op, handle):
                self._place = place
                is_whole = call.op == "Write" and place not in self._failing
                self._write = call if is_whole else None
                return call
        return None

    def _rest(self, served: Served) -> Call | None:
        """The Write of what the last one has not taken, if it has taken something."""
        if self._write is None or self._again >= _MOST_AGAIN:
            return None
        taken, data = served.result.get("n"), self._write.args["data"]
        if not isinstance(taken, int) or not 0 < taken < len(data):
            return None
        self._again += 1
        return self._write._replace(args={"data": data[taken:]})

    @property
    def place(self) -> int:
        """The number of the step of the last call."""
        return self._place

    def _call(self, step: Step, handle: str) -> Call:
        if isinstance(step, script.Wait):
            return Call(self.number, "wait", seconds=step.time / _SECOND)
        if isinstance(step, script.Close):
            op: StoreOp = "r.Close" if handle.startswith("r") else "w.Close"
            return Call(self.number, op, handle, external=self._external)
        op, args = _CALLS[type(step)]
        return Call(self.number, op, handle, args(step), external=self._external)


_CALLS: dict[type, tuple[StoreOp, Callable[[Any], _Args]]] = {
    script.Open: ("Writer", lambda s: {"ref": s.ref, "size": s.size, "digest": s.digest}),
    script.Write: ("Write", lambda s: {"data": s.blob.content}),
    script.Truncate: ("Truncate", lambda s: {"size": s.size}),
    script.Commit: ("Commit", lambda s: {"size": s.size, "digest": s.digest}),
    script.Status: ("Status", lambda s: {}),
    script.Abort: ("Abort", lambda s: {"ref": s.ref}),
    script.Info: ("Info", lambda s: {"digest": s.digest}),
    script.OpenReader: ("Reader", lambda s: {"digest": s.digest}),
    script.Read: ("Read", lambda s: {"n": s.size}),
    script.ReadAt: ("ReadAt", lambda s: {"n": s.size, "offset": s.offset}),
    script.Delete: ("Delete", lambda s: {"digest": s.digest}),
    script.Walk: ("Walk", lambda s: {}),
}
"""The op of each kind of step, and its arguments as journals have them."""


def play_scripts(world: World) -> Journal:
    """Play *world* to its end; all calls of its scenario are scripts."""
    callers = {
        f"t{number}": ScriptCaller(number, call)
        for number, call in enumerate(world.scenario.calls)
        if isinstance(call, Script)
    }
    while not isinstance(turn := world.step(), Over):
        if isinstance(turn, Idle):
            assert turn.until is not None, "no step of a script waits for another caller"
            world.pass_time(turn.until)
            continue
        caller = callers[turn.strand]
        if (call := caller.next(turn)) is not None:
            world.post(caller.strand, call)
        else:
            world.returned(caller.number, Outcome(ok=True))
            world.forget(caller.strand)
    return world.journal()
