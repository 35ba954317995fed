"""Reports side by side, as Markdown: a table of rules, then each breach with its story."""

from __future__ import annotations

from collections.abc import Iterator

from ..telling.shortening import short
from .markdown import code, plain
from .prose import replay_line
from .side_by_side import Cell, SideBySide

SIGNS = {"kept": "✓", "broken": "✗", "unproven": "?", "unsupported": "–", "": ""}
LEGEND = (
    "✓ kept, ✗ broken, ? not judged (unproven or blocked), – unsupported; "
    "empty: not asked for, or not a rule of that edition"
)


def beside_markdown(table: SideBySide) -> str:
    """A page without a heading: it can be put below one."""
    return "".join(_parts(table))


def _parts(table: SideBySide) -> Iterator[str]:
    yield "| | judged | edition, door | conformant | MUSTs kept, broken, unproven |\n"
    yield "|---|---|---|---|---|\n"
    for column, (name, report) in enumerate(zip(table.names, table.reports, strict=True)):
        about, day = report.about, report.course.started[:10]
        how = f"{about.edition}, {about.door}, profile {about.profile}"
        counts = (table.counts(column, outcome) for outcome in ("kept", "broken", "unproven"))
        numbers = ", ".join(map(str, counts))
        yield f"| {plain(name)} | {day} | {plain(how)} | {report.outcome} | {numbers} |\n"
    yield f"\n{LEGEND}.\n\n| rule | | {' | '.join(map(plain, table.names))} |\n"
    yield f"|---|---|{'---|' * len(table.names)}\n"
    for row in table.rows:
        signs = " | ".join(SIGNS[cell.outcome] for cell in row.cells)
        yield f"| {row.rule.id} | {row.rule.level.value} | {signs} |\n"
    for column, name in enumerate(table.names):
        broken = [
            (row, row.cells[column]) for row in table.rows if row.cells[column].outcome == "broken"
        ]
        if broken:
            yield f"\n### {plain(name)}\n"
        for row, cell in broken:
            yield f"\n**{row.rule.id}** ({row.rule.level.value}) {plain(row.rule.text)}\n\n"
            yield _breach(table, column, cell)


def _breach(table: SideBySide, column: int, cell: Cell) -> str:
    lines = []
    if (standing := cell.standing) is not None:
        lines.append(f"In the ledger: {plain(standing.reason)}")
        if standing.issue:
            lines.append(plain(standing.issue))
    if (violation := cell.violation) is not None:
        seen = f"expected {short(violation.expected)}; observed {short(violation.observed)}"
        lines.append(f"{plain(violation.found_in)}: {plain(seen)}")
    token = cell.violation.token if cell.violation else standing.token if standing else ""
    replay = code(replay_line(table.reports[column], token)) if token else ""
    return "".join(f"* {line}\n" for line in lines) + f"\n{replay}"
