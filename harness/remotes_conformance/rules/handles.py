"""Handles: every reader and writer is closed once, the reader first, and none is open in a wait.

Judged on its own to the end of the call, whatever else went wrong in it.
"""

from __future__ import annotations

from typing import TypeAlias

from ..contract.names import RequirementId
from .call import Call
from .finding import Broken, Judgement
from .run import CLOSES, OPENS, Run, handle_of, refused_as
from .waits import ROUNDING

_Two: TypeAlias = tuple[RequirementId, RequirementId]
_STATE = "what was opened"
_LEFT_OPEN: _Two = ("FETCH-10", "PUSH-7")
_BROKEN_OFF: dict[str, _Two] = {
    "cancelled": ("FETCH-10a", "PUSH-7b"),
    "interrupt": ("FETCH-10b", "PUSH-7c"),
}


def of_handles(call: Call, judgement: Judgement) -> None:
    """Judge what *call* has open, and when."""
    run = call.run
    _judge_waits(run, judgement)
    if run.returned is None or not run.writer:
        return
    id = _BROKEN_OFF.get(run.broken_off, _LEFT_OPEN)[run.is_push]
    judgement.take(id, _closed_otherwise(run))
    if run.close_errors and call.closing_came_out:
        expected = "an error of closing does not change the result"
        step = "the error of closing came out"
        broken = Broken(
            expected, f"the handler failed with it: {run.outcome_text}", run.number, _STATE, step
        )
        judgement.blame(id, broken)


def _closed_otherwise(run: Run) -> Broken | None:
    """The fault of the closing, or None."""
    for handle in run.handles:
        times = run.closes.count(handle)
        if times != 1:
            what, seen = "reader" if handle[0] == "r" else "writer", "it is never closed"
            if any(entry.handle == handle for entry in run.after_return):
                seen = "it is closed after the return"
            elif times:
                seen = f"it is closed {times} times"
            how = "closed again" if times else seen.removeprefix("it is ")
            expected, step = f"the {what} {handle} is closed once", f"the {what} is {how}"
            return Broken(expected, seen, run.number, _STATE, step)
    is_plain = run.reader and len(run.handles) == 2
    if is_plain and run.closes.index(run.reader) > run.closes.index(run.writer):
        expected, step = "the reader is closed before the writer", "the writer is closed first"
        return Broken(expected, "the writer first", run.number, _STATE, step)
    return None


def _judge_waits(run: Run, judgement: Judgement) -> None:
    """LOCK-9, of each wait that came to an end."""
    held: set[str] = set()
    for entry, following in run.steps if run.locks else ():
        if entry.op in CLOSES:
            held.discard(entry.handle)
        elif entry.op == "Writer" and refused_as(entry) == "locked":
            if following.at > entry.done + ROUNDING:
                judgement.take("LOCK-9", _holds(run, held) if held else None)
        elif entry.op in OPENS and entry.refusal is None:
            held.update(handle_of(entry))


def _holds(run: Run, held: set[str]) -> Broken:
    expected, seen = (
        "the handler has nothing open while it waits",
        f"open: {', '.join(sorted(held))}",
    )
    return Broken(expected, seen, run.number, _STATE, "something is open")
