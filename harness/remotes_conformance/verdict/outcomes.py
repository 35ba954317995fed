"""The outcome of each requirement, from all findings."""

from __future__ import annotations

from ..contract import Level, Requirement, requirements
from ..contract.capabilities import KEEPS_BUFFERS, needed_for
from .findings import Findings
from .proving import missing
from .report import Outcome, RequirementReport
from .results import About

SHOWN_BY = {"COPY-20": KEEPS_BUFFERS}
"""Requirements that some doors cannot show to be kept, and what those doors lack."""
_WHY_NOT = {
    KEEPS_BUFFERS: "its adapter copies what is written at once, so a buffer that is used again "
    "too early does not show (capability keeps_buffers)"
}


def requirement_reports(findings: Findings) -> tuple[RequirementReport, ...]:
    """One entry for each requirement of the edition, in the order of SPEC.md."""
    return tuple(_entry(findings, one) for one in requirements(findings.about.edition))


def not_shown(about: About) -> set[str]:
    """Notes on the requirements that the door cannot show to be kept."""
    lacking = {id: lack for id, lack in SHOWN_BY.items() if lack in about.lacks}
    return {f"{id} is unsupported: {_WHY_NOT[lack]}" for id, lack in lacking.items()}


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
        is_claimed=is_asked and not _may_be_left_out(about, requirement),
    )


def _outcome(findings: Findings, requirement: Requirement) -> Outcome:
    id, about, offers = requirement.id, findings.about, set(findings.about.offers)
    if id in findings.violations:
        return "fail"
    if any(s.id == id and s.outcome in ("fixed", "nothing") for s in findings.standings):
        return "fixed"
    if id in findings.known:
        return "known"
    if requirement.section not in about.sections:
        return "not asked"
    if not needed_for(requirement.section) <= offers or _may_be_left_out(about, requirement):
        return "unsupported"
    if requirement.section == "copy" and not offers & {"fetch", "push"}:
        return "unsupported"
    if findings.applied.get(id):
        return "pass"
    return "blocked" if findings.blocked else "unproven"


def _may_be_left_out(about: About, requirement: Requirement) -> bool:
    """It is about something optional that is not offered, or that the door cannot show: there,
    what passes may be wrong all the same."""
    is_offered = not requirement.needs or requirement.needs in about.offers
    return not is_offered or SHOWN_BY.get(requirement.id) in about.lacks
