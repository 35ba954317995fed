"""The outcome of each requirement, from all findings."""

from __future__ import annotations

from collections.abc import Iterator

from ..contract import STORE_EDITION, Level, Requirement, requirements
from ..contract.capabilities import (
    CLIENTS,
    HANDLERS,
    KEEPS_BUFFERS,
    STORE_OPTIONS,
    TREES,
    functions_of,
    needed_for,
)
from .findings import Findings
from .proving import missing
from .report import Outcome, RequirementReport
from .results import About

SHOWN_BY = {"COPY-20": KEEPS_BUFFERS}
"""Requirements that some doors cannot show to be kept, and what those doors lack."""
_WHY_NOT = {
    KEEPS_BUFFERS: "the adapter copies written bytes at once, so that a buffer which is used again "
    "too early cannot be noticed (capability keeps_buffers)"
}


LEFT_BY_PLUGS = {
    "plugged_writers": frozenset({"COPY-11", "COPY-11a", "COPY-19"}),
    "plugged_readers": frozenset({"COPY-4"}),
}
"""By the plugged collaborator: requirements about acts of the harness's models alone: short writes,
seeks that land elsewhere. They are unsupported unless they have applied all the same, over a
model."""


_ANY_OF = {
    "copy": frozenset({"fetch", "push"}),
    "walk": frozenset(one.kind for one in TREES),
}
"""By section: functions of which at least one is needed."""


def requirement_reports(findings: Findings) -> tuple[RequirementReport, ...]:
    """One entry for each requirement of the edition, in the order of SPEC.md."""
    return tuple(_entry(findings, one) for one in requirements(findings.about.edition))


def not_shown(findings: Findings) -> set[str]:
    """Notes on the requirements that the door cannot show to be kept, or plugs do not exercise."""
    about = findings.about
    lacking = {id: lack for id, lack in SHOWN_BY.items() if lack in about.lacks}
    notes = {f"{id} is unsupported: {_WHY_NOT[lack]}" for id, lack in lacking.items()}
    known = (one.id for one in requirements(about.edition) if one.section in about.sections)
    if left := [id for id in known if _is_left_by_plugs(findings, id)]:
        ids = ", ".join(left)
        reason = "only the harness's own collaborators do such things"
        notes.add(f"unsupported with this plug: {ids} ({reason})")
    return notes | set(_asked_of_other_stores(findings))


def _asked_of_other_stores(findings: Findings) -> Iterator[str]:
    """Notes on the requirements of stores that do not apply to this one, by what it lacks."""
    about = findings.about
    for option in STORE_OPTIONS if about.edition in STORE_EDITION else ():
        of_it = (one for one in requirements(about.edition) if one.needs == option.kind)
        left = [one.id for one in of_it if _outcome(findings, one) == "unsupported"]
        if left:
            are, it = ("is", "it applies") if len(left) == 1 else ("are", "they apply")
            yield f"{', '.join(left)} {are} unsupported: {it} only to {option.asked_of}"


def hint(about: About) -> set[str]:
    """The advice if all sections are claimed, but not all offered. It is not for
    clients: their sections cannot be claimed."""
    missing = [one.method for one in HANDLERS if one.kind not in about.offers]
    if not missing or not about.claims_all or functions_of(about.edition) != HANDLERS:
        return set()
    claimed = [section for section in about.sections if _is_offered(about, section)]
    named = ",".join(section for section in claimed if section != "conduct") or "conduct"
    return {
        f"not offered: {', '.join(missing)}. To judge only what is offered, claim these sections: "
        f"--remotes-sections {named}"
    }


def _entry(findings: Findings, requirement: Requirement) -> RequirementReport:
    id, about = requirement.id, findings.about
    outcome = _outcome(findings, requirement)
    is_asked = requirement.section in about.sections
    return RequirementReport(
        id=id,
        section=requirement.section,
        level=requirement.level.value,
        outcome=outcome,
        applied=findings.applied.get(id, 0),
        known=findings.known.get(id, 0),
        saw=tuple(sorted((text, n) for (seen, text), n in findings.saw.items() if seen == id)),
        missing=missing(id, about.edition) if outcome == "unproven" else "",
        decides=requirement.level is Level.MUST
        or (about.strict and requirement.level is Level.SHOULD),
        is_claimed=is_asked
        and not _may_be_left_out(about, requirement)
        and not _is_left_by_plugs(findings, id)
        and not (outcome == "unproven" and _is_left_by_the_client(about)),
    )


def _is_left_by_the_client(about: About) -> bool:
    """A client that never does what a rule is about (ask for a Range, send PATCH) may be right all
    the same: every scenario is played in every run. A strict run needs proof."""
    return functions_of(about.edition) == CLIENTS and not about.strict


def _outcome(findings: Findings, requirement: Requirement) -> Outcome:
    id, about = requirement.id, findings.about
    if id in findings.violations:
        return "fail"
    if any(s.id == id and s.outcome in ("fixed", "nothing") for s in findings.standings):
        return "fixed"
    if id in findings.known:
        return "known"
    if requirement.section not in about.sections:
        return "not asked"
    if not _is_offered(about, requirement.section) or _may_be_left_out(about, requirement):
        return "unsupported"
    if findings.applied.get(id):
        return "pass"
    if _is_left_by_plugs(findings, id):
        return "unsupported"
    return "blocked" if findings.blocked else "unproven"


def _is_offered(about: About, section: str) -> bool:
    """True if the implementation has the functions that a section is about."""
    offers = set(about.offers)
    any_of = _ANY_OF.get(section)
    return needed_for(section) <= offers and (any_of is None or not any_of.isdisjoint(offers))


def _is_left_by_plugs(findings: Findings, id: str) -> bool:
    is_left = any(id in LEFT_BY_PLUGS.get(lack, ()) for lack in findings.about.lacks)
    is_broken = id in findings.violations or id in findings.known
    return is_left and not is_broken and not findings.applied.get(id)


def _may_be_left_out(about: About, requirement: Requirement) -> bool:
    """The requirement is about an option that is not offered, or that the door cannot show: a
    pass would prove nothing there."""
    is_offered = not requirement.needs or requirement.needs in about.offers
    return not is_offered or SHOWN_BY.get(requirement.id) in about.lacks
