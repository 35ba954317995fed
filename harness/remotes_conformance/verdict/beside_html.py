"""Reports side by side, as one page of HTML: each broken cell leads to its story."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from ..telling.diagram import diagram
from ..telling.shortening import short
from .html import marked
from .prose import replay_line
from .side_by_side import Cell, Row, SideBySide

_CLASSES = {"kept": "pass", "broken": "fail", "unproven": "unproven", "unsupported": "unsupported"}


def beside_page(table: SideBySide) -> str:
    """The whole page; it needs no script, and nothing from elsewhere."""
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    title = "Side by side: " + ", ".join(table.names)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{style}</style></head><body><main>",
            "<h1>Side by side</h1>",
            *_judged(table),
            *_rules(table),
            *_breaches(table),
            "</main></body></html>\n",
        ]
    )


def _judged(table: SideBySide) -> Iterator[str]:
    yield '<div class="scroll"><table><tr><th></th><th>judged</th><th>edition</th><th>door</th>'
    yield '<th>conformant</th><th class="count">kept</th><th class="count">broken</th>'
    yield '<th class="count">unproven</th></tr>'
    for column, (name, report) in enumerate(zip(table.names, table.reports, strict=True)):
        about = report.about
        texts = (report.course.started[:10], about.edition, about.door, report.outcome)
        cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
        numbers = "".join(
            f'<td class="count">{table.counts(column, word)}</td>'
            for word in ("kept", "broken", "unproven")
        )
        yield f"<tr><th>{escape(name)}</th>{cells}{numbers}</tr>"
    yield "</table></div><p class='about'>Counted are MUSTs.</p>"


def _rules(table: SideBySide) -> Iterator[str]:
    heads = "".join(f"<th>{escape(name)}</th>" for name in table.names)
    yield '<h2>Rules</h2><div class="scroll"><table class="rules beside">'
    yield f"<tr><th>rule</th>{heads}</tr>"
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
    if not cell.word:
        return "<td></td>"
    badge = f'<span class="badge {_CLASSES[cell.word]}">{cell.word}</span>'
    is_known = cell.standing is not None and cell.story is None
    note = ' <span class="level">in its ledger</span>' * is_known
    return (
        f'<td><a href="#{anchor}">{badge}</a>{note}</td>'
        if _has_more(cell)
        else f"<td>{badge}</td>"
    )


def _has_more(cell: Cell) -> bool:
    return cell.story is not None or cell.standing is not None


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
        yield f"<dt>ledger</dt><dd>{escape(standing.reason)}</dd>"
        if standing.issue:
            yield f"<dt>issue</dt><dd>{escape(standing.issue)}</dd>"
    if (story := cell.story) is not None:
        yield f"<dt>expected</dt><dd>{escape(short(story.expected))}</dd>"
        yield f"<dt>observed</dt><dd>{escape(short(story.observed))}</dd>"
    yield "</dl>"
    if story is not None:
        yield f"<details><summary>{escape(story.found_in)}</summary>"
        yield f'<div class="scroll">{diagram(story.events)}</div></details>'
    token = story.token if story else standing.token if standing else ""
    yield f"<pre>{escape(replay_line(report, token))}</pre></article>" if token else "</article>"
