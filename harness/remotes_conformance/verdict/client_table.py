"""Reports on several clients of registries, in short: a table, and what each of them breaks.

`python -m remotes_conformance.verdict.client_table REPORT.json …` prints it as Markdown. It is for
a page that is kept; `remotes-conformance report` shows each breach with its rule and replay line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..contract import by_id
from .beside_markdown import LEGEND, SIGNS
from .from_json import read_report
from .report import Report
from .side_by_side import SideBySide, side_by_side


def client_table(reports: Sequence[Report]) -> str:
    """The clients in the order of the reports, the rules in the order of SPEC.md."""
    table = side_by_side(reports)
    return "\n".join([f"{LEGEND}.", "", *_cells(table), "", *_breaches(table)]) + "\n"


def _cells(table: SideBySide) -> Iterator[str]:
    yield f"| rule | | {' | '.join(table.names)} |"
    yield "|---|---|" + "---|" * len(table.names)
    for row in table.rows:
        signs = " | ".join(SIGNS[cell.outcome] for cell in row.cells)
        yield f"| {row.rule.id} | {row.rule.level.value} | {signs} |"
    days = " | ".join(one.course.started[:10] for one in table.reports)
    yield f"| judged on | | {days} |"


def _breaches(table: SideBySide) -> Iterator[str]:
    """By client, each rule and reason with its scenarios and the sources of the rule."""
    for name, report in zip(table.names, table.reports, strict=True):
        yield f"**{name}**"
        yield ""
        tokens = _tokens(report)
        for (id, reason), of_it in tokens.items():
            scenarios = ", ".join(f"`{token}`" for token in of_it)
            yield f"* {id}: {reason} ({scenarios}; {'; '.join(by_id(id).sources)})"
        if not tokens:
            yield "* no rule"
        yield ""


def _tokens(report: Report) -> dict[tuple[str, str], list[str]]:
    """The scenarios by rule and reason; without a ledger, the reason is what was observed."""
    order = {one.id: place for place, one in enumerate(report.requirements)}
    found = [(one.id, one.reason, one.token) for one in report.standings]
    found += [(one.id, one.observed, one.token) for one in report.violations_by_id]
    tokens: dict[tuple[str, str], list[str]] = {}
    for id, reason, token in sorted(found, key=lambda one: order[one[0]]):
        of_it = tokens.setdefault((id, reason), [])
        if token not in of_it:
            of_it.append(token)
    return tokens


if __name__ == "__main__":
    sys.stdout.write(client_table([read_report(Path(name)) for name in sys.argv[1:]]))
