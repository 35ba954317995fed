"""A story whose times are judged, in real time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from ..rules import Broken, Case
from ..scenario import Scenario, Task

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
    findings: Callable[[Sequence[Case]], Iterator[tuple[str, Broken | None]]]


def of_the_last(look: Callable[[Case], T]) -> Callable[[Sequence[Case]], T]:
    """The same, where each play stands for itself."""
    return lambda cases: look(cases[-1])


def refusals(task: Task) -> int:
    """How often the ref is refused at first, bare and at once; 0: something else happens."""
    expected = [("Writer", nth, "locked") for nth in range(1, len(task.answers) + 1)]
    found = [(answer.op, answer.nth, answer.error) for answer in task.answers]
    plain = not any(answer.delay or answer.wrap for answer in task.answers)
    return len(found) if found == expected and plain else 0
