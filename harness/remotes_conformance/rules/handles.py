"""Handles: every reader and writer is closed once, the reader first, and none is open in a wait.

Judged on its own to the end of the call, whatever else went wrong in it.
"""

from __future__ import annotations

from ..world.journal import Entry, Outcome
from .finding import Broken, Judgement
from .run import CLOSES, Run
from .waits import ROUNDING

_BROKEN_OFF = {"cancelled": ("FETCH-10a", "PUSH-7b"), "interrupt": ("FETCH-10b", "PUSH-7c")}


def of_handles(run: Run, judgement: Judgement) -> None:
    """Judge what *run* has open, and when."""
    if run.locks:
        _judge_waits(run, judgement)
    if run.returned is None or not (run.writer or run.reader):
        return
    id = _BROKEN_OFF.get(run.broken_off, ("FETCH-10", "PUSH-7"))[run.task.kind == "push"]
    judgement.take(id, _not_closed(run))
    if run.close_errors and run.outcome and not run.ok and _came_out(run, run.outcome):
        expected = "an error of closing does not change the result"
        seen = f"the error of closing came out: {run.told}"
        judgement.blame(id, _broken(run, expected, seen, "the error of closing came out"))


def _not_closed(run: Run) -> Broken | None:
    opened = [str(handle) for handle in map(_opened, run.calls) if handle]
    closes = [entry.handle for entry in run.calls if entry.op in CLOSES]
    for handle in opened:
        what, times = "reader" if handle[0] == "r" else "writer", closes.count(handle)
        if times != 1:
            late = any(entry.handle == handle for entry in run.after_return)
            how = "after the return" if late else f"{times} times" if times else ""
            seen = f"it is closed {how}" if how else "it is never closed"
            step = f"the {what} is " + ("closed again" if times else seen.removeprefix("it is "))
            return _broken(run, f"the {what} {handle} is closed once", seen, step)
    if run.is_copy and len(opened) == 2 and closes.index(run.reader) > closes.index(run.writer):
        expected = "the reader is closed before the writer"
        return _broken(run, expected, "the writer first", "the writer is closed first")
    return None


def _opened(entry: Entry) -> str | None:
    return entry.result.get("reader") or entry.result.get("writer")


def _came_out(run: Run, outcome: Outcome) -> bool:
    """An error of closing came out: that very one, or of a class that no other error had.

    Some languages have one value for the unexpected end, whoever tells of it; and where no other
    call failed, an error of such a class may be the handler's own, such as of a size.
    """
    own = {error.id for error in run.close_errors if error.kind != "unexpected_end"}
    others = {e.refusal.kind for e in run.calls if e.refusal and e.op not in CLOSES}
    kinds = {error.kind for error in run.close_errors} - others - {"other"}
    failed = others - {"locked", "exists", "reset"}
    return bool(own & set(outcome.ids) or (failed and kinds & set(outcome.kinds)))


def _judge_waits(run: Run, judgement: Judgement) -> None:
    """LOCK-9."""
    held: set[str] = set()
    refused: Entry | None = None
    for entry in (*run.calls, *([run.returned] if run.returned else [])):
        if refused is not None and entry.at > refused.done + ROUNDING:
            broken: Broken | None = None
            if held:
                expected, seen = (
                    "nothing is open while it waits",
                    f"open: {', '.join(sorted(held))}",
                )
                broken = _broken(run, expected, seen, "something is open")
            judgement.take("LOCK-9", broken)
        locked = entry.op == "Writer" and entry.refusal and entry.refusal.kind == "locked"
        refused = entry if locked else None
        if handle := _opened(entry):
            held.add(handle)
        elif entry.op in CLOSES:
            held.discard(entry.handle)


def _broken(run: Run, expected: str, observed: str, step: str) -> Broken:
    return Broken(expected, observed, run.number, "what was opened", step)
