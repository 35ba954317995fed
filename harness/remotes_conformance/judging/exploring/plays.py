"""The plays in which a violation is made fit to be reported, shared by all that one part has found.

A scenario that breaks one rule often breaks several. It is played for all of them together.
"""

from __future__ import annotations

from typing import NamedTuple

from ...rules import Broken, Judgement
from ...scenarios.scenario import Scenario
from ...world.journal import Journal
from ..bench import Bench, Breach

REPLAYS = 3


class Replays(NamedTuple):
    """The rules that each play of a scenario has broken, and the last play's journal, maybe big."""

    judgements: tuple[Judgement, ...]
    journal: Journal

    @property
    def is_costly(self) -> bool:
        """A play took long, so the scenario is played only once."""
        return self.journal.stuck is not None and self.journal.stuck.is_costly


class Plays:
    """The plays of one implementation, on *bench*. In real time none is shared: each may differ."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self._judgements: dict[Scenario, Judgement] = {}
        self._scenario: Scenario | None = None
        self._replays: Replays | None = None
        """The replays of the latest scenario."""

    def broken_in(self, scenario: Scenario, breach: Breach) -> Broken | None:
        """The breach of the same rule for the same cause in *scenario*, or None."""
        if scenario not in self._judgements or self.bench.real_time:
            journal = self.bench.play(scenario)
            self._judgements[scenario] = self.bench.judged(scenario, journal)
        return self.bench.shown_by(self._judgements[scenario], breach)

    def replays(self, scenario: Scenario) -> Replays:
        """*scenario*, played `REPLAYS` times; once, if that takes long."""
        if self._replays is None or scenario != self._scenario or self.bench.real_time:
            self._scenario, self._replays = scenario, None  # the former one is not kept meanwhile
            self._replays = self._played_again(scenario)
        return self._replays

    def _played_again(self, scenario: Scenario) -> Replays:
        journal = self.bench.play(scenario)
        judgements = [self.bench.judged(scenario, journal)]
        once = Replays(tuple(judgements), journal)
        if once.is_costly or self.bench.is_blocked:
            return once
        del once
        while len(judgements) < REPLAYS:
            del journal
            journal = self.bench.play(scenario)
            judgements.append(self.bench.judged(scenario, journal))
        return Replays(tuple(judgements), journal)
