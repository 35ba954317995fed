"""Several reports side by side: rule by rule, of several implementations or of versions of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal, TypeAlias

from ..contract import ALL_SECTIONS, Requirement
from .report import Report, RequirementReport
from .results import Standing, Violation

Outcome: TypeAlias = Literal["kept", "broken", "unproven", "unsupported", ""]
"""The outcome of a rule. A rule that a ledger knows to be broken is broken. The outcome is empty if
the run did not judge the rule, or if it belongs to another edition."""

_OUTCOMES: dict[str, Outcome] = {
    "pass": "kept",
    "fail": "broken",
    "known": "broken",
    "unproven": "unproven",
    "blocked": "unproven",
    "unsupported": "unsupported",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """The outcome of one rule with one implementation.

    Of a broken one, either the `violation` of this run is known, or its `standing` in the ledger.
    """

    outcome: Outcome
    violation: Violation | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A rule, and how it fared: a cell for each report, in their order."""

    rule: Requirement
    section: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Reports beside each other.

    * `names`: of the columns, each another one;
    * `rows`: the rules that at least one of them was judged by, in the order of SPEC.md.
    """

    reports: tuple[Report, ...]
    names: tuple[str, ...]
    rows: tuple[Row, ...]

    def counts(self, column: int, outcome: Outcome, level: str = "MUST") -> int:
        """The number of rules of *level* that have that outcome in a column."""
        rows = (row for row in self.rows if row.rule.level == level)
        return sum(row.cells[column].outcome == outcome for row in rows)


def side_by_side(reports: Sequence[Report], paths: Sequence[str] = ()) -> SideBySide:
    """The reports in the order given. *paths*: of their files, for names that are not given."""
    rows = []
    for section, rules in ALL_SECTIONS.items():
        for rule in rules:
            cells = tuple(_cell(report, rule.id) for report in reports)
            if any(cell.outcome not in ("", "unsupported") for cell in cells):
                rows.append(Row(rule, section, cells))
    return SideBySide(tuple(reports), _names(reports, paths), tuple(rows))


def _cell(report: Report, id: str) -> Cell:
    reported = next((one for one in report.requirements if one.id == id), None)
    outcome = "" if reported is None else _outcome(reported)
    if outcome != "broken":
        return Cell(outcome)
    known = [one for one in report.standings if one.id == id]
    still = [one for one in known if one.outcome not in ("fixed", "nothing")]
    return Cell(outcome, report.violations.get(id), next(iter([*still, *known]), None))


def _outcome(reported: RequirementReport) -> Outcome:
    """Of a rule with several entries in the ledger, one that is no longer true does not decide."""
    if reported.outcome != "fixed":
        return _OUTCOMES.get(reported.outcome, "")
    if reported.known:
        return "broken"
    return "kept" if reported.applied else "unproven"


def _names(reports: Sequence[Report], paths: Sequence[str]) -> tuple[str, ...]:
    """Name and version of each; where that does not tell two apart, edition and file as well."""
    abouts = [report.about for report in reports]
    stems = [PurePath(path).stem for path in paths] or [""] * len(reports)
    parts = [
        [f"{about.implementation or 'remotes'} {about.version}".strip() for about in abouts],
        [about.edition for about in abouts],
        stems,
        [str(number) for number in range(1, len(reports) + 1)],
    ]
    names = parts[0]
    for part in parts[1:]:
        if len(set(names)) < len(names):
            names = [
                f"{name}, {one}" if one else name for name, one in zip(names, part, strict=True)
            ]
    return tuple(names)
