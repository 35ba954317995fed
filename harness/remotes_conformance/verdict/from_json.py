"""Reads a report that was written as JSON: the value is the same."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

from ..contract import ALL_SECTIONS
from ..contract.names import ALL_EDITIONS
from ..plugs.faults import PlugFault
from .as_json import FORMAT
from .course import Course
from .planted import PlantedReport
from .report import (
    Conclusion,
    LedgerReport,
    OtherCause,
    Outcome,
    Report,
    RequirementReport,
    ViolationReport,
)
from .results import About, Standing, Violation

_KNOWN = {one.id for section in ALL_SECTIONS.values() for one in section}
_OWN = {one.name for one in fields(Violation)}
_NEW = ("event", "code")
"""Fields of a violation that older reports do not have."""
_STANDINGS = ("known", "expired", "fixed", "changed", "nothing")


class BadReport(Exception):
    """A file holds no report that can be read; the message has the file and the reason."""


def read_report(path: Path) -> Report:
    """The report in the file at *path*, as `--remotes-report` has written it.

    Raises `BadReport`.
    """
    try:
        return from_json(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadReport(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise BadReport(f"{path} is no report: it is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadReport(f"{path} is no report: it is not JSON ({error})") from None
    except BadReport as error:
        raise BadReport(f"{path} {error}") from None


def from_json(value: Any) -> Report:
    """The report of which *value* is the JSON form. Raises `BadReport`."""
    found = value.get("format") if isinstance(value, Mapping) else None
    if found != FORMAT:
        has = "has none" if found is None else f"has {found!r}"
        raise BadReport(f"is no report of format {FORMAT}: it {has}. Judge again, and write it new")
    try:
        return _report(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise BadReport(f"is no whole report of format {FORMAT}: {what}") from None


def _report(value: Mapping[str, Any]) -> Report:
    ledger, about = value["ledger"], About.from_json(value["about"])
    _among(about.edition, ALL_EDITIONS, "edition")
    return Report(
        about=about,
        conclusion=_conclusion(value),
        scenarios=value["scenarios"],
        requirements=tuple(_requirement(one) for one in value["requirements"]),
        broken=tuple(_violation(one) for one in value["violations"]),
        ledger=None if ledger is None else _ledger(ledger),
        notes=tuple(value["notes"]),
        plug_faults=tuple(PlugFault(**fault) for fault in value["plug_faults"]),
        broken_in=tuple((edition, tuple(ids)) for edition, ids in value["broken_in"].items()),
        applied=tuple(value["applied"]),
        how=value["how"],
        planted=tuple(PlantedReport(**one) for one in value.get("planted", ())),
        course=Course(
            value["started"], value["duration"], value["interrupted"], tuple(value["lost"])
        ),
    )


def _conclusion(value: Mapping[str, Any]) -> Conclusion:
    conclusion = value["conclusion"]
    return Conclusion(
        conformity=value["outcome"],
        why=tuple(value["why"]),
        is_broken=conclusion["broken"],
        settled=conclusion["settled"],
        conforms_as_claimed=conclusion["conforms_as_claimed"],
        complete=conclusion["complete"],
        blocked=tuple(conclusion["blocked"].items()),
        broke=tuple(conclusion["broke"]),
    )


def _requirement(value: Mapping[str, Any]) -> RequirementReport:
    _among(value["id"], _KNOWN, "rule")
    _among(value["outcome"], get_args(Outcome), "outcome")
    return RequirementReport(
        id=value["id"],
        section=value["section"],
        level=value["level"],
        outcome=value["outcome"],
        applied=value["applied"],
        known=value["known"],
        saw=tuple(value["saw"].items()),
        missing=value["missing"],
        decides=value["decides"],
        is_claimed=value["claimed"],
    )


def _violation(value: Mapping[str, Any]) -> ViolationReport:
    _among(value["id"], _KNOWN, "rule")
    return ViolationReport(
        Violation.from_json(
            {name: value[name] for name in _OWN if name in value or name not in _NEW}
        ),
        times=value["times"],
        follows=value["consequence_of"],
        others=tuple(OtherCause(**other) for other in value["others"]),
    )


def _ledger(value: Mapping[str, Any]) -> LedgerReport:
    for one in value["entries"]:
        _among(one["outcome"], _STANDINGS, "outcome")
    return LedgerReport(
        tuple(Standing(**one) for one in value["entries"]), value["of_other_editions"]
    )


def _among(found: object, known: Collection[str], what: str) -> None:
    if found not in known:
        raise ValueError(f"this version does not have the {what} {found}")
