"""WALK-12: the context that a handler in a tree gets."""

from __future__ import annotations

from collections.abc import Iterator

from ...scenarios.durations import as_text
from ...world.journal import Entry
from ..finding import Broken
from ..run import Run
from .visits import SECOND, Event

LATE = SECOND
"""A cancellation may reach the handlers that run so much later, in nanoseconds."""


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


def went_on(run: Run, event: Event, state: str) -> Iterator[Broken | None]:
    """For a handler that ends long after the caller gave up: None, or that its context still does
    not say so.

    One that came without the caller's values was reported as the handler was called.
    """
    seen = event.entry.args.get("ctx")
    late = run.cancelled is not None and event.entry.at > run.gave_up_at + LATE
    if event.is_end and late and event.visit.begun.at <= run.gave_up_at and seen is not None:
        expected = "the handler's context is cancelled once the caller gives up"
        observed = f"it was not, {as_text(event.entry.at - run.gave_up_at)} later"
        broken = Broken(expected, observed, run.number, state, "no cancellation while it runs")
        yield None if seen["cancelled"] or seen["task"] != f"t{run.number}" else broken
