"""WALK-12: the context that a handler in a tree gets."""

from __future__ import annotations

from ...world.journal import Entry
from ..finding import Broken
from ..run import Run


def gives_up(run: Run) -> bool:
    """True if its caller has given up: then an error of its own is permitted, of whatever class."""
    return run.cancelled_beforehand or run.cancelled is not None


def foreign(run: Run, entry: Entry, state: str, *, may_end: bool) -> Broken | None:
    """The reason why the context of *entry* is not the caller's, or None.

    `may_end`: it may be cancelled though the caller has not given up.
    """
    seen = entry.args["ctx"]
    expected = "the handler gets a context derived from the caller's"
    gave_up_at = -1 if run.cancelled_beforehand else run.gave_up_at
    if seen["task"] != f"t{run.number}":
        observed = str(seen.get("problem") or "the caller's value is not in it")
        return Broken(expected, observed, run.number, state, "the values are lost")
    if entry.at > gave_up_at and not seen["cancelled"]:
        expected += ": cancelled with it"
        return Broken(expected, "it is not cancelled", run.number, state, "no cancellation")
    if entry.at < gave_up_at and seen["cancelled"] and not may_end:
        return Broken(expected, "it is cancelled", run.number, state, "it is cancelled")
    return None
