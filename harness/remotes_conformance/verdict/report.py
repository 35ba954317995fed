"""The report: what a run has found, as one plain value. Prose, HTML and JSON are made from it.

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
"""How a requirement fared:

* "pass": it applied at least once, and was never broken;
* "fail": it was broken for a cause that no ledger knows;
* "known": it was broken, and the ledger knows each cause;
* "fixed": the ledger says that it is broken, and it was not;
* "unproven": nothing that was played was about it;
* "blocked": the same, because calls have hung or the adapter is broken;
* "unsupported": it is about something that is not offered, or that this door cannot show;
* "not asked": its section was not claimed.
"""


@dataclass(frozen=True, slots=True)
class RequirementReport:
    """What was found of one requirement.

    * `id`, `section` and `level` ("MUST", "SHOULD", "TOLERATED") are those of the contract;
    * `outcome`: one word, see `Outcome`;
    * `applied`: how many calls, or comparisons of calls, it was checked on;
    * `known`: how often it was broken for causes that the ledger knows;
    * `saw`: for rules that leave a choice, each choice that was seen, and how often;
    * `missing`: what would have proven it; empty unless the outcome is "unproven";
    * `decides`: whether it can stand against "conformant": a MUST, or if strict a SHOULD;
    * `is_claimed`: its section was claimed, and it is about nothing that may be left out and was;
      for clients of a registry not what is unproven, unless the run is strict.
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
    """Something else that a requirement was broken for: its lightest story, in short."""

    cause: str
    expected: str
    observed: str
    found_in: str
    token: str


@dataclass(frozen=True, slots=True)
class ViolationReport:
    """A broken requirement, as it is reported.

    * `violation`: its lightest story; with a ledger, the lightest one for its cause;
    * `times`: how many tests (parts of the plan) found the requirement broken;
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
    """How the entries of the ledger stand, and how many were left alone: of other editions."""

    standings: tuple[Standing, ...] = ()
    of_other_editions: int = 0


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What follows from all outcomes.

    * `conformity`: the outcome in one word, see `Conformity`;
    * `why`: the reasons against "conformant", each a phrase; empty: there are none;
    * `is_broken`: a requirement that decides was broken for a cause that no ledger knows;
    * `settled`: all that decides and is claimed was exercised, and kept or known to the ledger;
    * `conforms_as_claimed`: the same, and nothing is known to be broken;
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
    """Everything that a run has found.

    * `about`: the implementation, and how it was judged;
    * `conclusion`: what follows from it all;
    * `scenarios`: how many were played;
    * `requirements`: one entry for each requirement of the edition, in the order of SPEC.md;
    * `broken`: the violations in the order in which they are reported: each MUST, then each
      SHOULD, both in the order of SPEC.md, but lost content first (STORE-17, 17a), and
      consequences last;
    * `ledger`: None if the run had none;
    * `notes`: sentences on how it was played, where that is unusual;
    * `plug_faults`: what plugged collaborators have accepted wrongly;
    * `broken_in`: where no edition was claimed: by edition, the MUSTs that the directed stories
      show broken;
    * `applied`: the ids of all rules that applied, sorted. A replayed scenario of another edition
      adds some that `requirements` does not list;
    * `how`: the options of pytest that name the implementation, for replay lines;
    * `planted`: what became of the faults that a self-check has planted; empty: there was none;
    * `course`: when it began, how long it took, and whether it came to its end. Two reports that
      differ in nothing else are equal.
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
        """The outcome in one word, the same in every form of the report."""
        return self.conclusion.conformity

    @property
    def exit_status(self) -> int:
        """The exit status of a process that reports this and nothing else."""
        return EXIT_STATUS[self.outcome]

    @property
    def conformant(self) -> bool:
        """Every requirement that decides was exercised and kept, and nothing else was in the way:
        no section left out, no handler missing, no part of the plan not played."""
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
        """The entries of the ledger; none without one."""
        return self.ledger.standings if self.ledger else ()

    @property
    def stale(self) -> tuple[Standing, ...]:
        """The entries of the ledger that are no longer true."""
        return tuple(one for one in self.standings if one.outcome != "known")

    def requirement(self, id: str) -> RequirementReport:
        """What was found of that requirement. Raises `KeyError` if the edition has none such."""
        for one in self.requirements:
            if one.id == id:
                return one
        raise KeyError(id)

    def counts(self, section: str, level: str = "MUST") -> dict[Outcome, int]:
        """How many requirements of *section* have which outcome."""
        counted: dict[Outcome, int] = {}
        for one in self.requirements:
            if (one.section, one.level) == (section, level):
                counted[one.outcome] = counted.get(one.outcome, 0) + 1
        return counted
