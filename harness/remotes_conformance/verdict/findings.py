"""The results of a run added up, before anything is concluded from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from operator import itemgetter

from ..plugs.faults import PlugFault
from .course import Course
from .planted import PlantedReport
from .results import About, Result, Standing, Violation, Weight


class Findings:
    """All results together. Of each broken rule, and of each of its causes, the lightest story is
    kept; `Result.weight` says which one is light.

    `broke`: tests in which the harness itself failed. `complete`: every part of the plan was tried.
    `blocked`: by part, why it could not be played: the implementation had hung too often, or its
    adapter is broken. `how`: the options of pytest that name the implementation, for the lines that
    replay a story. `of_other_editions`: how many entries of the ledger are of other editions;
    None: there is no ledger. `course`: how the run went.
    """

    def __init__(
        self,
        about: About,
        results: Iterable[Result],
        *,
        broke: Iterable[str] = (),
        complete: bool = True,
        blocked: Mapping[str, str] = {},
        how: str = "",
        of_other_editions: int | None = None,
        course: Course | None = None,
    ) -> None:
        self.about = about
        self.results = sorted(results, key=lambda result: result.name)
        self.broke = tuple(broke)
        self.complete = complete
        self.blocked = blocked
        self.how = how
        self.of_other_editions = of_other_editions
        self.course = course or Course()
        self.scenarios = sum(result.scenarios for result in self.results)
        self.applied: dict[str, int] = {}
        """How often each rule applied."""
        self.saw: dict[tuple[str, str], int] = {}
        """By rule and text: how often a rule that leaves a choice has seen which."""
        self.violations: dict[str, Violation] = {}
        """The lightest violation of each requirement."""
        self.causes: dict[tuple[str, str], Violation] = {}
        """The lightest violation of each requirement for each cause that no ledger knows."""
        self.times: dict[str, int] = {}
        """How many tests found each requirement broken."""
        self.known: dict[str, int] = {}
        """How often each requirement was broken for causes that the ledger knows."""
        self.standings: list[Standing] = []
        self.broken_in: dict[str, tuple[str, ...]] = {}
        """By edition, the MUSTs that are broken; empty where an edition was claimed."""
        self.notes: set[str] = set()
        self.plug_faults: dict[tuple[str, str], PlugFault] = {}
        """What plugs have accepted wrongly; of each kind the first example."""
        self.substituted: list[tuple[Violation, Violation]] = []
        """What is reported in the place of what."""
        self.planted: list[PlantedReport] = []
        """What became of planted faults."""
        self._weights: dict[tuple[str, str], Weight] = {}
        for result in self.results:
            self._add(result)

    @property
    def has_ledger(self) -> bool:
        """Then each cause of a broken requirement is reported by itself."""
        return self.of_other_editions is not None

    @property
    def to_report(self) -> list[Violation]:
        """One violation of each requirement; with a ledger, of each for each cause."""
        by_key = self.causes if self.has_ledger else self.violations
        return [violation for _, violation in sorted(by_key.items())]

    def stories(self, violation: Violation) -> list[Violation]:
        """All stories of its requirement, the lightest first; with a ledger, of its cause."""
        found = [
            (result.weight(one), number, one)
            for number, result in enumerate(self.results)
            for one in result.violations
            if one.id == violation.id and (one.cause == violation.cause or not self.has_ledger)
        ]
        return [one for _, _, one in sorted(found, key=itemgetter(0, 1))]

    def substitute(self, old: Violation, new: Violation) -> None:
        """Report *new* in the place of *old*, which is of the same requirement."""
        self.substituted.append((old, new))
        if self.violations.get(old.id) == old:
            self.violations[old.id] = new
        if new.cause == old.cause and self.causes.get((old.id, old.cause)) == old:
            self.causes[old.id, old.cause] = new

    def _add(self, result: Result) -> None:
        for id, times in result.applied.items():
            self.applied[id] = self.applied.get(id, 0) + times
        for id, text, times in result.saw:
            self.saw[id, text] = self.saw.get((id, text), 0) + times
        for id in {violation.id for violation in result.violations}:
            self.times[id] = self.times.get(id, 0) + 1
        for violation in result.violations:
            self._note((violation.id, violation.cause), violation, result.weight(violation))
        for id, _, times in result.known:
            self.known[id] = self.known.get(id, 0) + times
        self.standings += result.standings
        self.planted += result.planted
        self.broken_in.update(result.broken_in)
        self.notes.update(result.notes)
        for fault in result.plug_faults:
            noted = self.plug_faults.get(fault.key)
            if noted is not None:
                fault = replace(noted, times=noted.times + fault.times)
            self.plug_faults[fault.key] = fault

    def _note(self, key: tuple[str, str], violation: Violation, weight: Weight) -> None:
        if key in self.causes and weight >= self._weights[key]:
            return
        self.causes[key] = violation
        self._weights[key] = weight
        lightest = self.violations.get(violation.id)
        if lightest is None or weight <= self._weights[violation.id, lightest.cause]:
            self.violations[violation.id] = violation
