"""The plays in which a violation is made fit to be reported, shared by all that one part has found.

A scenario that breaks one rule often breaks several. It is played for all of them together.
"""

from __future__ import annotations

from typing import NamedTuple

from ...rules import Broken, Judgement
from ...scenarios.scenario import Scenario
from ...world.journal import Journal
from ..bench import Bench, Breach


class Judged(NamedTuple):
    """One play, and what it breaks."""

    journal: Journal
    judgement: Judgement


class Plays:
    """The plays of one implementation, on *bench*. In real time none is shared: each may differ."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._judgements: dict[Scenario, Judgement] = {}
        self._scenario: Scenario | None = None
        self._replays: list[Judged] = []
        """Of one scenario, the latest: journals are big."""

    def broken_in(self, scenario: Scenario, breach: Breach) -> Broken | None:
        """How *scenario* breaks the breach's rule for the same cause, or None."""
        if scenario not in self._judgements or self.bench.real_time:
            self._judgements[scenario] = self._played(scenario).judgement
        return self.bench.shown_by(self._judgements[scenario], breach)

    def replay(self, scenario: Scenario, number: int) -> Judged:
        """The play of this number, from 0 on, of *scenario*."""
        if scenario != self._scenario or self.bench.real_time:
            self._scenario, self._replays = scenario, []
        if number >= len(self._replays):
            self._replays.append(self._played(scenario))
        return self._replays[min(number, len(self._replays) - 1)]

    def _played(self, scenario: Scenario) -> Judged:
        journal = self.bench.play(scenario)
        return Judged(journal, self.bench.judged(scenario, journal))
