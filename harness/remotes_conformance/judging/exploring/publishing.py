"""Before a violation is told: is it so every time, and which calls and switches does it need?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...scenarios.script import Script
from ...scenarios.whole_calls import whole_calls, with_calls
from ...world.journal import Journal
from ..bench import Bench, Breach
from .fewer_steps import with_fewer_steps

REPLAYS = 3
MAX_FEWER = 24
"""Plays that are spent on calls which a story may not need."""


@dataclass(frozen=True, slots=True)
class Published:
    """A violation as it is told. `replayed`: in how many of `REPLAYS` plays it showed again."""

    breach: Breach
    journal: Journal
    replayed: int


def publish(bench: Bench, breach: Breach) -> Published:
    """Drop the calls that are not needed, or name the hand-overs that are, not their positions."""
    breach = _with_hand_overs(bench, breach)
    scripts = [call for call in breach.scenario.calls if isinstance(call, Script)]
    if any(script.cut is not None for script in scripts):
        pass  # its operations are numbered: without a step they would be others
    elif scripts:
        breach = with_fewer_steps(bench, breach)
    else:
        breach = _with_fewer_calls(bench, breach)
    journal = bench.play(breach.scenario)
    replayed = 0
    is_costly = journal.stuck is not None and journal.stuck.is_costly
    for attempt in range(1 if is_costly or bench.is_blocked else REPLAYS):
        if attempt:
            journal = bench.play(breach.scenario)
        if (broken := bench.seen_in(journal, breach)) is not None:
            breach = replace(breach, broken=broken)
            replayed += 1
    return Published(breach, journal, REPLAYS if is_costly and replayed else replayed)


def _with_fewer_calls(bench: Bench, breach: Breach) -> Breach:
    """Halves are tried first, then quarters, and so on to single calls.

    Where a schedule speaks of calls by their numbers, all of them stay.
    """
    scenario, plays = breach.scenario, 0
    if scenario.schedule or scenario.hand_overs or bench.real_time:
        return breach
    calls = whole_calls(scenario)
    size = len(calls) // 2
    while size:
        start = 0
        while start < len(calls) and plays < MAX_FEWER and not bench.is_blocked:
            fewer = calls[:start] + calls[start + size :]
            candidate = with_calls(scenario, fewer)
            plays += 1
            broken = bench.broken_in(candidate, breach) if fewer else None
            if broken is None:
                start += size
            else:
                scenario, calls = candidate, fewer
                breach = replace(breach, broken=broken, scenario=scenario)
        size //= 2
    return breach


def _with_hand_overs(bench: Bench, breach: Breach) -> Breach:
    named, broken = breach.scenario, breach.broken
    if named.schedule:
        taken = bench.play(named).hand_overs
        named = replace(named, schedule=b"", hand_overs=taken)
        if (seen := bench.broken_in(named, breach)) is None:
            return breach
        broken = seen
    for hand_over in named.hand_overs:
        fewer = tuple(other for other in named.hand_overs if other != hand_over)
        candidate = replace(named, hand_overs=fewer)
        if (still := bench.broken_in(candidate, breach)) is not None:
            named, broken = candidate, still
    return replace(breach, broken=broken, scenario=named)
