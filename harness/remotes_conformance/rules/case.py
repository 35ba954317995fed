"""A journal, seen as the calls of handlers that it tells of: the one view that all rules share."""

from __future__ import annotations

from ..scenarios.scenario import OF_TREES, Scenario
from ..world.journal import Journal
from .run import Run

ALL_KINDS = frozenset({"key", "fetch", "push"})


class Case:
    """A scenario and its journal. `runs`: one for each task, in the scenario's order.

    `kinds`: of "key", "fetch", "push" what the implementation offers. `timed`: its times are those
    of a virtual clock; else they say nothing about how long a call has waited. `held`: who else
    ingests the content of a digest.
    """

    def __init__(
        self,
        scenario: Scenario,
        journal: Journal,
        kinds: frozenset[str] = ALL_KINDS,
        *,
        timed: bool = True,
    ) -> None:
        self.scenario, self.journal, self.kinds, self.timed = scenario, journal, kinds, timed
        self.held = scenario.surroundings.held
        self.runs = [Run(number, scenario) for number in range(len(scenario.calls))]
        for entry in journal.entries:
            self.runs[entry.task].add(entry)
        self.handlers = [run for run in self.runs if run.task.kind in ("fetch", "push")]
        self.trees = [run for run in self.runs if run.task.kind in OF_TREES]
        self.keys = [run for run in self.runs if run.ended.key is not None]

    def beside(self, run: Run) -> list[Run]:
        """The other calls in its world."""
        return [other for other in self.runs if other is not run]
