"""All schedules of one scenario with a bounded number of preemptions, those with few of them first.

A preemption takes the turn from a strand that could go on. Races that need more than two of them
are rare; "no violation in all schedules with at most two" is worth reporting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ...scenarios.scenario import Scenario
from ...world.journal import Journal

LIMIT = 3_000
"""Schedules of one scenario, at the most."""


class EverySchedule:
    """The schedules of *scenario*: iterating plays it under each, and gives it with its journal.

    All with no preemption come before any with one, and so on up to *preemptions*; *limit* of them
    are played at the most.
    """

    def __init__(
        self,
        scenario: Scenario,
        play: Callable[[Scenario], Journal],
        *,
        preemptions: int = 2,
        limit: int = LIMIT,
    ) -> None:
        self._scenario = scenario
        self._play = play
        self._limit = limit
        self._waiting: list[list[bytes]] = [[b""], *([] for _ in range(preemptions))]
        """By the number of preemptions: the beginnings of schedules that are still to be played."""
        self.played = 0

    @property
    def whole(self) -> int:
        """All schedules with at most so many preemptions have been played; -1: not even those
        with none."""
        left = (used for used, waiting in enumerate(self._waiting) if waiting)
        return next(left, len(self._waiting)) - 1

    @property
    def left(self) -> int:
        """The number of known schedules that were not played; each may lead to more."""
        return sum(map(len, self._waiting))

    def __iter__(self) -> Iterator[tuple[Scenario, Journal]]:
        for used, waiting in enumerate(self._waiting):
            while waiting and self.played < self._limit:
                beginning = waiting.pop()
                branch = replace(self._scenario, schedule=beginning)
                journal = self._play(branch)
                self.played += 1
                self._branch_off(journal, len(beginning), used)
                yield branch, journal

    def _branch_off(self, journal: Journal, start: int, used: int) -> None:
        """Note each other choice that could have been made from the place *start* on."""
        picks = bytes(choice.pick for choice in journal.choices)
        for place in range(len(picks) - 1, start - 1, -1):
            choice = journal.choices[place]
            if used + choice.preempts < len(self._waiting):
                self._waiting[used + choice.preempts] += [
                    picks[:place] + bytes([pick]) for pick in range(1, choice.options)
                ]
