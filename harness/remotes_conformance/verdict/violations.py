"""The violations of a report: in order, each with its cause and its other causes."""

from __future__ import annotations

from ..contract import ALL_SECTIONS, Level
from .findings import Findings
from .report import OtherCause, ViolationReport
from .results import Violation

FOLLOWS_FROM = {"LOCK-8": ("LOCK-1", "FETCH-4", "PUSH-2", "COPY-14", "LOCK-5")}
"""An implementation that does not recognise an error by its class does not recognise it wrapped
either: if one of these is broken too, it is the cause. Consequences within one scenario are noted
by the rules."""

FIRST = frozenset({"STORE-17", "STORE-17a"})
"""Requirements whose breach loses content that a caller believes to be safe: they are reported
before all others of their level."""

_LEVELS = list(Level)
_PLACES: dict[str, int] = {
    one.id: place for place, one in enumerate(r for rules in ALL_SECTIONS.values() for r in rules)
}


def violation_reports(findings: Findings) -> tuple[ViolationReport, ...]:
    """The violations as they are reported, in order."""
    return tuple(
        ViolationReport(
            violation,
            times=findings.times.get(violation.id, 1),
            follows=follows(findings, violation.id),
            others=_others(findings, violation),
        )
        for violation in in_order(findings)
    )


def in_order(findings: Findings) -> list[Violation]:
    """Each MUST, then each SHOULD, both in the order of SPEC.md, but lost content first, and
    consequences last."""

    def place(violation: Violation) -> tuple[int, bool, bool, int, str]:
        id, level = violation.id, _LEVELS.index(Level(violation.level))
        is_consequence = bool(follows(findings, id))
        return level, is_consequence, id not in FIRST, _PLACES[id], violation.cause

    return sorted(findings.to_report, key=place)


def follows(findings: Findings, id: str) -> str:
    """The broken requirement of which this broken one is a consequence; empty: it is a cause.

    A violation is only reported as a consequence if no other was found: see `Result.weight`.
    """
    candidates = (findings.violations[id].follows, *FOLLOWS_FROM.get(id, ()))
    broken = findings.violations.keys() | findings.known.keys()
    return next((one for one in candidates if one in broken and one != id), "")


def _others(findings: Findings, violation: Violation) -> tuple[OtherCause, ...]:
    """The lightest story of each other cause, without consequences.

    With a ledger there are none: each cause is reported by itself.
    """
    found: dict[str, OtherCause] = {}
    if findings.has_ledger:
        return ()
    for one in findings.stories(violation):
        if one.cause != violation.cause and not one.follows:
            other = OtherCause(one.cause, one.expected, one.observed, one.found_in, one.token)
            found.setdefault(one.cause, other)
    return tuple(found.values())
