"""The conclusion from all outcomes: conformant or not, and the reasons against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..contract import sections
from ..contract.capabilities import functions_of
from .conformity import Conformity
from .findings import Findings
from .planted import missed
from .report import Conclusion, RequirementReport

_REASONS = {
    "fail": "broken",
    "known": "known to be broken",
    "blocked": "blocked",
    "unproven": "never exercised",
}

_MANY = ("blocked", "unproven")
"""Outcomes that all rules of a section may have for the same reason."""


def conclude(findings: Findings, requirements: Sequence[RequirementReport]) -> Conclusion:
    """*requirements* are all of the edition, with their outcomes."""
    deciding = [one for one in requirements if one.decides]
    claimed = {one.outcome for one in deciding if one.is_claimed}
    is_sound = not (
        findings.broke
        or findings.plug_faults
        or findings.course.lost
        or missed(findings.planted)
        or _stale(findings)
    )
    settled = findings.complete and is_sound and claimed <= {"pass", "known"}
    conforms_as_claimed = settled and "known" not in claimed
    is_broken = any(one.outcome == "fail" for one in deciding)
    why = tuple(_reasons(findings, deciding))
    return Conclusion(
        conformity=_conformity(
            findings,
            is_whole=not why,
            is_broken=is_broken,
            settled=settled,
            conforms_as_claimed=conforms_as_claimed,
        ),
        why=why,
        is_broken=is_broken,
        settled=settled,
        conforms_as_claimed=conforms_as_claimed,
        complete=findings.complete,
        blocked=tuple(sorted(findings.blocked.items())),
        broke=findings.broke,
    )


def _conformity(
    findings: Findings,
    *,
    is_whole: bool,
    is_broken: bool,
    settled: bool,
    conforms_as_claimed: bool,
) -> Conformity:
    """The outcome. If a part of the suite was chosen and all of it played, only that part
    counts."""
    if findings.course.interrupted:
        return "interrupted"
    if is_broken or _stale(findings):
        return "no"
    if is_whole:
        return "yes"
    if settled:
        return "in what is claimed" if conforms_as_claimed else "except for known divergences"
    spoiled = (
        findings.blocked,
        findings.broke,
        findings.plug_faults,
        findings.course.lost,
        missed(findings.planted),
    )
    if findings.complete or any(spoiled):
        return "undetermined"
    return "in the part that was run"


def _stale(findings: Findings) -> list[str]:
    """The requirements of entries in the ledger that are no longer true."""
    return sorted({one.id for one in findings.standings if one.outcome != "known"})


def _listed(ids: Sequence[str], deciding: Sequence[RequirementReport]) -> Iterator[str]:
    """The ids, but one name for all deciding rules of a section: sixty ids are unreadable."""
    for section in dict.fromkeys(one.section for one in deciding):
        of_it = (one for one in deciding if one.section == section)
        whole = [one.id for one in of_it if one.outcome != "unsupported"]
        mine = [id for id in whole if id in ids]
        yield from [f"all of {section}"] if len(whole) == len(mine) > 2 else mine


def _reasons(findings: Findings, deciding: Sequence[RequirementReport]) -> Iterator[str]:
    about = findings.about
    for outcome, words in _REASONS.items():
        ids = [one.id for one in deciding if one.outcome == outcome]
        if ids and (outcome != "unproven" or findings.complete):
            because = "".join(f" ({why})" for why in sorted(set(findings.blocked.values())))
            listed = _listed(ids, deciding) if outcome in _MANY else ids
            yield f"{words}{because * (outcome == 'blocked')}: {', '.join(listed)}"
    if not about.claims_all:
        left_out = [name for name in sections(about.edition) if name not in about.sections]
        yield f"not asked for: {', '.join(left_out)}"
    if stale := _stale(findings):
        yield f"no longer true in the ledger: {', '.join(stale)}"
    missing = [one.method for one in functions_of(about.edition) if one.kind not in about.offers]
    if missing:
        yield f"not offered: {', '.join(missing)}"
    for plug in sorted({fault.plug for fault in findings.plug_faults.values()}):
        yield f"the plugged {plug} accepts wrong content"
    if titles := missed(findings.planted):
        yield f"planted faults were missed: {', '.join(titles)}"
    if findings.broke:
        yield f"the harness broke in: {', '.join(findings.broke)}"
    if findings.course.lost:
        yield f"a worker process died in: {', '.join(findings.course.lost)}"
    if findings.course.interrupted:
        yield "the run was interrupted"
    elif not findings.complete:
        yield "only a part of the suite was run"
