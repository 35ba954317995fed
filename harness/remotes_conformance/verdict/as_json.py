"""A report as JSON values, as `report.schema.json` describes them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ..version import VERSION
from .report import LedgerReport, Report

FORMAT = 2
"""Version of the JSON form."""


def as_json(report: Report) -> dict[str, Any]:
    """The whole report. Violations stand in the order of their ids, and then of their causes.

    Only `started` and `duration` differ between two runs that have found the same.
    """
    return {
        "format": FORMAT,
        "outcome": report.outcome,
        "exit_status": report.exit_status,
        "why": list(report.why),
        "harness": {"name": "remotes-conformance", "version": VERSION},
        "started": report.course.started,
        "duration": report.course.duration,
        "about": report.about.to_json(),
        "scenarios": report.scenarios,
        "requirements": [
            {
                "id": one.id,
                "level": one.level,
                "outcome": one.outcome,
                "applied": one.applied,
                "saw": [text for text, _ in one.saw],
                "missing": one.missing,
            }
            for one in report.requirements
        ],
        "violations": [asdict(violation) for violation in report.violations_by_id],
        "ledger": None if report.ledger is None else _ledger(report.ledger),
        "notes": list(report.notes),
        "plug_faults": [asdict(fault) for fault in report.plug_faults],
        "broken_in": {edition: list(ids) for edition, ids in report.broken_in},
    }


def _ledger(ledger: LedgerReport) -> dict[str, Any]:
    return {
        "entries": [asdict(standing) for standing in ledger.standings],
        "of_other_editions": ledger.of_other_editions,
    }
