"""A report as Markdown, for the summary of a step in CI: short, each story folded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from ..contract import Level, by_id, sections
from ..telling.shortening import short
from .overview import doubts, other_causes
from .planted import in_words
from .prose import WORDS, about_line, conclusion, replay_line
from .report import Report, ViolationReport

SHOWN = 10
"""The number of broken rules that come with their story."""
LIMIT = 900_000
"""Bytes: a step's summary may have 1 MiB, and earlier steps may have used some."""
_STORY = 300
"""Lines of a story; the JSON report has all of them."""
_MARKS = {"yes": "✅", "in what is claimed": "✅", "no": "❌"}


def markdown(report: Report) -> str:
    """The report, with the stories of the first broken rules, in at most `LIMIT` bytes."""
    parts, room = [], LIMIT
    for part in _parts(report):
        room -= len(part.encode(errors="backslashreplace"))
        if room < 0:
            parts.append("\nMore did not fit: the JSON report has all.\n")
            break
        parts.append(part)
    return "".join(parts)


def _parts(report: Report) -> Iterator[str]:
    about = report.about
    mark = _MARKS.get(report.outcome, "⚠️")
    yield f"## {mark} {plain(about.implementation or 'remotes')}: {plain(_headline(report))}\n\n"
    yield f"{plain(' · '.join(about_line(report)))}\n\n"
    yield "".join(f"* {plain(reason)}\n" for reason in report.why) + "\n" * bool(report.why)
    yield from _table(report)
    first: dict[str, ViolationReport] = {}
    for one in report.broken:
        first.setdefault(one.violation.id, one)
    if first:
        yield f"\n### Broken rules: {len(first)}\n\n"
    for one in list(first.values())[:SHOWN]:
        yield _folded(report, one)
    if more := list(first)[SHOWN:]:
        yield f"\nAlso broken, without their stories here: {', '.join(more)}.\n"
    for fault in report.plug_faults:
        what = f"The plugged {fault.plug}: {fault.what} ({fault.times}×), {fault.example}."
        yield f"\n**{plain(what)}**\n"
    yield from _planted(report)
    for note in report.notes:
        yield f"\nNote: {plain(note)}.\n"


def _planted(report: Report) -> Iterator[str]:
    """The faults that a self-check has planted, folded if all were found."""
    if not report.planted:
        return
    opened = "" if all(one.outcome == "found" for one in report.planted) else " open"
    rows = "".join(
        f"| {plain(one.title)} | {one.section} | {one.outcome} | {one.rule} |\n"
        for one in report.planted
    )
    yield (
        f"\n<details{opened}><summary>{in_words(report.planted)}</summary>\n\n"
        f"| planted fault | section | outcome | broken rule |\n|---|---|---|---|\n{rows}\n"
        "</details>\n"
    )


def _headline(report: Report) -> str:
    return conclusion(report).partition(" (")[0].partition(";")[0]


def _table(report: Report) -> Iterator[str]:
    yield "| section | MUST | SHOULD |\n|---|---|---|\n"
    for section in sections(report.about.edition):
        cells = []
        for level in (Level.MUST, Level.SHOULD):
            counts = report.counts(section, level)
            cells.append(", ".join(f"{counts[o]} {WORDS[o]}" for o in WORDS if o in counts))
        yield f"| {section} | {' | '.join(cells)} |\n"


def _folded(report: Report, one: ViolationReport) -> str:
    violation = one.violation
    because = f", follows from {one.follows}" if one.follows else ""
    facts = {
        "rule": by_id(violation.id).text,
        "why": by_id(violation.id).why,
        "code": violation.code,
        "also": other_causes(one),
        "unsteady": doubts(violation),
    }
    listed = "".join(f"* {name}: {plain(text)}\n" for name, text in facts.items() if text)
    lines = list(violation.story)
    if left := len(lines) - _STORY:
        lines = lines[:_STORY] + [f"… {left} more lines"] * (left > 0)
    return (
        f"<details><summary><b>{violation.id}</b> {violation.level}{because}: expected "
        f"{escape(short(violation.expected))}; observed {escape(short(violation.observed))}"
        f"</summary>\n\n{listed}\n{plain(violation.found_in)}:\n\n"
        f"{code(chr(10).join(lines))}\nTo play it again:\n\n"
        f"{code(replay_line(report, violation.token))}\n</details>\n\n"
    )


def plain(text: str) -> str:
    """*text* on one line, escaped for Markdown and HTML."""
    line = " ".join(text.split())
    return re.sub(r"([\\`*_\[\]|~#])", r"\\\1", escape(line, quote=False))


def code(text: str) -> str:
    """*text* as a block of code, even if it has backquotes."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}\n"
