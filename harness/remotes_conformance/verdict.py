"""The verdict: what was found of each requirement, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from .catalogue import SECTIONS, Level, Requirement

FORMAT = 1
"""Version of the JSON form; `report.schema.json` describes it."""

_OFFERS = {"key": "make_ref_key", "fetch": "fetch_handler", "push": "push_handler"}
NEEDED = {"key": {"key"}, "lock": {"fetch"}, "fetch": {"fetch"}, "push": {"push"}}
"""What an implementation has to offer for a section to be judged. The others need any handler."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken requirement, as it is told. `replayed`: in how many of 3 plays it showed again."""

    id: str
    level: str
    expected: str
    observed: str
    story: tuple[str, ...]
    token: str
    replayed: int
    found_in: str

    @property
    def is_certain(self) -> bool:
        return self.replayed >= 3


@dataclass(frozen=True, slots=True)
class Result:
    """What one test, or one part of a plan, contributes. It is JSON, there and back."""

    name: str
    scenarios: int
    applied: Mapping[str, int] = field(default_factory=dict)
    saw: tuple[tuple[str, str, int], ...] = ()
    violations: tuple[Violation, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Result:
        violations = tuple(
            Violation(**{**violation, "story": tuple(violation["story"])})
            for violation in value["violations"]
        )
        saw = tuple((id, text, times) for id, text, times in value["saw"])
        return cls(value["name"], value["scenarios"], dict(value["applied"]), saw, violations)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who was judged, and how: the header of a report."""

    implementation: str
    version: str
    door: str
    edition: str
    profile: str
    seed: int
    offers: tuple[str, ...] = ("fetch", "key", "push")
    sections: tuple[str, ...] = tuple(SECTIONS)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Subject:
        tuples = {"offers": tuple(value["offers"]), "sections": tuple(value["sections"])}
        return cls(**{**value, **tuples})

    @property
    def claims_all(self) -> bool:
        """No section was left out."""
        return len(self.sections) == len(SECTIONS)


class Verdict:
    """All results together. Of each broken rule the story of the first result is told."""

    def __init__(
        self,
        about: Subject,
        results: Iterable[Result],
        *,
        broke: Iterable[str] = (),
        complete: bool = True,
    ) -> None:
        self.about = about
        self.results = sorted(results, key=lambda result: result.name)
        self.broke = tuple(broke)
        self.complete = complete
        self.scenarios = sum(result.scenarios for result in self.results)
        self.applied: dict[str, int] = {}
        self.saw: dict[tuple[str, str], int] = {}
        self.violations: dict[str, Violation] = {}
        for result in self.results:
            self._add(result)

    def _add(self, result: Result) -> None:
        for id, times in result.applied.items():
            self.applied[id] = self.applied.get(id, 0) + times
        for id, text, times in result.saw:
            self.saw[id, text] = self.saw.get((id, text), 0) + times
        for violation in result.violations:
            self.violations.setdefault(violation.id, violation)

    def outcome(self, requirement: Requirement) -> str:
        """pass, fail, unproven or unsupported; "not asked" for a section that was left out."""
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
        return "pass" if self.applied.get(requirement.id) else "unproven"

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

    @property
    def why(self) -> list[str]:
        """What stands against “conformant”; empty: nothing does."""
        reasons = []
        all_of_them = [r for section in SECTIONS for r in self.requirements(section)]
        musts = [r for r in all_of_them if r.level is Level.MUST]
        for outcome, words in _REASONS.items():
            ids = [r.id for r in musts if self.outcome(r) == outcome]
            if ids:
                told = (
                    ", ".join(ids) if len(ids) <= 12 or outcome == "fail" else f"{len(ids)} rules"
                )
                reasons.append(f"{words}: {told}")
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
        """A MUST was broken: this is not conformant, whatever else could not be told."""
        return any(v.level == Level.MUST.value for v in self.violations.values())

    @property
    def conformant(self) -> bool:
        """Every MUST of the edition was exercised and kept."""
        return not self.why

    @property
    def claimed_conform(self) -> bool:
        """Every MUST of the sections that were asked for was exercised and kept."""
        asked = [r for section in self.about.sections for r in self.requirements(section)]
        kept = all(self.outcome(r) == "pass" for r in asked if r.level is Level.MUST)
        return kept and self.complete and not self.broke

    def __str__(self) -> str:
        from .reporting.prose import summary

        return "\n".join(summary(self, how=""))

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
            "violations": [asdict(violation) for violation in self.violations.values()],
        }


_REASONS = {
    "fail": "broken",
    "unproven": "never exercised",
    "not asked": "not asked for",
}
