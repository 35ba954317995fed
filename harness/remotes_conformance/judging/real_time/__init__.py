"""Judging where time cannot be controlled: an adapter without the capability `virtual-time`.

Scenarios without long waits are played in a world whose clock stands still: there everything but
durations is judged. Waits themselves are judged in a few stories that are timed, with tolerances
that hold on a busy machine. Rules about other waits do not apply, and stay unproven.
"""

from __future__ import annotations

from collections.abc import Sequence

from ...rules import Case, Judgement
from ...scenarios.scenario import HandlerCall, Scenario
from ...world.journal import Journal
from .giving_up import AT_ONCE, LONG_WAIT
from .jitter import JITTER
from .ladder import LADDER
from .side_by_side import SIDE_BY_SIDE
from .timed import Timed
from .trees import OF_SIBLINGS, takes_no_time

NEEDED = ("LOCK-2", "LOCK-2a", "LOCK-2b", "LOCK-6", "LOCK-7", "LOCK-9", "LOCK-10", "LOCK-11")
"""Rules that cannot be judged in a world whose clock stands still."""
MAX_REFUSALS = 2
"""Refusals of a ref that a scenario may have if it is not timed: each is a wait in vain."""
MAX_MEETING = 3
MAX_SCHEDULES = 40
"""Schedules of one story: in each, some calls wait for others."""
_TIMED = (LADDER, JITTER, LONG_WAIT, AT_ONCE, SIDE_BY_SIDE, OF_SIBLINGS)


def timed(scenario: Scenario) -> Timed | None:
    """The way to judge the times of *scenario*; None: its times are not judged."""
    return next((one for one in _TIMED if one.is_of(scenario)), None)


def are_times_judged(scenario: Scenario) -> bool:
    """True if real time has to pass in *scenario*."""
    return timed(scenario) is not None


def can_be_played(scenario: Scenario) -> bool:
    """True if *scenario* makes sense in real time."""
    if timed(scenario) is not None:
        return True
    digests = [task.descriptor.digest for task in scenario.handler_calls if task.kind != "key"]
    # A few that meet at one ref wait for each other only as long as their copies take.
    few = len(digests) - len(set(digests)) < MAX_MEETING
    return (
        few and not scenario.surroundings.held and all(map(_takes_no_time, scenario.handler_calls))
    )


def _takes_no_time(task: HandlerCall) -> bool:
    refusals = sum(answer.error == "locked" for answer in task.answers)
    given_up_meanwhile = task.cancel is not None and bool(task.cancel.at)
    slow = any(answer.delay for answer in task.answers)
    at_once = takes_no_time(task.tree, task.chain) and refusals <= MAX_REFUSALS
    return at_once and not (task.at or given_up_meanwhile or slow)


def is_doubtful(scenario: Scenario, plays: Sequence[Journal]) -> bool:
    """True if a busy machine may be to blame for what all *plays* show."""
    how = timed(scenario)
    return how is not None and how.is_doubtful([Case(scenario, journal) for journal in plays])


def samples(scenario: Scenario) -> int:
    """The number of plays of *scenario*, after which a doubtful result is taken to be true."""
    how = timed(scenario)
    return 1 if how is None else how.samples


def adjusted(judgement: Judgement, scenario: Scenario, plays: Sequence[Journal]) -> Judgement:
    """*judgement* of the last of *plays*: without rules that need virtual time, with timed ones."""
    how = timed(scenario)
    kept = Judgement()
    for id, times in judgement.applied.items():
        if id in how.also if how is not None else id not in NEEDED:
            kept.applied[id] = times
    kept.broken = [(id, broken) for id, broken in judgement.broken if id in kept.applied]
    saw = judgement.saw.items()
    kept.saw.update({key: times for key, times in saw if key[0] in kept.applied})
    cases = [Case(scenario, journal) for journal in plays]
    for found, broken in how.findings(cases) if how is not None else ():
        kept.take(found, broken)
    return kept


__all__ = [
    "MAX_SCHEDULES",
    "NEEDED",
    "adjusted",
    "are_times_judged",
    "can_be_played",
    "is_doubtful",
    "samples",
    "timed",
]
