"""A report in words, for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from ..contract import by_id, sections
from ..telling.shortening import short
from .closest import prose as closeness
from .ledger_prose import beside, ledger
from .overview import WIDTH, doubts, heading, other_causes, overview
from .planted import lines as planted_lines
from .report import Outcome, Report, ViolationReport
from .results import About, Violation

MANY_UNPROVEN = 12
"""Lines about rules that never applied, in a report that does not show all stories either."""


def header(about: About) -> list[str]:
    """The lines at the start of a run: from them it can be reproduced."""
    if not about.implementation:
        who = "the object that the fixture `remotes` returns"
    else:
        who = " ".join(
            part for part in (about.implementation, about.version, f"({about.door})") if part
        )
    profile = f"profile {about.profile}, " * bool(about.profile)
    rules = f"edition {about.edition}, {profile}seed {about.seed}"
    return [f"remotes: {who}", f"remotes: {rules}" + ", strict" * about.strict]


def in_short(violation: Violation) -> str:
    """A violation in the line of a failed test: it is reported in full once, at the end."""
    expected, observed = short(violation.expected), short(violation.observed)
    return f"{violation.id} {violation.level}: expected {expected}; observed {observed}"


def summary(
    report: Report,
    *,
    stories: int | None = None,
    stored: Mapping[str, str] = {},
    width: int = WIDTH,
) -> Iterator[str]:
    """The section at the end of a run.

    `stories`: the number of stories that are shown; None: all. `stored`: by token, the file that
    holds it, for tokens that are too long to be shown. `width`: columns; only words that cannot be
    broken are longer.
    """
    yield from overview(report, width)
    for one in report.broken[:stories]:
        yield from _story(report, one, stored, width)
        yield ""
    if more := len(report.broken) - len(report.broken[:stories]):
        what = "1 more story: -v shows it" if more == 1 else f"{more} more stories: -v shows them"
        yield f"{what} here, --remotes-html FILE as diagrams"
        yield ""
    for fault in report.plug_faults:
        what = f"the plugged {fault.plug}: {fault.what} ({fault.times}×)"
        yield from _wrapped(f"PLUG      {what}", width, indent=10)
        yield f"  example   {short(fault.example)}"
        yield f"  replay    {replay_line(report, fault.token)}"
        yield ""
    yield from ledger(report, width)
    # At the usual width, each is one line, which scripts may look for.
    narrow = width if width < WIDTH else 1_000
    yield from _fitted(" · ".join(about_line(report)), narrow, indent=2)
    for line in _table(report):
        yield from _fitted(line, narrow, indent=12)
    for id, text, times in sorted((one.id, *saw) for one in report.requirements for saw in one.saw):
        yield f"choice    {id}: {text} ({times}×)"
    for note in report.notes:
        yield from _wrapped(f"note      {note}", width, indent=10)
    for line in _unproven(report, all_of_them=stories is None):
        yield from _wrapped(f"unproven  {line}", width, indent=10)
    for line in planted_lines(report.planted):
        yield from _wrapped(line, width, indent=10)
    for line in closeness(report.about.edition, dict(report.broken_in)):
        yield from _wrapped(line, width, indent=10)
    yield from _wrapped(conclusion(report), width)


def _unproven(report: Report, *, all_of_them: bool) -> Iterator[str]:
    """A line for each rule that never applied, on what was missing; of very many only the first."""
    if not report.conclusion.complete:
        return
    missing = [
        f"{one.id}: {one.missing}" for one in report.requirements if one.missing and one.decides
    ]
    shown = missing if all_of_them or len(missing) <= MANY_UNPROVEN else missing[:MANY_UNPROVEN]
    yield from shown
    if more := len(missing) - len(shown):
        yield f"{more} more: -v shows them"


def replayed(report: Report, width: int = WIDTH) -> Iterator[str]:
    """The section at the end of a run that replays one scenario, after its story."""
    for one in report.broken:
        yield from _violation(one, width)
        yield ""
    if report.broken:
        yield f"broken: {', '.join(report.violations)}"
        return
    applied = ", ".join(report.applied) or "none did"
    yield from _wrapped(f"every rule that applied was kept: {applied}", width)


def about_line(report: Report) -> list[str]:
    """The name of the implementation, and the settings of the run, in parts."""
    about = report.about
    parts = [
        f"{about.implementation} {about.version}".strip(),
        about.door,
        f"edition {about.edition}",
        f"profile {about.profile}" * bool(about.profile),
        f"seed {about.seed}",
        "strict" * about.strict,
        f"{report.scenarios} scenario{'s' * (report.scenarios != 1)}",
    ]
    return [part for part in parts if part]


def replay_line(report: Report, token: str) -> str:
    """The command that plays a story again."""
    parts = ("pytest --pyargs remotes_suite", report.how, f"--remotes-replay {token}")
    return " ".join(part for part in parts if part)


def conclusion(report: Report) -> str:
    """The last line."""
    why = "; ".join(report.why)
    start = f"conformant: {report.outcome}"
    if report.outcome == "in what is claimed":
        return f"{start} ({report.about.claims}); {why}"
    return f"{start} ({why})" if why else start


def _story(
    report: Report, one: ViolationReport, stored: Mapping[str, str], width: int
) -> Iterator[str]:
    violation = one.violation
    yield from _violation(one, width)
    if others := other_causes(one):
        yield from _wrapped(f"  also      {others}", width, indent=12)
    for line in beside(report, violation):
        yield from _wrapped(f"  ledger    {line}", width, indent=12)
    yield from _fitted(f"  story     {violation.found_in}", width, indent=12)
    yield from story_lines(violation.story, width, 4)
    if doubt := doubts(violation):
        yield from _wrapped(f"  unsteady  {doubt}", width, indent=12)
    token = stored.get(violation.token, violation.token)
    yield f"  replay    {replay_line(report, token)}"


def _violation(one: ViolationReport, width: int) -> Iterator[str]:
    violation = one.violation
    yield from _wrapped(heading(one), width)
    yield from _fitted(f"  expected  {short(violation.expected)}", width, indent=12)
    yield from _fitted(f"  observed  {short(violation.observed)}", width, indent=12)
    if violation.code:
        yield from _fitted(f"  code      {violation.code}", width, indent=12)
    yield from _wrapped(f"  why       {by_id(violation.id).why}", width, indent=12)


def _table(report: Report) -> Iterator[str]:
    """A line for each section, but for sections that were left out: the last line names them."""
    for section in sections(report.about.edition):
        cells, seen = [], set[Outcome]()
        for level in ("MUST", "SHOULD"):
            counts = report.counts(section, level)
            seen |= counts.keys()
            if counts:
                numbers = ", ".join(f"{counts[o]} {WORDS[o]}" for o in WORDS if o in counts)
                cells.append(f"{level} {numbers}")
        if seen != {"not asked"}:
            yield f"  {section:<9} {'; '.join(cells)}"


_EVENT = re.compile(r" *\d.*?  t\d+  ")
"""The beginning of the line of an event: time, and task."""
WORDS: Mapping[Outcome, str] = {
    "pass": "passed",
    "fail": "failed",
    "known": "known",
    "fixed": "fixed",
    "blocked": "blocked",
    "unproven": "unproven",
    "unsupported": "unsupported",
    "not asked": "not asked for",
}
"""An outcome of a requirement, as reports word it."""


def story_lines(story: Sequence[str], width: int, indent: int) -> Iterator[str]:
    """The lines of a story, *indent* columns to the right.

    In a narrow terminal, long ones go on below the text of their event.
    """
    narrow = width if width != WIDTH else 1_000
    for line in story:
        begins = _EVENT.match(line)
        further = begins.end() if begins else len(line) - len(line.lstrip()) + 2
        yield from _fitted(" " * indent + line, narrow, indent + further)


def _fitted(line: str, width: int, indent: int) -> list[str]:
    """*line*, which is broken only if it is longer: a quotation keeps its blanks."""
    return [line] if len(line) <= width else _wrapped(line, width, indent)


def _wrapped(text: str, width: int, indent: int = 2) -> list[str]:
    """*text* in lines; an id or a command is never broken at its hyphen."""
    return textwrap.wrap(
        text,
        width,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
