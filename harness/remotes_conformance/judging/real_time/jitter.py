"""Waits that are drawn at random, from 1.6 on: a call whose ref is refused nine times, then given.

It is played until there are enough waits of a quarter of a second and more, at the most: of a
shorter one, a busy machine's delay may be the greater part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...contract.names import RequirementId
from ...rules import Broken, Case
from ...rules.together import MANY
from ...scenarios.durations import as_text as ms
from ...scenarios.scenario import MILLISECOND, Scenario
from .ladder import ORDER, RUNGS, is_ladder, shortest_waits, too_long, waits_of
from .timed import Timed

_LONG = 256 * MILLISECOND
_PLAYS = 6
_WAIT = ("the ref is locked", "a wrong wait in real time")


def _drawn(cases: Sequence[Case]) -> list[float]:
    """The long waits of all plays, as fractions of their bounds."""
    found = [wait for case in cases for wait in waits_of(case)]
    return [waited / bound for bound, waited in found if bound >= _LONG]


def _is_doubtful(cases: Sequence[Case]) -> bool:
    late = any(too_long(*wait) for wait in shortest_waits(cases))
    goes_on = any(waits_of(case) for case in cases)
    return late or (goes_on and len(_drawn(cases)) < MANY)


def _findings(cases: Sequence[Case]) -> Iterator[tuple[RequirementId, Broken | None]]:
    for number, (bound, waited) in enumerate(shortest_waits(cases), 1):
        expected = f"wait {number}: less than {ms(bound)}"
        seen = f"{ms(waited)} at least, in real time"
        yield "LOCK-2a", Broken(expected, seen, 0, *_WAIT) if too_long(bound, waited) else None
        if number == RUNGS:
            yield "LOCK-3", None  # it goes on after nine refusals; more would take too long
    drawn = _drawn(cases)
    if len(drawn) < MANY:
        return
    half = "lower" if max(drawn) < 0.5 else "upper" if min(drawn) >= 0.5 else ""
    expected = "waits are drawn at random from the whole range below their bounds"
    seen = f"all {len(drawn)} are in the {half} half, in real time"
    yield "LOCK-2b", Broken(expected, seen, 0, *_WAIT) if half else None


def _is_of(scenario: Scenario) -> bool:
    return scenario.edition != "2017-06" and is_ladder(scenario)


JITTER = Timed(_is_of, ORDER, _PLAYS, _is_doubtful, _findings)
