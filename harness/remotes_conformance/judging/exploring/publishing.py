"""Before a violation is reported: does it show every time, and which calls and switches matter?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...scenarios.script import Script
from ...scenarios.whole_calls import whole_calls, with_calls
from ...world.journal import Journal
from ..bench import Breach
from .fewer_steps import with_fewer_steps
from .plays import REPLAYS, Plays

MAX_FEWER = 24
"""Plays that are spent on calls which a story may not need."""


@dataclass(frozen=True, slots=True)
class Published:
    """A violation as it is reported. `replayed`: the number of `REPLAYS` plays that showed it."""

    breach: Breach
    journal: Journal
    replayed: int


def publish(plays: Plays, breach: Breach) -> Published:
    """Drop the calls that are not needed, or name the hand-overs that are, not their positions."""
    breach = _with_hand_overs(plays, breach)
    scripts = [call for call in breach.scenario.calls if isinstance(call, Script)]
    if any(script.cut is not None for script in scripts):
        pass  # its operations are numbered: without a step they would be others
    elif scripts:
        breach = with_fewer_steps(plays.bench, breach)
    else:
        breach = _with_fewer_calls(plays, breach)
    replays = plays.replays(breach.scenario)
    replayed = 0
    for judgement in replays.judgements:
        if (broken := plays.bench.shown_by(judgement, breach)) is not None:
            breach = replace(breach, broken=broken)
            replayed += 1
    if replays.is_costly and replayed:
        replayed = REPLAYS
    return Published(breach, replays.journal, replayed)


def _with_fewer_calls(plays: Plays, breach: Breach) -> Breach:
    """Halves are tried first, then quarters, and so on to single calls.

    If a schedule names calls by their numbers, all calls stay.
    """
    scenario, tried = breach.scenario, 0
    if scenario.schedule or scenario.hand_overs or plays.bench.real_time:
        return breach
    calls = whole_calls(scenario)
    size = len(calls) // 2
    while size:
        start = 0
        while start < len(calls) and tried < MAX_FEWER and not plays.bench.is_blocked:
            fewer = calls[:start] + calls[start + size :]
            candidate = with_calls(scenario, fewer)
            tried += 1
            broken = plays.broken_in(candidate, breach) if fewer else None
            if broken is None:
                start += size
            else:
                scenario, calls = candidate, fewer
                breach = replace(breach, broken=broken, scenario=scenario)
        size //= 2
    return breach


def _with_hand_overs(plays: Plays, breach: Breach) -> Breach:
    named, broken = breach.scenario, breach.broken
    if named.schedule:
        taken = plays.bench.play(named).hand_overs
        named = replace(named, schedule=b"", hand_overs=taken)
        if (seen := plays.broken_in(named, breach)) is None:
            return breach
        broken = seen
    for hand_over in named.hand_overs:
        fewer = tuple(other for other in named.hand_overs if other != hand_over)
        candidate = replace(named, hand_overs=fewer)
        if (still := plays.broken_in(candidate, breach)) is not None:
            named, broken = candidate, still
    return replace(breach, broken=broken, scenario=named)
