"""One ladder of waits: a call whose ref is refused nine times, then given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..rules import Broken, Case, Finding
from ..rules.finding import KEPT
from ..rules.waits import ms, wait_after
from ..scenario import MILLISECOND, Scenario
from .timed import Timed, refusals

RUNGS = 9


def _is_of(scenario: Scenario) -> bool:
    if len(scenario.tasks) != 1 or scenario.holders or scenario.edition != "2017-06":
        return False
    (task,) = scenario.tasks
    return refusals(task) == RUNGS and task.cancel is None


def _waits(cases: Sequence[Case]) -> list[tuple[int, int]]:
    """What each wait should be, and what it was at the least, in nanoseconds.

    A busy machine makes a wait longer, never shorter: the shortest of several plays tells most.
    """
    waited: dict[int, int] = {}
    for case in cases:
        for number, (before, after) in enumerate(pairwise(case.runs[0].of("Writer")), 1):
            took = after.at - before.done
            waited[number] = min(took, waited.get(number, took))
    return [(wait_after(number), took) for number, took in sorted(waited.items())]


def _too_short(wanted: int, waited: int) -> bool:
    # Stamped before the refusal leaves and after the next call has come: never less than the wait.
    return waited < wanted - MILLISECOND - wanted // 1000


def _too_long(wanted: int, waited: int) -> bool:
    return waited > wanted * 3 // 2 + 4 * MILLISECOND


def _is_doubtful(cases: Sequence[Case]) -> bool:
    """A wait was too long each time, and none too short."""
    waits = _waits(cases)
    return any(_too_long(*wait) for wait in waits) and not any(_too_short(*w) for w in waits)


def _findings(cases: Sequence[Case]) -> Iterator[tuple[str, Finding]]:
    for number, (wanted, waited) in enumerate(_waits(cases), 1):
        if _too_short(wanted, waited) or _too_long(wanted, waited):
            observed = f"{ms(waited)}, in real time"
            yield "LOCK-2", Broken(f"wait {number}: {ms(wanted)}", observed, 0)
        else:
            yield "LOCK-2", KEPT
            if number == RUNGS:
                yield "LOCK-3", KEPT  # it goes on after nine refusals; more would take too long


_ORDER = frozenset({"LOCK-1", "LOCK-3", "LOCK-9", "RUN-1", "RUN-2"})
LADDER = Timed(_is_of, _ORDER, 6, _is_doubtful, _findings)
