"""A story whose times are judged, in real time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from ...contract.names import RequirementId
from ...rules import Broken, Case
from ...scenarios.scenario import Scenario

T = TypeVar("T")


class Timed(NamedTuple):
    """How scenarios of one sort are judged.

    `is_of`: whether a scenario is of this sort. `also`: rules that look at the order of events, and
    hold here as ever. `samples`: plays, before what `is_doubtful` of all of them is taken to be
    true. `findings` come from all plays, of which the last was not doubtful, or there were enough.
    """

    is_of: Callable[[Scenario], bool]
    also: frozenset[str]
    samples: int
    is_doubtful: Callable[[Sequence[Case]], bool]
    findings: Callable[[Sequence[Case]], Iterator[tuple[RequirementId, Broken | None]]]


def of_the_last(look: Callable[[Case], T]) -> Callable[[Sequence[Case]], T]:
    """The same, where each play stands for itself."""
    return lambda cases: look(cases[-1])
