"""Before a violation is told: is it so every time, and which calls and switches does it need?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..bench import Bench, Sighting
from ..journal import Journal

REPLAYS = 3
MAX_FEWER = 24
"""Plays that are spent on calls which a story may not need."""


@dataclass(frozen=True, slots=True)
class Published:
    """A violation as it is told. `replayed`: in how many of `REPLAYS` plays it showed again."""

    sighting: Sighting
    journal: Journal
    replayed: int


def publish(bench: Bench, sighting: Sighting) -> Published:
    """Drop the calls that are not needed, or name the hand-overs that are, not their positions."""
    sighting = _with_fewer_tasks(bench, _with_hand_overs(bench, sighting))
    journal = bench.play(sighting.scenario)
    replayed = 0
    hangs = journal.stuck is not None and journal.stuck.why == "hang"
    for attempt in range(1 if hangs or bench.is_blocked else REPLAYS):
        if attempt:
            journal = bench.play(sighting.scenario)
        if (broken := bench.seen_in(journal, sighting)) is not None:
            sighting = replace(sighting, broken=broken)
            replayed += 1
    return Published(sighting, journal, REPLAYS if hangs and replayed else replayed)


def _with_fewer_tasks(bench: Bench, sighting: Sighting) -> Sighting:
    """Halves are tried first, then quarters, and so on to single calls.

    Where a schedule speaks of calls by their numbers, all of them stay.
    """
    scenario, plays = sighting.scenario, 0
    if scenario.schedule or scenario.hand_overs or bench.real_time:
        return sighting
    size = len(scenario.tasks) // 2
    while size:
        start = 0
        while start < len(scenario.tasks) and plays < MAX_FEWER and not bench.is_blocked:
            fewer = scenario.tasks[:start] + scenario.tasks[start + size :]
            candidate = replace(scenario, tasks=fewer)
            plays += 1
            broken = bench.broken_in(candidate, sighting) if fewer else None
            if broken is None:
                start += size
            else:
                scenario = candidate
                sighting = replace(sighting, broken=broken, scenario=scenario)
        size //= 2
    return sighting


def _with_hand_overs(bench: Bench, sighting: Sighting) -> Sighting:
    if not sighting.scenario.schedule:
        return sighting
    taken = bench.play(sighting.scenario).hand_overs
    named = replace(sighting.scenario, schedule=b"", hand_overs=taken)
    if (broken := bench.broken_in(named, sighting)) is None:
        return sighting
    for hand_over in taken:
        fewer = tuple(other for other in named.hand_overs if other != hand_over)
        candidate = replace(named, hand_overs=fewer)
        if (still := bench.broken_in(candidate, sighting)) is not None:
            named, broken = candidate, still
    return replace(sighting, broken=broken, scenario=named)
