"""Closing: every reader and writer once, the reader first. Shared by FETCH-10 and PUSH-7."""

from __future__ import annotations

from ..journal import Outcome
from .finding import Broken
from .run import Run


def broken_closing(run: Run) -> Broken | None:
    """Why the closing of *run* is wrong, or None."""
    opened = [
        entry.result.get("reader") or entry.result["writer"]
        for entry in run.opens + run.source_opens
        if entry.refusal is None
    ]
    closes = [entry.handle for entry in run.calls if entry.op in ("w.Close", "r.Close")]
    for handle in opened:
        name = f"the {'reader' if handle[0] == 'r' else 'writer'} {handle}"
        times = closes.count(handle)
        if times != 1:
            late = any(entry.handle == handle for entry in run.after_return)
            observed = "after the return" if late else f"{times} times" if times else "never"
            return Broken(f"{name} is closed once", observed, run.number)
    one_of_each = run.reader and run.writer and len(opened) == 2
    if one_of_each and closes.index(run.reader) > closes.index(run.writer):
        return Broken("the reader is closed before the writer", "the writer first", run.number)
    return None


def broken_closing_result(run: Run) -> Broken | None:
    """Why an error of closing has wrongly become the result of *run*, or None."""
    if not run.close_errors or run.outcome is None:
        return None
    expected = "an error of closing does not change the result"
    if run.must_succeed_but_for_closing and run.of("Commit") and not run.ok:
        return Broken(f"{expected}: success", run.told, run.number)
    if run.failed and _came_out(run, run.outcome):
        return Broken(expected, f"the error of closing came out: {run.told}", run.number)
    return None


def _came_out(run: Run, outcome: Outcome) -> bool:
    """Whether an error of closing came out: that very one, or one of a class no other error had.

    Where no other call failed, an error of that class may be the handler's own, such as of a size.
    An unexpected end is one and the same value in some languages, whoever tells of it.
    """
    own = {error.id for error in run.close_errors if error.kind != "unexpected_end"}
    if own & set(outcome.ids):
        return True
    if not run.own_trouble:
        return False
    others = {e.refusal.kind for e in run.calls if e.refusal and not e.op.endswith(".Close")}
    kinds = {error.kind for error in run.close_errors} - others - {"other"}
    return bool(kinds & set(outcome.kinds))
