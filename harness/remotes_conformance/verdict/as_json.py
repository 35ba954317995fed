"""A report as JSON values, as `report.schema.json` describes them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..version import VERSION
from .report import Conclusion, LedgerReport, Report, RequirementReport, ViolationReport

FORMAT = 2
"""Version of the JSON form."""


def as_json(report: Report) -> dict[str, Any]:
    """The whole report: `from_json.from_json` makes the same again.

    Only `started` and `duration` differ between two runs with the same findings.
    """
    planted = {"planted": [asdict(one) for one in report.planted]} if report.planted else {}
    return {
        "format": FORMAT,
        "outcome": report.outcome,
        "exit_status": report.exit_status,
        "why": list(report.why),
        "conclusion": _conclusion(report.conclusion),
        "harness": {"name": "remotes-conformance", "version": VERSION},
        "started": report.course.started,
        "duration": report.course.duration,
        "interrupted": report.course.interrupted,
        "lost": list(report.course.lost),
        "about": report.about.to_json(),
        "how": report.how,
        "scenarios": report.scenarios,
        "requirements": [_requirement(one) for one in report.requirements],
        "violations": [_violation(one) for one in report.broken],
        "ledger": None if report.ledger is None else _ledger(report.ledger),
        "notes": list(report.notes),
        "plug_faults": [asdict(fault) for fault in report.plug_faults],
        "applied": list(report.applied),
        "broken_in": {edition: list(ids) for edition, ids in report.broken_in},
        **planted,
    }


def _conclusion(conclusion: Conclusion) -> dict[str, Any]:
    """All but `outcome` and `why`, which stand at the top."""
    return {
        "broken": conclusion.is_broken,
        "settled": conclusion.settled,
        "conforms_as_claimed": conclusion.conforms_as_claimed,
        "complete": conclusion.complete,
        "blocked": dict(conclusion.blocked),
        "broke": list(conclusion.broke),
    }


def _requirement(one: RequirementReport) -> dict[str, Any]:
    return {
        "id": one.id,
        "section": one.section,
        "level": one.level,
        "outcome": one.outcome,
        "applied": one.applied,
        "known": one.known,
        "saw": dict(one.saw),
        "missing": one.missing,
        "decides": one.decides,
        "claimed": one.is_claimed,
    }


def _violation(one: ViolationReport) -> dict[str, Any]:
    return {
        **asdict(one.violation),
        "times": one.times,
        "consequence_of": one.follows,
        "others": [asdict(other) for other in one.others],
    }


def _ledger(ledger: LedgerReport) -> dict[str, Any]:
    return {
        "entries": [asdict(standing) for standing in ledger.standings],
        "of_other_editions": ledger.of_other_editions,
    }
