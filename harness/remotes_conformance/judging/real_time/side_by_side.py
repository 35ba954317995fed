"""One handler waits for its ref; another, which is called after it, has nothing to wait for."""

from __future__ import annotations

from collections.abc import Iterator

from ...contract.names import RequirementId
from ...rules import Broken, Case
from ...scenarios.scenario import Scenario
from .timed import Timed, of_the_last

_ENOUGH = 7
"""Refusals: two seconds, in which a handler that has nothing to wait for comes back."""


def _is_of(scenario: Scenario) -> bool:
    if (
        len(scenario.calls) != 2
        or scenario.surroundings.held
        or scenario.schedule
        or scenario.hand_overs
    ):
        return False
    waiting, other = scenario.handler_calls
    apart = waiting.descriptor.digest != other.descriptor.digest
    plain = not (other.answers or other.cancel or waiting.cancel or other.at or waiting.at)
    return apart and plain and waiting.first_refusals >= _ENOUGH


def _was_held_up(case: Case) -> bool:
    """The other handler was not back when the first had got its ref."""
    waiting, other = case.runs
    given = next((entry for entry in waiting.of("Writer") if entry.refusal is None), None)
    if given is None:
        return False
    entries = case.journal.entries
    return other.returned is None or entries.index(other.returned) > entries.index(given)


def _findings(case: Case) -> Iterator[tuple[RequirementId, Broken | None]]:
    waiting, _ = case.runs
    if waiting.returned is None:
        return
    if _was_held_up(case):
        expected = "a call goes on while calls for other refs wait"
        seen = "it returned only after t0 had its ref"
        yield "LOCK-10", Broken(expected, seen, 1, "several calls", "it stood still")
    else:
        yield "LOCK-10", None


_ORDER = frozenset({"LOCK-1", "LOCK-9", "RUN-1", "RUN-2"})
SIDE_BY_SIDE = Timed(_is_of, _ORDER, 5, of_the_last(_was_held_up), of_the_last(_findings))
