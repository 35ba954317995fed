"""The verdict in words, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from ..contract import SECTIONS, Level, by_id
from ..telling.shortening import short
from .closest import prose as closeness
from .ledger_prose import beside, ledger
from .overview import doubts, heading, in_order, other_causes, overview
from .results import About, Violation
from .verdict import Verdict

_WIDTH = 98


def header(about: About) -> list[str]:
    """The lines at the start of a run: from them it can be reproduced."""
    if not about.implementation:
        who = "what the fixture `remotes` gives"
    else:
        who = " ".join(
            part for part in (about.implementation, about.version, f"({about.door})") if part
        )
    rules = f"edition {about.edition}, profile {about.profile}, seed {about.seed}"
    return [f"remotes: {who}", f"remotes: {rules}" + ", strict" * about.strict]


def in_short(violation: Violation) -> str:
    """A violation where a test fails: it is told in full once, at the end."""
    expected, observed = short(violation.expected), short(violation.observed)
    return f"{violation.id} {violation.level}: expected {expected}; observed {observed}"


def summary(
    verdict: Verdict, *, stories: int | None = None, stored: Mapping[str, str] = {}
) -> Iterator[str]:
    """The section at the end of a run.

    `stories`: how many are told; None: all. `stored`: files that hold long tokens.
    """
    told = in_order(verdict)
    yield from overview(verdict)
    for violation in told[:stories]:
        yield from _story(verdict, violation, stored)
        yield ""
    if more := len(told) - len(told[:stories]):
        what = "1 more story: -v shows it" if more == 1 else f"{more} more stories: -v shows them"
        yield f"{what} here, --remotes-html FILE as diagrams"
        yield ""
    for _, fault in sorted(verdict.plug_faults.items()):
        told_fault = f"the plugged {fault.plug}: {fault.what} ({fault.times}×)"
        yield from _wrapped(f"PLUG      {told_fault}", indent=10)
        yield f"  example   {short(fault.example)}"
        yield f"  replay    {replay_line(verdict, fault.token)}"
        yield ""
    if verdict.left_alone is not None:
        yield from ledger(verdict)
    yield " · ".join(about_line(verdict))
    yield from _table(verdict)
    for (id, text), times in sorted(verdict.saw.items()):
        yield f"accepted  {id}: {text} ({times}×)"
    for note in sorted(verdict.notes):
        yield from _wrapped(f"note      {note}", indent=10)
    if verdict.complete:
        for requirement in verdict.deciding(verdict.about.sections):
            if missing := verdict.missing(requirement):
                yield from _wrapped(f"unproven  {requirement.id}: {missing}", indent=10)
    for line in closeness(verdict.about.edition, verdict.broken_in):
        yield from _wrapped(line, indent=10)
    yield from _wrapped(conclusion(verdict))


def replayed(verdict: Verdict) -> Iterator[str]:
    """The same of a single scenario, whose story has been told."""
    told = in_order(verdict)
    for violation in told:
        yield from _violation(verdict, violation)
        yield ""
    if told:
        yield f"broken: {', '.join(dict.fromkeys(violation.id for violation in told))}"
        return
    applied = ", ".join(sorted(verdict.applied)) or "none did"
    yield from _wrapped(f"every rule that applied was kept: {applied}")


def about_line(verdict: Verdict) -> list[str]:
    """Who was judged, and how, in parts."""
    about = verdict.about
    parts = [
        f"{about.implementation} {about.version}".strip(),
        about.door,
        f"edition {about.edition}",
        f"profile {about.profile}",
        f"seed {about.seed}",
        "strict" * about.strict,
        f"{verdict.scenarios} scenarios",
    ]
    return [part for part in parts if part]


def replay_line(verdict: Verdict, token: str) -> str:
    """The command that plays a story again."""
    parts = ("pytest --pyargs remotes_suite", verdict.how, f"--remotes-replay {token}")
    return " ".join(part for part in parts if part)


def conclusion(verdict: Verdict) -> str:
    """The last line."""
    why = "; ".join(verdict.why)
    if verdict.conformant:
        return "conformant: yes"
    if verdict.settled and not verdict.claimed_conform:
        return f"conformant: no, and all that is broken is in the ledger ({why})"
    if verdict.claimed_conform:
        return f"conformant: in what is claimed ({verdict.about.claims}); {why}"
    if not verdict.is_broken and not verdict.stale:
        return f"conformant: undetermined ({why})"
    return f"conformant: no ({why})"


def _story(verdict: Verdict, violation: Violation, stored: Mapping[str, str]) -> Iterator[str]:
    yield from _violation(verdict, violation)
    if others := other_causes(verdict, violation):
        yield from _wrapped(f"  also      {others}", indent=12)
    for line in beside(verdict, violation):
        yield from _wrapped(f"  ledger    {line}", indent=12)
    yield f"  story     {violation.found_in}"
    yield from (f"    {line}" for line in violation.story)
    if told := doubts(violation):
        yield from _wrapped(f"  unsteady  {told}", indent=12)
    token = stored.get(violation.token, violation.token)
    yield f"  replay    {replay_line(verdict, token)}"


def _violation(verdict: Verdict, violation: Violation) -> Iterator[str]:
    yield from _wrapped(heading(verdict, violation))
    yield f"  expected  {short(violation.expected)}"
    yield f"  observed  {short(violation.observed)}"
    yield from _wrapped(f"  why       {by_id(violation.id).why}", indent=12)


def _table(verdict: Verdict) -> Iterator[str]:
    for section in SECTIONS:
        cells = []
        for level in (Level.MUST, Level.SHOULD):
            counts = verdict.counts(section, level)
            if counts:
                told = ", ".join(f"{counts[o]} {WORDS[o]}" for o in WORDS if o in counts)
                cells.append(f"{level.value} {told}")
        yield f"  {section:<9} {'; '.join(cells)}"


WORDS = {
    "pass": "passed",
    "fail": "failed",
    "known": "known",
    "fixed": "fixed",
    "blocked": "blocked",
    "unproven": "unproven",
    "unsupported": "unsupported",
    "not asked": "not asked for",
}
"""An outcome of a requirement, as it is told."""


def _wrapped(text: str, indent: int = 2) -> list[str]:
    """*text* in lines; an id or a command is never broken at its hyphen."""
    return textwrap.wrap(
        text,
        _WIDTH,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
