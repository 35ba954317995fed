"""The verdict: what was found of each requirement, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from .catalogue import SECTIONS, Level, Requirement
from .results import Result, Subject, Violation, Weight

FORMAT = 1
"""Version of the JSON form; `report.schema.json` describes it."""

_OFFERS = {"key": "make_ref_key", "fetch": "fetch_handler", "push": "push_handler"}
NEEDED = {"key": {"key"}, "lock": {"fetch"}, "fetch": {"fetch"}, "push": {"push"}}
"""What an implementation has to offer for a section to be judged. The others need any handler."""


class Verdict:
    """All results together. Of each broken rule the lightest story is told.

    `broke`: tests in which the harness itself broke. `complete`: every part of the plan was tried.
    `blocked`: parts that were not played since the implementation had hung too often. `how`: the
    options of pytest that name the implementation, for the lines that replay a story.
    """

    def __init__(
        self,
        about: Subject,
        results: Iterable[Result],
        *,
        broke: Iterable[str] = (),
        complete: bool = True,
        blocked: Iterable[str] = (),
        how: str = "",
    ) -> None:
        self.about = about
        self.results = sorted(results, key=lambda result: result.name)
        self.broke = tuple(broke)
        self.complete = complete
        self.blocked = tuple(blocked)
        self.how = how
        self.scenarios = sum(result.scenarios for result in self.results)
        self.applied: dict[str, int] = {}
        self.saw: dict[tuple[str, str], int] = {}
        self.violations: dict[str, Violation] = {}
        self._weights: dict[str, Weight] = {}
        for result in self.results:
            self._add(result)

    def _add(self, result: Result) -> None:
        for id, times in result.applied.items():
            self.applied[id] = self.applied.get(id, 0) + times
        for id, text, times in result.saw:
            self.saw[id, text] = self.saw.get((id, text), 0) + times
        for violation in result.violations:
            weight = result.weight(violation)
            if violation.id not in self.violations or weight < self._weights[violation.id]:
                self.violations[violation.id] = violation
                self._weights[violation.id] = weight

    def outcome(self, requirement: Requirement) -> str:
        """pass, fail, unproven, blocked, unsupported, or "not asked" for a section left out."""
        if requirement.id in self.violations:
            return "fail"
        if requirement.section not in self.about.sections:
            return "not asked"
        offers = set(self.about.offers)
        needed = NEEDED.get(requirement.section)
        if needed is not None and not needed <= offers:
            return "unsupported"
        if requirement.section == "copy" and not offers & {"fetch", "push"}:
            return "unsupported"
        if self.applied.get(requirement.id):
            return "pass"
        return "blocked" if self.blocked else "unproven"

    def counts(self, section: str, level: Level = Level.MUST) -> dict[str, int]:
        """How many requirements of *section* have which outcome."""
        counted: dict[str, int] = {}
        for requirement in self.requirements(section):
            if requirement.level is level:
                outcome = self.outcome(requirement)
                counted[outcome] = counted.get(outcome, 0) + 1
        return counted

    def requirements(self, section: str) -> list[Requirement]:
        return [r for r in SECTIONS[section] if self.about.edition in r.editions]

    def deciding(self, sections: Iterable[str] = SECTIONS) -> list[Requirement]:
        """The requirements that decide: every MUST, and if strict every SHOULD."""
        levels = {Level.MUST, Level.SHOULD} if self.about.strict else {Level.MUST}
        return [r for name in sections for r in self.requirements(name) if r.level in levels]

    @property
    def why(self) -> list[str]:
        """What stands against “conformant”; empty: nothing does."""
        reasons = []
        for outcome, words in _REASONS.items():
            ids = [r.id for r in self.deciding() if self.outcome(r) == outcome]
            if ids and (outcome != "unproven" or self.complete):
                reasons.append(f"{words}: {', '.join(ids)}")
        if not self.about.claims_all:
            left_out = [name for name in SECTIONS if name not in self.about.sections]
            reasons.append(f"not asked for: {', '.join(left_out)}")
        missing = [name for kind, name in _OFFERS.items() if kind not in self.about.offers]
        if missing:
            reasons.append(f"not offered: {', '.join(missing)}")
        if self.broke:
            reasons.append(f"the harness broke in: {', '.join(self.broke)}")
        if not self.complete:
            reasons.append("only a part of the suite was run")
        return reasons

    @property
    def is_broken(self) -> bool:
        """A deciding rule was broken: not conformant, whatever else could not be told."""
        return any(self.outcome(r) == "fail" for r in self.deciding())

    @property
    def conformant(self) -> bool:
        """Every rule that decides was exercised and kept."""
        return not self.why

    @property
    def claimed_conform(self) -> bool:
        """Every rule that decides in the sections that were asked for was exercised and kept."""
        kept = all(self.outcome(r) == "pass" for r in self.deciding(self.about.sections))
        return kept and self.complete and not self.broke

    def __str__(self) -> str:
        from .reporting.prose import summary

        return "\n".join(summary(self))

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON values, as `report.schema.json` describes them."""
        return {
            "format": FORMAT,
            "about": asdict(self.about),
            "conformant": self.conformant,
            "why": self.why,
            "scenarios": self.scenarios,
            "requirements": [
                {
                    "id": r.id,
                    "level": r.level.value,
                    "outcome": self.outcome(r),
                    "applied": self.applied.get(r.id, 0),
                    "saw": [text for id, text in sorted(self.saw) if id == r.id],
                }
                for section in SECTIONS
                for r in self.requirements(section)
            ],
            "violations": [asdict(self.violations[id]) for id in sorted(self.violations)],
        }


_REASONS = {
    "fail": "broken",
    "blocked": "blocked, since it hung too often",
    "unproven": "never exercised",
}

__all__ = ["FORMAT", "NEEDED", "Result", "Subject", "Verdict", "Violation"]
