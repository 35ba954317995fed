"""A report as one page of HTML, which can be read without scripts, and loads nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from ..contract import ALL_SECTIONS, Level, by_id, sections
from ..telling.diagram import diagram
from ..telling.shortening import short
from ..version import VERSION
from .coded import coded
from .frame import heads, replay, table_begins, whole
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
"""The class of the headline by the outcome of the run; other outcomes are open."""


def page(report: Report) -> str:
    """The whole page."""
    title = f"{report.about.implementation or 'remotes'}: {_headline(report)[1]}"
    parts = (_top, _table, _planted, _ledger, _violations, _requirements)
    return whole(title, (line for part in parts for line in part(report)))


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
        yield replay(replay_line(report, fault.token))
    for note in report.notes:
        yield f"<p>Note: {coded(note)}.</p>"


def _times(report: Report) -> Iterator[str]:
    """One line with the only things on the page that differ between equal runs."""
    if report.course.started:
        took = f"it took {report.course.duration:.1f} s"
        text = f"remotes-conformance {VERSION} · began {report.course.started} · {took}"
        yield f'<p class="times about">{escape(text)}</p>'


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
    yield f"<h2>Sections</h2>{table_begins('sections', 'sections')}"
    yield heads("section", "level", counts=shown.values())
    for section in sections(report.about.edition):
        for level in (Level.MUST, Level.SHOULD):
            counts = report.counts(section, level)
            cells = "".join(_count(outcome, counts.get(outcome, 0)) for outcome in shown)
            if counts:
                name = f'<a href="#section-{section}">{section}</a>' * (level is Level.MUST)
                name = f'<th scope="row">{name}</th>' if name else "<td></td>"
                yield f"<tr>{name}<td>{level.value}</td>{cells}</tr>"
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
    yield table_begins("planted faults")
    yield heads("planted fault", "outcome", "rule", "story")
    for one in report.planted:
        colour = {"found": "pass", "missed": "fail"}.get(one.outcome, "unproven")
        rule = f'<a href="#{escape(one.rule)}">{escape(one.rule)}</a>' if one.rule else ""
        yield (
            f'<tr><td>{escape(one.title)}<p class="level">{escape(one.section)}</p></td>'
            f'<td><span class="badge {colour}">{escape(one.outcome)}</span></td>'
            f"<td>{rule}</td><td>{escape(one.story)}</td></tr>"
        )
    yield "</table></div></details>"


def _ledger(report: Report) -> Iterator[str]:
    if not report.standings:
        return
    yield f"<h2>Ledger</h2>{table_begins('ledger')}"
    yield heads("rule", "outcome", "what stands there")
    for one in report.standings:
        now = "" if one.outcome == "known" else f"<p>It {escape(stale(one))}.</p>"
        yield (
            f'<tr><td><a href="#{escape(one.id)}">{escape(one.id)}</a></td>'
            f"<td>{_badge(one.outcome)}</td><td>{coded(one.reason)} {issue(one.issue)}{now}"
            f'<p class="why">{escape(one.cause)}</p></td></tr>'
        )
    yield "</table></div>"
    if any(one.written for one in report.standings):
        yield f"<p>The ledger is {escape(OLD)}.</p>"


def issue(text: str) -> str:
    """The issue that a ledger names: as a link, if it is an address."""
    is_link = text.startswith(("https://", "http://"))
    return f'<a href="{escape(text)}">issue</a>' if is_link else escape(text)


def _badge(outcome: str, words: str = "") -> str:
    return f'<span class="badge {escape(_class(outcome))}">{escape(words or outcome)}</span>'


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
        "code": violation.code,
        "also": other_causes(one),
        "why": requirement.why,
        "ledger": "; ".join(beside(report, violation)),
        "unsteady": doubts(violation),
    }
    yield f"<article{anchor}><h3>{violation.id} "
    follows = escape(one.follows)
    because = f' follows from <a href="#{follows}">{follows}</a>' if follows else ""
    yield f'<span class="level">{escape(violation.level)}{because}</span></h3>'
    yield f"<p>{marked(requirement.text)}</p><dl>"
    for name, text in facts.items():
        if text:
            yield f"<dt>{name}</dt><dd>{coded(text)}</dd>"
    yield f"</dl>{walk(violation)}<details open>"
    yield f"<summary>{escape(violation.found_in)}</summary>"
    yield from drawn(violation)
    yield f"</details>{replay(replay_line(report, violation.token))}</article>"


def drawn(violation: Violation) -> Iterator[str]:
    """The circumstances of the story, and the story as a sequence diagram."""
    around = "".join(f"<li>{coded(line)}</li>" for line in violation.around)
    yield f'<ul class="around">{around}</ul>' if around else ""
    yield diagram(violation.events, violation.event, violation.id)


def marked(text: str) -> str:
    """As `coded`, and the parts between asterisks are emphasised."""
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
        yield table_begins(f"rules of {section}", "rules")
        yield heads("rule", "outcome", "text", counts=["applied"])
        for one in (found for found in report.requirements if found.section == section):
            requirement = by_id(one.id)
            name = f'<a href="#broken-{one.id}">{one.id}</a>' if one.id in broken else one.id
            unproven = f'<p class="unproven">Unproven: {coded(one.missing)}.</p>'
            accepted = "".join(f"<p>Choice: {coded(t)} ({n}×).</p>" for t, n in one.saw)
            outcome = (
                "" if one.level == Level.TOLERATED else _badge(one.outcome, WORDS[one.outcome])
            )
            yield (
                f'<tr id="{one.id}"><td>{name}<p class="level">{escape(one.level)}</p></td>'
                f"<td>{outcome}</td><td>{marked(requirement.text)}"
                f"{accepted}{unproven * bool(one.missing)}"
                f'<p class="why">{marked(requirement.why)}</p></td>'
                f'<td class="count">{one.applied:,}</td></tr>'
            )
        yield "</table></div>"
