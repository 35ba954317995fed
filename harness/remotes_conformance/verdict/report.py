"""The report: the findings of a run, as one plain value. Prose, HTML and JSON are made from it.

Every part is a frozen dataclass of strings, numbers, booleans and tuples of these: reports can be
compared, hashed, pickled and kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..plugs.faults import PlugFault
from .conformity import EXIT_STATUS, Conformity
from .course import Course
from .planted import PlantedReport
from .results import About, Standing, Violation

Outcome: TypeAlias = Literal[
    "pass", "fail", "known", "fixed", "unproven", "blocked", "unsupported", "not asked"
]
"""The outcome of a requirement:

* "pass": it applied at least once, and was never broken;
* "fail": it was broken for a cause that no ledger knows;
* "known": it was broken, and the ledger knows each cause;
* "fixed": an entry of the ledger for it is "fixed" or "nothing" (see `Standing`);
* "unproven": it never applied;
* "blocked": it never applied, and some parts of the plan could not be played;
* "unsupported": it is about a feature that is not offered, or that the door or a plug cannot
  show;
* "not asked": its section was not claimed.
"""


@dataclass(frozen=True, slots=True)
class RequirementReport:
    """The findings about one requirement.

    * `id`, `section` and `level` ("MUST", "SHOULD", "TOLERATED") are those of the contract;
    * `outcome`: see `Outcome`;
    * `applied`: the number of calls, or comparisons of calls, that it was checked on;
    * `known`: the number of times that it was broken for causes that the ledger knows;
    * `saw`: for rules that leave a choice, each choice that was seen, and how often;
    * `missing`: the events that would have proven it; empty unless the outcome is "unproven";
    * `decides`: whether it can stand against "conformant": a MUST, or if strict a SHOULD;
    * `is_claimed`: its section was claimed. A rule is not claimed if it is about an option that is
      not offered, or about something that the door (see `About`) or a plug cannot show. For clients
      of a registry, an unproven rule is claimed only if the run is strict.
    """

    id: str
    section: str
    level: str
    outcome: Outcome
    applied: int = 0
    known: int = 0
    saw: tuple[tuple[str, int], ...] = ()
    missing: str = ""
    decides: bool = False
    is_claimed: bool = False


@dataclass(frozen=True, slots=True)
class OtherCause:
    """Another cause for which a requirement was broken: its lightest story, in short."""

    cause: str
    expected: str
    observed: str
    found_in: str
    token: str


@dataclass(frozen=True, slots=True)
class ViolationReport:
    """A broken requirement, as it is reported.

    * `violation`: its lightest story; with a ledger, the lightest one for its cause;
    * `times`: the number of tests (parts of the plan) that found the requirement broken;
    * `follows`: the id of the broken requirement of which this is a consequence ("": none);
    * `others`: its other causes, without consequences, the lightest first. With a ledger there are
      none, since each cause is reported by itself.
    """

    violation: Violation
    times: int
    follows: str = ""
    others: tuple[OtherCause, ...] = ()


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """The standing of the ledger's entries, and the number of entries of other editions."""

    standings: tuple[Standing, ...] = ()
    of_other_editions: int = 0


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The conclusion from all outcomes.

    * `conformity`: the outcome, see `Conformity`;
    * `why`: the reasons against "conformant", each a phrase; empty: there are none;
    * `is_broken`: a requirement that decides was broken for a cause that no ledger knows;
    * `settled`: the run is complete and without faults, and each claimed requirement that decides
      was exercised, and kept or only broken as the ledger knows;
    * `conforms_as_claimed`: the same, and none of them is broken;
    * `complete`: every part of the plan was tried;
    * `blocked`: by part, why it could not be played;
    * `broke`: the tests in which the harness itself failed.
    """

    conformity: Conformity
    why: tuple[str, ...]
    is_broken: bool
    settled: bool
    conforms_as_claimed: bool
    complete: bool = True
    blocked: tuple[tuple[str, str], ...] = ()
    broke: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of a run.

    * `about`: the implementation, and how it was judged;
    * `conclusion`: the conclusion from all outcomes;
    * `scenarios`: the number of scenarios that were played;
    * `requirements`: one entry for each requirement of the edition, in the order of SPEC.md;
    * `broken`: the violations in the order in which they are reported: MUSTs, then SHOULDs. Of
      each level, lost content comes first (STORE-17, 17a), then the others in the order of
      SPEC.md, and consequences last;
    * `ledger`: None if the run had none;
    * `notes`: sentences on how the scenarios were played, where that is unusual;
    * `plug_faults`: wrong calls that plugged collaborators have accepted;
    * `broken_in`: where no edition was claimed: by edition, the MUSTs that the directed stories
      show broken;
    * `applied`: the ids of all rules that applied, sorted. A replayed scenario of another edition
      adds some that `requirements` does not list;
    * `how`: the options of pytest that name the implementation, for replay lines;
    * `planted`: the outcomes of the faults that a self-check has planted; empty: there were none;
    * `course`: when it began, how long it took, and whether it came to its end. It does not count
      when two reports are compared.
    """

    about: About
    conclusion: Conclusion
    scenarios: int
    requirements: tuple[RequirementReport, ...]
    broken: tuple[ViolationReport, ...] = ()
    ledger: LedgerReport | None = None
    notes: tuple[str, ...] = ()
    plug_faults: tuple[PlugFault, ...] = ()
    broken_in: tuple[tuple[str, tuple[str, ...]], ...] = ()
    applied: tuple[str, ...] = ()
    how: str = ""
    planted: tuple[PlantedReport, ...] = ()
    course: Course = field(default=Course(), compare=False)

    @property
    def outcome(self) -> Conformity:
        """The outcome of the run, the same in every form of the report."""
        return self.conclusion.conformity

    @property
    def exit_status(self) -> int:
        """The exit status of a process that reports only this."""
        return EXIT_STATUS[self.outcome]

    @property
    def conformant(self) -> bool:
        """True if the outcome is "yes": nothing stands against it (`why` is empty)."""
        return not self.conclusion.why

    @property
    def why(self) -> tuple[str, ...]:
        """The reasons against "conformant", each a phrase; empty: there are none."""
        return self.conclusion.why

    @property
    def violations(self) -> dict[str, Violation]:
        """By the id of the requirement: the violation that is reported; the first of several."""
        found: dict[str, Violation] = {}
        for one in self.broken:
            found.setdefault(one.violation.id, one.violation)
        return found

    @property
    def violations_by_id(self) -> tuple[Violation, ...]:
        """All violations that are reported, in the order of their ids, then of their causes."""
        found = [one.violation for one in self.broken]
        return tuple(sorted(found, key=lambda violation: (violation.id, violation.cause)))

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The entries of the ledger; empty if there was no ledger."""
        return self.ledger.standings if self.ledger else ()

    @property
    def stale(self) -> tuple[Standing, ...]:
        """The entries of the ledger that are no longer true."""
        return tuple(one for one in self.standings if one.outcome != "known")

    def requirement(self, id: str) -> RequirementReport:
        """The findings about the requirement *id*. Raises `KeyError` if the edition does
        not have it."""
        for one in self.requirements:
            if one.id == id:
                return one
        raise KeyError(id)

    def counts(self, section: str, level: str = "MUST") -> dict[Outcome, int]:
        """The number of requirements of *section* and *level* with each outcome."""
        counted: dict[Outcome, int] = {}
        for one in self.requirements:
            if (one.section, one.level) == (section, level):
                counted[one.outcome] = counted.get(one.outcome, 0) + 1
        return counted
