"""Does a violation show if its scenario is played alone, in a fresh process?

What an implementation keeps in a module, in a class or in the instance that is judged outlives a
scenario, and can break a rule in a later one. Such a story does not replay. A story of two stores
does, if stores of one process share something: see `scenarios.stores.before`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from ..scenarios.stores.before import after_the_same
from ..scenarios.written import from_token, to_token
from ..verdict.findings import Findings
from ..verdict.results import Violation
from ..verdict.violations import in_order

MAX_PLAYS = 20
"""Processes that are started; a number, not a time, so that the report does not depend on luck."""
MAX_STORIES = 3
"""Stories of one requirement that are tried until one shows by itself."""


class Shown(NamedTuple):
    """The breach of a requirement in one play. `story`: what happened, in lines."""

    expected: str
    observed: str
    story: tuple[str, ...]


Play: TypeAlias = Callable[[str], Mapping[str, Shown] | None]
"""Plays the scenario of a token, and returns each broken requirement by its id; None: it cannot be
played."""

_SHARED_STATE = "STORE-2"
"""The requirement that stores with shared state break: a violation that shows only after other
scenarios is a consequence of that."""


def replay_alone(findings: Findings, play: Play) -> None:
    """Note for each violation whether it shows alone; prefer a story that does, if there is one."""
    plays = _Plays(play)
    for violation in in_order(findings):
        if violation.observed.startswith("hang"):
            continue  # each play of it would cost the whole patience
        found = replace(violation, alone=plays.shows(violation))
        if found.alone is False:
            found = _other(findings, violation, plays) or found
        if found.alone is False and not _share_state(findings):
            found = plays.after_the_same(violation) or found
        findings.substitute(violation, plays.certain(found))
    if _share_state(findings):
        for violation in in_order(findings):
            if violation.alone is False and violation.id != _SHARED_STATE:
                findings.substitute(violation, replace(violation, follows=_SHARED_STATE))


def _share_state(findings: Findings) -> bool:
    """True if a story of two stores has shown that they share something."""
    shared = findings.violations.get(_SHARED_STATE)
    return shared is not None and bool(shared.alone)


def _other(findings: Findings, violation: Violation, plays: _Plays) -> Violation | None:
    """Another story of the same requirement, which shows alone."""
    others = [one for one in findings.stories(violation) if one.token != violation.token]
    most = MAX_STORIES if violation.id != _SHARED_STATE else MAX_PLAYS
    shows = (replace(one, alone=True) for one in others[: most - 1] if plays.shows(one))
    return next(shows, None)


class _Plays:
    """The plays in fresh processes, of which there are at most `MAX_PLAYS`."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._left = MAX_PLAYS
        self._seen: dict[str, Mapping[str, Shown] | None] = {}

    def shows(self, violation: Violation) -> bool | None:
        """True if it shows alone; None: not known."""
        broken = self._once(violation.token)
        return None if broken is None else violation.id in broken

    def after_the_same(self, violation: Violation) -> Violation | None:
        """The same violation in a story that shows alone: other stores come first in it."""
        longer = after_the_same(from_token(violation.token))
        if longer is None:
            return None
        token = to_token(longer)
        shown = (self._once(token) or {}).get(violation.id)
        if shown is None:
            return None
        return replace(
            violation,
            expected=shown.expected,
            observed=f"{shown.observed}: state shared between stores",
            story=shown.story,
            token=token,
            alone=True,
            around=(),
            events=(),
            walk=(),
            event=-1,
        )

    def certain(self, violation: Violation) -> Violation:
        """The same, after further plays alone if it was unsteady: its plays in this process may
        have left something for one another."""
        if violation.is_certain or not violation.alone:
            return violation
        again = [self._played(violation.token) or {} for _ in range(2)]
        replayed = 1 + sum(violation.id in broken for broken in again)
        return replace(violation, replayed=max(violation.replayed, replayed))

    def _once(self, token: str) -> Mapping[str, Shown] | None:
        if token not in self._seen:
            self._seen[token] = self._played(token)
        return self._seen[token]

    def _played(self, token: str) -> Mapping[str, Shown] | None:
        self._left -= 1
        return self._play(token) if self._left >= 0 else None
