"""A story whose times are judged, in real time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from ...contract.names import RequirementId
from ...rules import Broken, Case
from ...scenarios.scenario import Scenario

T = TypeVar("T")


class Timed(NamedTuple):
    """The way to judge scenarios of one sort.

    `is_of`: whether a scenario is of this sort. `also`: rules that look at the order of events, and
    hold here as ever. `samples`: plays, after which a result is taken to be true even if it
    `is_doubtful`. `findings` come from all plays, of which the last was not doubtful, or there were
    enough.
    """

    is_of: Callable[[Scenario], bool]
    also: frozenset[str]
    samples: int
    is_doubtful: Callable[[Sequence[Case]], bool]
    findings: Callable[[Sequence[Case]], Iterator[tuple[RequirementId, Broken | None]]]


def of_the_last(look: Callable[[Case], T]) -> Callable[[Sequence[Case]], T]:
    """*look* at the last play alone."""
    return lambda cases: look(cases[-1])
