"""Reports side by side, as one page of HTML: each broken cell leads to its story."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..telling.shortening import short
from .coded import coded
from .frame import heads, replay, table_begins, whole
from .html import drawn, issue, marked
from .prose import replay_line
from .side_by_side import Cell, Row, SideBySide
from .walk import walk

_CLASSES = {"kept": "pass", "broken": "fail", "unproven": "unproven", "unsupported": "unsupported"}


def beside_page(table: SideBySide) -> str:
    """The whole page; it can be read without scripts, and needs nothing from elsewhere."""
    title = "Side by side: " + ", ".join(table.names)
    parts = (part(table) for part in (_judged, _rules, _breaches))
    return whole(title, ("<h1>Side by side</h1>", *(line for part in parts for line in part)))


def _judged(table: SideBySide) -> Iterator[str]:
    yield table_begins("what was judged")
    columns = ("implementation", "judged", "edition", "door", "conformant")
    yield heads(*columns, counts=("kept", "broken", "unproven"))
    for column, (name, report) in enumerate(zip(table.names, table.reports, strict=True)):
        about = report.about
        texts = (report.course.started[:10], about.edition, about.door, report.outcome)
        cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
        numbers = "".join(
            f'<td class="count">{table.counts(column, outcome)}</td>'
            for outcome in ("kept", "broken", "unproven")
        )
        yield f'<tr><th scope="row">{escape(name)}</th>{cells}{numbers}</tr>'
    yield '</table></div><p class="about">Counted are MUSTs.</p>'


def _rules(table: SideBySide) -> Iterator[str]:
    yield f"<h2>Rules</h2>{table_begins('rules', 'rules beside')}"
    yield heads("rule", *table.names)
    section = ""
    for number, row in enumerate(table.rows):
        if row.section != section:
            section = row.section
            yield f'<tr><th colspan="{len(table.names) + 1}">{section}</th></tr>'
        cells = "".join(_cell(cell, f"b{number}-{n}") for n, cell in enumerate(row.cells))
        title = escape(row.rule.text, quote=True)
        yield f'<tr><td title="{title}">{row.rule.id} <span class="level">{row.rule.level.value}'
        yield f"</span></td>{cells}</tr>"
    yield "</table></div>"


def _cell(cell: Cell, anchor: str) -> str:
    if not cell.outcome:
        return "<td></td>"
    badge = f'<span class="badge {_CLASSES[cell.outcome]}">{cell.outcome}</span>'
    is_known = cell.standing is not None and cell.violation is None
    note = ' <span class="level">in its ledger</span>' * is_known
    return (
        f'<td><a href="#{anchor}">{badge}</a>{note}</td>'
        if _has_more(cell)
        else f"<td>{badge}</td>"
    )


def _has_more(cell: Cell) -> bool:
    return cell.violation is not None or cell.standing is not None


def _breaches(table: SideBySide) -> Iterator[str]:
    for column, name in enumerate(table.names):
        numbered = list(enumerate(table.rows))
        broken = [(n, row) for n, row in numbered if _has_more(row.cells[column])]
        if broken:
            yield f"<h2>{escape(name)}</h2>"
        for number, row in broken:
            yield from _breach(table, column, row, f"b{number}-{column}")


def _breach(table: SideBySide, column: int, row: Row, anchor: str) -> Iterator[str]:
    cell, report = row.cells[column], table.reports[column]
    yield f'<article id="{anchor}"><h3>{row.rule.id} <span class="level">{row.rule.level.value}'
    yield f"</span></h3><p>{marked(row.rule.text)}</p><dl>"
    if (standing := cell.standing) is not None:
        yield f"<dt>ledger</dt><dd>{coded(standing.reason)}</dd>"
        if standing.issue:
            yield f"<dt>issue</dt><dd>{issue(standing.issue)}</dd>"
    if (violation := cell.violation) is not None:
        yield f"<dt>expected</dt><dd>{coded(short(violation.expected))}</dd>"
        yield f"<dt>observed</dt><dd>{coded(short(violation.observed))}</dd>"
    yield f"</dl>{walk(violation) if violation else ''}"
    if violation is not None:
        yield f"<details><summary>{escape(violation.found_in)}</summary>"
        yield from drawn(violation)
        yield "</details>"
    token = violation.token if violation else standing.token if standing else ""
    yield f"{replay(replay_line(report, token) if token else '')}</article>"
