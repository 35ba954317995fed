"""One ladder of waits: a call whose ref is refused nine times, then given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ...contract.names import RequirementId
from ...rules import Broken, Case
from ...rules.waits import wait_after
from ...scenarios.durations import as_text as ms
from ...scenarios.scenario import MILLISECOND, Scenario
from .timed import Timed

RUNGS = 9
_WAIT = ("the ref is locked", "a wrong wait in real time")


def is_ladder(scenario: Scenario) -> bool:
    """True if the scenario is only a fetch that waits for its ref nine times."""
    if len(scenario.calls) != 1 or scenario.surroundings.held:
        return False
    (task,) = scenario.handler_calls
    return task.kind == "fetch" and task.first_refusals == RUNGS and task.cancel is None


def waits_of(case: Case) -> list[tuple[int, int]]:
    """For each wait its due length, or the longest permitted one, and its length, in
    nanoseconds."""
    pairs = enumerate(pairwise(case.runs[0].of("Writer")), 1)
    return [(wait_after(number), after.at - before.done) for number, (before, after) in pairs]


def shortest_waits(cases: Sequence[Case]) -> list[tuple[int, int]]:
    """The same, each wait as short as it was in one of several plays.

    A busy machine makes a wait longer, never shorter: the shortest is the best measure.
    """
    waited: dict[int, tuple[int, int]] = {}
    for case in cases:
        for number, wait in enumerate(waits_of(case)):
            waited[number] = min(wait, waited.get(number, wait))
    return [wait for _, wait in sorted(waited.items())]


def _too_short(wanted: int, waited: int) -> bool:
    # Stamped before the refusal leaves and after the next call has come: never less than the wait.
    return waited < wanted - MILLISECOND - wanted // 1000


def too_long(wanted: int, waited: int) -> bool:
    """Too long for a wait of *wanted*, on a busy machine too."""
    return waited > wanted * 3 // 2 + 4 * MILLISECOND


def _is_doubtful(cases: Sequence[Case]) -> bool:
    """A wait was too long each time, and none too short."""
    waits = shortest_waits(cases)
    return any(too_long(*wait) for wait in waits) and not any(_too_short(*w) for w in waits)


def _findings(cases: Sequence[Case]) -> Iterator[tuple[RequirementId, Broken | None]]:
    for number, (wanted, waited) in enumerate(shortest_waits(cases), 1):
        if _too_short(wanted, waited) or too_long(wanted, waited):
            observed = f"{ms(waited)}, in real time"
            yield "LOCK-2", Broken(f"wait {number}: {ms(wanted)}", observed, 0, *_WAIT)
        else:
            yield "LOCK-2", None
            if number == RUNGS:
                yield "LOCK-3", None  # it goes on after nine refusals; more would take too long


ORDER = frozenset({"LOCK-1", "LOCK-3", "LOCK-9", "RUN-1", "RUN-2"})
"""Rules that hold of the order of events, whatever the waits are."""
LADDER = Timed(lambda s: s.edition == "2017-06" and is_ladder(s), ORDER, 6, _is_doubtful, _findings)
