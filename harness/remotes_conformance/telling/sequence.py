"""A journal as the events of a sequence diagram: each with its parties, time and result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..scenarios.durations import as_text
from ..scenarios.scenario import Scenario
from ..scenarios.script import Script
from ..world.journal import Entry, Journal
from .story import describe

MAX_EVENTS = 60
_OPENED_BY = {"Writer": "ingester", "Fetch": "fetcher", "Reader": "provider", "Push": "pusher",
    "Handle": "handler",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a story, for a diagram.

    `at`: the time since the start, in nanoseconds. `task`: the number of the call that it belongs
    to (-1: none). `on`: the other party: "caller", "ingester", "store", "registry", … or a handle
    such as "w1" ("": none). `text`: what happens. `tone`: "call", "error", "caller" or "aside".
    `inward`: it comes to the task, instead of from it.
    """

    at: int
    task: int
    on: str
    text: str
    tone: str
    inward: bool = False


def place_of(entry: Entry | None, journal: Journal) -> int:
    """The place of the event of *entry* among `events`; -1: there is no such event."""
    for place, shown in _shown(journal):
        if shown is entry and entry is not None:
            return place
    return -1


def _shown(journal: Journal) -> Iterator[tuple[int, Entry]]:
    """The entries of the events, each with its place among them."""
    entries = journal.entries
    ends = len(journal.left_behind) + (journal.stuck is not None)
    if len(entries) + ends <= MAX_EVENTS:
        yield from enumerate(entries)
        return
    half = MAX_EVENTS // 2
    last = max(0, half - ends)
    yield from enumerate(entries[:half])
    yield from enumerate(entries[len(entries) - last :], half + 1)


def events(scenario: Scenario, journal: Journal) -> tuple[Event, ...]:
    """Everything that happened, in order; the middle of a long story is left out."""
    entries = journal.entries
    # Some journals have hundreds of thousands of entries: only the ends are looked at.
    skipped = max(0, len(entries) - 2 * MAX_EVENTS)
    shown = entries if not skipped else entries[:MAX_EVENTS] + entries[-MAX_EVENTS:]
    found = [_event(scenario, entry) for entry in shown]
    at = entries[-1].done if entries else 0
    stuck = journal.stuck
    ends = [] if stuck is None else [f"{stuck.why}: {stuck.details}"]
    ends += [f"still there: {still}" for still in journal.left_behind]
    found += [Event(at, -1, "", text, "error") for text in ends]
    if len(found) > MAX_EVENTS:
        half = MAX_EVENTS // 2
        left_out = len(found) - 2 * half + skipped
        gap = Event(found[half].at, -1, "", f"… {left_out} events left out …", "aside")
        found = [*found[:half], gap, *found[-half:]]
    return tuple(found)


def _event(scenario: Scenario, entry: Entry) -> Event:
    took = f" (took {as_text(entry.done - entry.at)})" if entry.done > entry.at else ""
    text = describe(entry) + took
    if entry.op in ("start", "cancel", "return"):
        outcome = entry.result["outcome"] if entry.op == "return" else None
        tone = (
            "error" if outcome is not None and not (outcome.ok and not outcome.crash) else "caller"
        )
        return Event(entry.at, entry.task, "caller", text, tone, inward=entry.op != "return")
    if entry.op in ("log", "children", "abandoned", "disk", "cut"):
        return Event(entry.at, entry.task, "", text, "aside")
    call = scenario.calls[entry.task]
    on = entry.handle or _OPENED_BY.get(entry.op, "")
    if isinstance(call, Script):
        on = entry.handle or "store"
    elif entry.op == "Writer" and call.kind == "push":
        on = "pusher"
    return Event(entry.at, entry.task, on, text, "error" if entry.refusal is not None else "call")
