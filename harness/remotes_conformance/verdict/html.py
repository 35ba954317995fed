"""The verdict as one page of HTML: it needs no script, and nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from importlib.resources import files

from ..contract import SECTIONS, Level, by_id
from ..telling.diagram import diagram
from ..telling.shortening import short
from .evidence import follows
from .ledger_prose import OLD, beside, stale
from .overview import doubts, in_order, other_causes
from .prose import WORDS, about_line, conclusion, replay_line
from .results import Violation
from .verdict import Verdict
from .walk import walk


def page(verdict: Verdict) -> str:
    """The whole page."""
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    title = f"{verdict.about.implementation or 'remotes'}: {_headline(verdict)[1]}"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{style}</style></head><body><main>",
            *_top(verdict),
            *_table(verdict),
            *_ledger(verdict),
            *_violations(verdict),
            *_requirements(verdict),
            "</main></body></html>\n",
        ]
    )


def _headline(verdict: Verdict) -> tuple[str, str]:
    """A colour, and the conclusion in a few words."""
    words, _, _ = conclusion(verdict).partition(" (")
    if verdict.conformant or verdict.claimed_conform:
        return "pass", words.partition(";")[0]
    if verdict.settled:
        return "known", words
    return ("unproven" if not verdict.is_broken and not verdict.stale else "fail"), words


def _top(verdict: Verdict) -> Iterator[str]:
    colour, words = _headline(verdict)
    yield f"<h1>{escape(verdict.about.implementation or 'remotes')}</h1>"
    yield f'<p class="verdict {colour}">{escape(words)}</p>'
    yield f'<p class="about">{escape(" · ".join(about_line(verdict)))}</p>'
    if verdict.why:
        yield "<ul>" + "".join(f"<li>{_linked(reason)}</li>" for reason in verdict.why) + "</ul>"
    for _, fault in sorted(verdict.plug_faults.items()):
        what = f"The plugged {fault.plug}: {fault.what} ({fault.times}×), {fault.example}."
        yield f"<p><strong>{escape(what)}</strong></p>"
        yield f"<pre>{escape(replay_line(verdict, fault.token))}</pre>"
    for note in sorted(verdict.notes):
        yield f"<p>Note: {escape(note)}.</p>"


def _linked(reason: str) -> str:
    """A reason, each id in it a link to its row."""
    known = {one.id for section in SECTIONS.values() for one in section}
    words = [
        f'<a href="#{word}">{word}</a>' if word in known else escape(word)
        for word in reason.replace(",", " ,").replace(";", " ;").split()
    ]
    return " ".join(words).replace(" ,", ",").replace(" ;", ";")


def _table(verdict: Verdict) -> Iterator[str]:
    shown = {
        outcome: words
        for outcome, words in WORDS.items()
        if any(outcome in verdict.counts(s, level) for s in SECTIONS for level in Level)
    }
    heads = "".join(f"<th>{words}</th>" for words in shown.values())
    yield f'<h2>Sections</h2><table class="sections"><tr><th></th><th></th>{heads}</tr>'
    for section in SECTIONS:
        for level in (Level.MUST, Level.SHOULD):
            counts = verdict.counts(section, level)
            cells = "".join(_count(outcome, counts.get(outcome, 0)) for outcome in shown)
            if counts:
                name = f'<a href="#section-{section}">{section}</a>' * (level is Level.MUST)
                yield f"<tr><th>{name}</th><td>{level.value}</td>{cells}</tr>"
    yield "</table>"


def _count(outcome: str, number: int) -> str:
    return f'<td class="count {_class(outcome)}">{number}</td>' if number else "<td></td>"


def _class(outcome: str) -> str:
    return outcome.replace(" ", "-")


def _ledger(verdict: Verdict) -> Iterator[str]:
    if not verdict.standings:
        return
    yield "<h2>Ledger</h2><table><tr><th>rule</th><th></th><th>what stands there</th></tr>"
    for one in verdict.standings:
        issue = f' <a href="{escape(one.issue)}">issue</a>' if _is_link(one.issue) else ""
        now = "" if one.outcome == "known" else f"<p>It {escape(stale(one))}.</p>"
        yield (
            f'<tr><td><a href="#{one.id}">{one.id}</a></td><td>{_badge(one.outcome)}</td>'
            f"<td>{escape(one.reason)}{issue}{now}"
            f'<p class="why">{escape(one.cause)}</p></td></tr>'
        )
    yield "</table>"
    if any(one.written for one in verdict.standings):
        yield f"<p>The ledger is {escape(OLD)}.</p>"


def _is_link(text: str) -> bool:
    return text.startswith(("https://", "http://"))


def _badge(outcome: str) -> str:
    return f'<span class="badge {_class(outcome)}">{escape(WORDS.get(outcome, outcome))}</span>'


def _violations(verdict: Verdict) -> Iterator[str]:
    told = in_order(verdict)
    if told:
        yield "<h2>Broken rules</h2>"
    before: set[str] = set()
    for number, violation in enumerate(told):
        # With a ledger a rule may be told for several causes: a link leads to the first.
        anchor = "" if violation.id in before else f' id="broken-{violation.id}"'
        before.add(violation.id)
        yield from _violation(verdict, violation, anchor, is_open=number < 3)


def _violation(
    verdict: Verdict, violation: Violation, anchor: str, *, is_open: bool
) -> Iterator[str]:
    requirement = by_id(violation.id)
    facts = {
        "expected": short(violation.expected),
        "observed": short(violation.observed),
        "also": other_causes(verdict, violation),
        "why": requirement.why,
        "ledger": "; ".join(beside(verdict, violation)),
        "unsteady": doubts(violation),
    }
    yield f"<article{anchor}><h3>{violation.id} "
    origin = follows(verdict, violation.id)
    because = f' follows from <a href="#{origin}">{origin}</a>' if origin else ""
    yield f'<span class="level">{violation.level}{because}</span></h3>'
    yield f"<p>{_marked(requirement.text)}</p><dl>"
    for name, text in facts.items():
        if text:
            yield f"<dt>{name}</dt><dd>{escape(text)}</dd>"
    yield f"</dl>{walk(violation)}<details{' open' * is_open}>"
    yield f"<summary>{escape(violation.found_in)}</summary>"
    yield from _story(violation)
    yield f"</details><pre>{escape(replay_line(verdict, violation.token))}</pre></article>"


def _story(violation: Violation) -> Iterator[str]:
    around = "".join(f"<li>{escape(line)}</li>" for line in violation.around)
    yield f'<ul class="around">{around}</ul>' if around else ""
    yield f'<div class="scroll">{diagram(violation.events)}</div>'


def _marked(text: str) -> str:
    """Escaped, with what stands between backquotes as code, and between asterisks emphasised."""
    pieces = re.split(r"`(.*?)`", escape(text))
    emphasised = (re.sub(r"\*(\w[^*]*)\*", r"<em>\1</em>", piece) for piece in pieces)
    return "".join(
        f"<code>{piece}</code>" if n % 2 else prose
        for n, (piece, prose) in enumerate(zip(pieces, emphasised, strict=True))
    )


def _requirements(verdict: Verdict) -> Iterator[str]:
    broken = set(verdict.violations)
    yield "<h2>Requirements</h2>"
    for section in SECTIONS:
        yield f'<h3 id="section-{section}">{section}</h3><table class="rules">'
        yield "<tr><th>rule</th><th></th><th>text</th><th>applied</th></tr>"
        for one in verdict.requirements(section):
            name = f'<a href="#broken-{one.id}">{one.id}</a>' if one.id in broken else one.id
            saw = sorted((text, n) for (id, text), n in verdict.saw.items() if id == one.id)
            missing = verdict.missing(one)
            unproven = f'<p class="unproven">Unproven: {escape(missing)}.</p>' * bool(missing)
            accepted = "".join(f"<p>Accepted: {escape(t)} ({n}×).</p>" for t, n in saw)
            outcome = "" if one.level is Level.TOLERATED else _badge(verdict.outcome(one))
            yield (
                f'<tr id="{one.id}"><td>{name}<p class="level">{one.level.value}</p></td>'
                f"<td>{outcome}</td><td>{_marked(one.text)}"
                f'{accepted}{unproven}<p class="why">{_marked(one.why)}</p></td>'
                f'<td class="count">{verdict.applied.get(one.id, 0):,}</td></tr>'
            )
        yield "</table>"
