"""A journal, seen as the calls of handlers that it tells of: the one view that all rules share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from ..scenarios.scenario import OF_TREES, Scenario
from ..scenarios.surroundings import Holder
from ..world.journal import Entry, Journal
from .run import Run

HANDLER_KINDS = frozenset({"key", "fetch", "push"})


class Case:
    """A scenario and its journal. `runs`: one for each task, in the scenario's order. Of them,
    `handler_runs` are of fetch and push handlers, `tree_runs` of functions over trees, and those of
    `key_runs` have returned a ref key.

    `kinds`: of "key", "fetch", "push" what the implementation offers. `timed`: its times are those
    of a virtual clock; else they say nothing about how long a call has waited.
    """

    def __init__(
        self,
        scenario: Scenario,
        journal: Journal,
        kinds: frozenset[str] = HANDLER_KINDS,
        *,
        timed: bool = True,
    ) -> None:
        self.scenario, self.journal, self.kinds, self.timed = scenario, journal, kinds, timed
        entries: list[list[Entry]] = [[] for _ in scenario.calls]
        for entry in journal.entries:
            entries[entry.task].append(entry)
        self.runs = [Run(number, scenario, events) for number, events in enumerate(entries)]
        self.handler_runs = [run for run in self.runs if run.task.kind in ("fetch", "push")]
        self.tree_runs = [run for run in self.runs if run.task.kind in OF_TREES]
        self.key_runs = [run for run in self.runs if run.ended.key is not None]

    @cached_property
    def holders(self) -> Mapping[str, Holder]:
        """The others that ingest the content of a digest."""
        return self.scenario.surroundings.held

    def other_runs(self, run: Run) -> list[Run]:
        """The other calls in its world."""
        return [other for other in self.runs if other is not run]
