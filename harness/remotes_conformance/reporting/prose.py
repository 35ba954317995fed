"""The verdict in words, for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from ..catalogue import SECTIONS, Level, by_id
from ..telling import short
from ..verdict import Subject, Verdict, Violation

_WIDTH = 98


def header(about: Subject, *, strict: bool) -> list[str]:
    """The lines at the start of a run: from them it can be reproduced."""
    if not about.implementation:
        who = "what the fixture `remotes` gives"
    else:
        who = " ".join(
            part for part in (about.implementation, about.version, f"({about.door})") if part
        )
    rules = (
        f"edition {about.edition}, profile {about.profile}, seed {about.seed}" + ", strict" * strict
    )
    return [f"remotes: {who}", f"remotes: {rules}"]


def in_short(violation: Violation, *, again: bool = False) -> Iterator[str]:
    """A violation where a test fails: the story is told once, at the end."""
    if again:
        yield f"{violation.id} {violation.level}, again: {short(violation.observed)}"
        return
    yield f"{violation.id} {violation.level}: {by_id(violation.id).text}"
    yield f"  expected  {short(violation.expected)}"
    yield f"  observed  {short(violation.observed)}"
    yield f"  replay    --remotes-replay {violation.token}"


def summary(verdict: Verdict, *, how: str, replay: bool = False) -> Iterator[str]:
    """The section at the end of a run."""
    for violation in sorted(verdict.violations.values(), key=_order):
        yield from _in_full(violation, how)
        yield ""
    if replay:
        broken = ", ".join(sorted(verdict.violations))
        yield (
            f"broken: {broken}"
            if broken
            else f"every rule that applied was kept: {_applied(verdict)}"
        )
        return
    about = verdict.about
    who = f"{about.implementation} {about.version}".strip()
    how_judged = [f"edition {about.edition}", f"profile {about.profile}", f"seed {about.seed}"]
    parts = [who, about.door, *how_judged, f"{verdict.scenarios} scenarios"]
    yield " · ".join(part for part in parts if part)
    yield from _table(verdict)
    for (id, text), times in sorted(verdict.saw.items()):
        yield f"accepted  {id}: {text} ({times}×)"
    yield _conclusion(verdict)


def _applied(verdict: Verdict) -> str:
    return ", ".join(sorted(verdict.applied)) or "none did"


def _order(violation: Violation) -> tuple[int, str]:
    return (list(Level).index(Level(violation.level)), violation.id)


def _in_full(violation: Violation, how: str) -> Iterator[str]:
    requirement = by_id(violation.id)
    yield from textwrap.wrap(
        f"{violation.id} {violation.level}: {requirement.text}", _WIDTH, subsequent_indent="  "
    )
    yield f"  expected  {short(violation.expected)}"
    yield f"  observed  {short(violation.observed)}"
    yield from textwrap.wrap(
        requirement.why, _WIDTH, initial_indent="  why       ", subsequent_indent=" " * 12
    )
    yield f"  story     {violation.found_in}"
    for line in violation.story:
        yield f"    {line}"
    if not violation.is_certain:
        yield f"  unsteady  seen again in {violation.replayed} of 3 plays: chance has a part in it"
    command = " ".join(part for part in ("pytest --pyargs remotes_suite", how) if part)
    yield f"  replay    {command} --remotes-replay {violation.token}"


def _table(verdict: Verdict) -> Iterator[str]:
    for section in SECTIONS:
        cells = []
        for level in (Level.MUST, Level.SHOULD):
            counts = verdict.counts(section, level)
            if counts:
                told = ", ".join(f"{counts[o]} {_WORDS[o]}" for o in _WORDS if o in counts)
                cells.append(f"{level.value} {told}")
        yield f"  {section:<9} {'; '.join(cells)}"


_WORDS = {
    "pass": "passed",
    "fail": "failed",
    "unproven": "unproven",
    "unsupported": "unsupported",
    "not asked": "not asked for",
}


def _conclusion(verdict: Verdict) -> str:
    if verdict.conformant:
        return "conformant: yes"
    if verdict.claimed_conform:
        claimed = ", ".join(s for s in verdict.about.sections if s != "conduct")
        return f"conformant: in what is claimed ({claimed}); {'; '.join(verdict.why)}"
    return f"conformant: no ({'; '.join(verdict.why)})"
