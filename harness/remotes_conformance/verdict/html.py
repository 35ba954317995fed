"""A report as one page of HTML: it needs no script, and nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files

from ..contract import ALL_SECTIONS, Level, by_id, sections
from ..telling.diagram import diagram
from ..telling.shortening import short
from ..version import VERSION
from .coded import coded
from .ledger_prose import OLD, beside, stale
from .overview import doubts, other_causes
from .planted import in_words
from .prose import WORDS, about_line, replay_line
from .report import Report, ViolationReport
from .results import Violation
from .walk import walk

_COLOURS = {
    "yes": "pass",
    "in what is claimed": "pass",
    "except for known divergences": "known",
    "no": "fail",
}
"""The class of the headline by the outcome of the run; others are open."""


def page(report: Report) -> str:
    """The whole page."""
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    title = f"{report.about.implementation or 'remotes'}: {_headline(report)[1]}"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{style}</style></head><body><main>",
            *_top(report),
            *_table(report),
            *_planted(report),
            *_ledger(report),
            *_violations(report),
            *_requirements(report),
            "</main></body></html>\n",
        ]
    )


def _headline(report: Report) -> tuple[str, str]:
    """A colour, and the conclusion in a few words."""
    return _COLOURS.get(report.outcome, "unproven"), f"conformant: {report.outcome}"


def _top(report: Report) -> Iterator[str]:
    colour, words = _headline(report)
    yield f"<h1>{escape(report.about.implementation or 'remotes')}</h1>"
    yield f'<p class="verdict {colour}">{escape(words)}</p>'
    yield f'<p class="about">{escape(" · ".join(about_line(report)))}</p>'
    yield from _times(report)
    if report.why:
        yield "<ul>" + "".join(f"<li>{_linked(reason)}</li>" for reason in report.why) + "</ul>"
    for fault in report.plug_faults:
        what = f"The plugged {fault.plug}: {fault.what} ({fault.times}×), {fault.example}."
        yield f"<p><strong>{coded(what)}</strong></p>"
        yield f"<pre>{escape(replay_line(report, fault.token))}</pre>"
    for note in report.notes:
        yield f"<p>Note: {coded(note)}.</p>"


def _times(report: Report) -> Iterator[str]:
    """All on the page that differs in each run, in one line."""
    if report.course.started:
        took = f"it took {report.course.duration:.1f} s"
        told = f"remotes-conformance {VERSION} · began {report.course.started} · {took}"
        yield f'<p class="times about">{escape(told)}</p>'


def _linked(reason: str) -> str:
    """A reason, each id in it a link to its row."""
    known = {one.id for section in ALL_SECTIONS.values() for one in section}
    words = [
        f'<a href="#{word}">{word}</a>' if word in known else word
        for word in coded(reason).replace(",", " ,").replace(";", " ;").split()
    ]
    return " ".join(words).replace(" ,", ",").replace(" ;", ";")


def _table(report: Report) -> Iterator[str]:
    shown = {
        outcome: words
        for outcome, words in WORDS.items()
        if any(
            outcome in report.counts(s, level)
            for s in sections(report.about.edition)
            for level in Level
        )
    }
    heads = "".join(f"<th>{words}</th>" for words in shown.values())
    yield '<h2>Sections</h2><div class="scroll"><table class="sections">'
    yield f"<tr><th></th><th></th>{heads}</tr>"
    for section in sections(report.about.edition):
        for level in (Level.MUST, Level.SHOULD):
            counts = report.counts(section, level)
            cells = "".join(_count(outcome, counts.get(outcome, 0)) for outcome in shown)
            if counts:
                name = f'<a href="#section-{section}">{section}</a>' * (level is Level.MUST)
                yield f"<tr><th>{name}</th><td>{level.value}</td>{cells}</tr>"
    yield "</table></div>"


def _count(outcome: str, number: int) -> str:
    return f'<td class="count {_class(outcome)}">{number}</td>' if number else "<td></td>"


def _class(outcome: str) -> str:
    return outcome.replace(" ", "-")


def _planted(report: Report) -> Iterator[str]:
    """The faults that a self-check has planted."""
    if not report.planted:
        return
    yield f"<h2>Self-check: {in_words(report.planted)}</h2>"
    yield "<details><summary>each fault, and the story that has shown it</summary>"
    yield '<div class="scroll"><table>'
    yield "<tr><th>planted fault</th><th></th><th>rule</th><th>story</th></tr>"
    for one in report.planted:
        colour = {"found": "pass", "missed": "fail"}.get(one.outcome, "unproven")
        rule = f'<a href="#{one.rule}">{one.rule}</a>' if one.rule else ""
        yield (
            f'<tr><td>{escape(one.title)}<p class="level">{one.section}</p></td>'
            f'<td><span class="badge {colour}">{one.outcome}</span></td>'
            f"<td>{rule}</td><td>{escape(one.story)}</td></tr>"
        )
    yield "</table></div></details>"


def _ledger(report: Report) -> Iterator[str]:
    if not report.standings:
        return
    yield '<h2>Ledger</h2><div class="scroll"><table>'
    yield "<tr><th>rule</th><th></th><th>what stands there</th></tr>"
    for one in report.standings:
        issue = f' <a href="{escape(one.issue)}">issue</a>' if _is_link(one.issue) else ""
        now = "" if one.outcome == "known" else f"<p>It {escape(stale(one))}.</p>"
        yield (
            f'<tr><td><a href="#{one.id}">{one.id}</a></td><td>{_badge(one.outcome)}</td>'
            f"<td>{coded(one.reason)}{issue}{now}"
            f'<p class="why">{escape(one.cause)}</p></td></tr>'
        )
    yield "</table></div>"
    if any(one.written for one in report.standings):
        yield f"<p>The ledger is {escape(OLD)}.</p>"


def _is_link(text: str) -> bool:
    return text.startswith(("https://", "http://"))


def _badge(outcome: str, words: str = "") -> str:
    return f'<span class="badge {_class(outcome)}">{escape(words or outcome)}</span>'


def _violations(report: Report) -> Iterator[str]:
    if report.broken:
        yield "<h2>Broken rules</h2>"
    before: set[str] = set()
    for one in report.broken:
        # With a ledger a rule may be reported for several causes: a link leads to the first.
        id = one.violation.id
        anchor = "" if id in before else f' id="broken-{id}"'
        before.add(id)
        yield from _violation(report, one, anchor)


def _violation(report: Report, one: ViolationReport, anchor: str) -> Iterator[str]:
    violation, requirement = one.violation, by_id(one.violation.id)
    facts = {
        "expected": short(violation.expected),
        "observed": short(violation.observed),
        "also": other_causes(one),
        "why": requirement.why,
        "ledger": "; ".join(beside(report, violation)),
        "unsteady": doubts(violation),
    }
    yield f"<article{anchor}><h3>{violation.id} "
    because = f' follows from <a href="#{one.follows}">{one.follows}</a>' if one.follows else ""
    yield f'<span class="level">{violation.level}{because}</span></h3>'
    yield f"<p>{marked(requirement.text)}</p><dl>"
    for name, text in facts.items():
        if text:
            yield f"<dt>{name}</dt><dd>{coded(text)}</dd>"
    yield f"</dl>{walk(violation)}<details open>"
    yield f"<summary>{escape(violation.found_in)}</summary>"
    yield from _story(violation)
    yield f"</details><pre>{escape(replay_line(report, violation.token))}</pre></article>"


def _story(violation: Violation) -> Iterator[str]:
    around = "".join(f"<li>{coded(line)}</li>" for line in violation.around)
    yield f'<ul class="around">{around}</ul>' if around else ""
    drawn = diagram(violation.events, violation.event, violation.id)
    yield f'<div class="scroll">{drawn}</div>'


def marked(text: str) -> str:
    """As `coded`, and what stands between asterisks is emphasised."""
    pieces = re.split(r"(<code>.*?</code>)", coded(text))
    return "".join(
        piece if n % 2 else re.sub(r"\*(\w[^*]*)\*", r"<em>\1</em>", piece)
        for n, piece in enumerate(pieces)
    )


def _requirements(report: Report) -> Iterator[str]:
    broken = set(report.violations)
    yield "<h2>Requirements</h2>"
    for section in sections(report.about.edition):
        yield f'<h3 id="section-{section}">{section}</h3>'
        yield '<div class="scroll"><table class="rules">'
        yield "<tr><th>rule</th><th></th><th>text</th><th>applied</th></tr>"
        for one in (found for found in report.requirements if found.section == section):
            requirement = by_id(one.id)
            name = f'<a href="#broken-{one.id}">{one.id}</a>' if one.id in broken else one.id
            unproven = f'<p class="unproven">Unproven: {coded(one.missing)}.</p>'
            accepted = "".join(f"<p>Choice: {coded(t)} ({n}×).</p>" for t, n in one.saw)
            outcome = (
                "" if one.level == Level.TOLERATED else _badge(one.outcome, WORDS[one.outcome])
            )
            yield (
                f'<tr id="{one.id}"><td>{name}<p class="level">{one.level}</p></td>'
                f"<td>{outcome}</td><td>{marked(requirement.text)}"
                f"{accepted}{unproven * bool(one.missing)}"
                f'<p class="why">{marked(requirement.why)}</p></td>'
                f'<td class="count">{one.applied:,}</td></tr>'
            )
        yield "</table></div>"
