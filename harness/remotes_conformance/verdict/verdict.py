"""The verdict: what was found of each requirement, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from ..contract import SECTIONS, Level, Requirement
from ..contract.capabilities import HANDLERS, KEEPS_BUFFERS, needed_for
from ..plugs.faults import PlugFault
from .results import About, Result, Standing, Violation, Weight

FORMAT = 1
"""Version of the JSON form; `report.schema.json` describes it."""

SHOWN_BY = {"COPY-20": KEEPS_BUFFERS}
"""Requirements that not every door can show to be kept, and what it takes."""
_WHY_NOT = {
    KEEPS_BUFFERS: "its adapter copies what is written at once, so a buffer that is used again "
    "too early does not show (capability keeps_buffers)"
}


class Verdict:
    """All results together. Of each broken rule the lightest story is told.

    `broke`: tests in which the harness itself broke. `complete`: every part of the plan was tried.
    `blocked`: parts that could not be played, and why: the implementation had hung too often, or
    its adapter is broken. `how`: the options of pytest that name the implementation, for the lines
    that replay a story. `left_alone`: entries of the ledger that are of other editions; None: there
    is no ledger.
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
        left_alone: int | None = None,
    ) -> None:
        self.about = about
        self.results = sorted(results, key=lambda result: result.name)
        self.broke = tuple(broke)
        self.complete = complete
        self.blocked = blocked
        self.how = how
        self.left_alone = left_alone
        self.scenarios = sum(result.scenarios for result in self.results)
        self.applied: dict[str, int] = {}
        self.saw: dict[tuple[str, str], int] = {}
        self.violations: dict[str, Violation] = {}
        """The one of each requirement that is told."""
        self.times: dict[str, int] = {}
        """How many tests found each requirement broken."""
        self.causes: dict[tuple[str, str], Violation] = {}
        """The lightest violation of each requirement for each cause that no ledger knows."""
        self.known: dict[str, int] = {}
        """How often each requirement was broken for causes that the ledger knows."""
        self.standings: list[Standing] = []
        self.broken_in: dict[str, tuple[str, ...]] = {}
        """By edition, the MUSTs that are broken; empty where an edition was claimed."""
        self.notes: set[str] = set()
        """How it was played, where that is not the usual way."""
        self.plug_faults: dict[tuple[str, str], PlugFault] = {}
        """What plugs have accepted though it was wrong; of each kind the first example."""
        self._weights: dict[tuple[str, str], Weight] = {}
        for id, lack in SHOWN_BY.items():
            if lack in about.lacks:
                self.notes.add(f"{id} is unsupported: {_WHY_NOT[lack]}")
        for result in self.results:
            self._add(result)

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
        told = self.violations.get(violation.id)
        if told is None or weight <= self._weights[violation.id, told.cause]:
            self.violations[violation.id] = violation

    def outcome(self, requirement: Requirement) -> str:
        """One word: pass, fail, known, fixed, unproven, blocked, unsupported, or "not asked"."""
        if requirement.id in self.violations:
            return "fail"
        stand = {s.outcome for s in self.standings if s.id == requirement.id}
        if stand & {"fixed", "nothing"}:
            return "fixed"
        if requirement.id in self.known:
            return "known"
        if requirement.section not in self.about.sections:
            return "not asked"
        offers = set(self.about.offers)
        if not needed_for(requirement.section) <= offers:
            return "unsupported"
        if requirement.needs and requirement.needs not in offers:
            return "unsupported"
        if self._is_not_shown(requirement):
            return "unsupported"
        if requirement.section == "copy" and not offers & {"fetch", "push"}:
            return "unsupported"
        if self.applied.get(requirement.id):
            return "pass"
        return "blocked" if self.blocked else "unproven"

    def missing(self, requirement: Requirement) -> str:
        """What did not come up, if the requirement is unproven; else the empty string."""
        if self.outcome(requirement) != "unproven":
            return ""
        from .proving import missing

        return missing(requirement.id, self.about.edition)

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
                because = "".join(f" ({why})" for why in sorted(set(self.blocked.values())))
                reasons.append(f"{words}{because * (outcome == 'blocked')}: {', '.join(ids)}")
        if not self.about.claims_all:
            left_out = [name for name in SECTIONS if name not in self.about.sections]
            reasons.append(f"not asked for: {', '.join(left_out)}")
        if self.stale:
            ids = sorted({standing.id for standing in self.stale})
            reasons.append(f"no longer true in the ledger: {', '.join(ids)}")
        missing = [one.method for one in HANDLERS if one.kind not in self.about.offers]
        if missing:
            reasons.append(f"not offered: {', '.join(missing)}")
        for plug in sorted({fault.plug for fault in self.plug_faults.values()}):
            reasons.append(f"the plugged {plug} accepts what is wrong")
        if self.broke:
            reasons.append(f"the harness broke in: {', '.join(self.broke)}")
        if not self.complete:
            reasons.append("only a part of the suite was run")
        return reasons

    @property
    def is_broken(self) -> bool:
        """A deciding rule was broken that no ledger knows: whatever else could not be told."""
        return any(self.outcome(r) == "fail" for r in self.deciding())

    @property
    def conformant(self) -> bool:
        """Every rule that decides was exercised and kept."""
        return not self.why

    @property
    def claimed_conform(self) -> bool:
        """Every rule that decides in the sections that were asked for was exercised and kept."""
        return self.settled and not any(self.outcome(r) == "known" for r in self._claimed)

    @property
    def settled(self) -> bool:
        """The same, but for what the ledger knows to be broken."""
        kept = all(self.outcome(r) in ("pass", "known") for r in self._claimed)
        is_sound = not self.broke and not self.plug_faults
        return kept and self.complete and is_sound and not self.stale

    @property
    def stale(self) -> list[Standing]:
        """The entries of the ledger that are no longer true."""
        return [standing for standing in self.standings if standing.outcome != "known"]

    @property
    def _claimed(self) -> list[Requirement]:
        deciding = self.deciding(self.about.sections)
        return [one for one in deciding if not self._may_be_left_out(one)]

    def _may_be_left_out(self, requirement: Requirement) -> bool:
        """It is about something that nobody has to offer, and that is not offered."""
        is_offered = not requirement.needs or requirement.needs in self.about.offers
        return not is_offered or self._is_not_shown(requirement)

    def _is_not_shown(self, requirement: Requirement) -> bool:
        """The door carries too little for the rule: what passes may be wrong all the same."""
        return SHOWN_BY.get(requirement.id) in self.about.lacks

    def __str__(self) -> str:
        from .prose import summary

        return "\n".join(summary(self))

    def to_html(self) -> str:
        """The verdict as a page of HTML that needs nothing else."""
        from .html import page

        return page(self)

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON values, as `report.schema.json` describes them."""
        return {
            "format": FORMAT,
            "about": self.about.to_json(),
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
                    "missing": self.missing(r),
                }
                for section in SECTIONS
                for r in self.requirements(section)
            ],
            "violations": [asdict(violation) for violation in self.told],
            "ledger": None if self.left_alone is None else self._ledger(),
            "notes": sorted(self.notes),
            "plug_faults": [asdict(fault) for _, fault in sorted(self.plug_faults.items())],
            "broken_in": {edition: list(ids) for edition, ids in self.broken_in.items()},
        }

    @property
    def told(self) -> list[Violation]:
        """One violation of each requirement; with a ledger, of each for each cause."""
        by_key = self.violations if self.left_alone is None else self.causes
        return [violation for _, violation in sorted(by_key.items())]

    def _ledger(self) -> dict[str, Any]:
        return {
            "entries": [asdict(standing) for standing in self.standings],
            "of_other_editions": self.left_alone,
        }


_REASONS = {
    "fail": "broken",
    "known": "known to be broken",
    "blocked": "blocked",
    "unproven": "never exercised",
}

__all__ = ["FORMAT", "About", "Result", "Verdict", "Violation"]
