"""Does a violation show if its scenario is played alone, in a fresh process?

What an implementation keeps in a module, in a class or in the instance that is judged outlives a
scenario, and can break a rule in a later one. Such a story does not replay.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TypeAlias

from ..verdict.findings import Findings
from ..verdict.results import Violation
from ..verdict.violations import in_order

MAX_PLAYS = 20
"""Processes that are started; a number, not a time, so that the report does not depend on luck."""
MAX_STORIES = 3
"""Stories of one requirement that are tried until one shows by itself."""

Play: TypeAlias = Callable[[str], Collection[str] | None]
"""Plays the scenario of a token: the ids of the broken requirements; None: it cannot be played."""


def replay_alone(findings: Findings, play: Play) -> None:
    """Note of each violation whether it shows alone; prefer a story that does, if there is one."""
    seen: dict[str, Collection[str] | None] = {}

    def shows(violation: Violation) -> bool | None:
        if violation.token not in seen:
            if len(seen) >= MAX_PLAYS:
                return None
            seen[violation.token] = play(violation.token)
        broken = seen[violation.token]
        return None if broken is None else violation.id in broken

    for violation in in_order(findings):
        if violation.observed.startswith("hang"):
            continue  # each play of it would cost the whole patience
        best = replace(violation, alone=shows(violation))
        others = findings.stories(violation) if best.alone is False else []
        for other in [one for one in others if one.token != violation.token][: MAX_STORIES - 1]:
            if shows(other):
                best = replace(other, alone=True)
                break
        findings.substitute(violation, best)
