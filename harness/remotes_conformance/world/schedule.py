"""The choice of the next strand, where several can go on: by bytes, or by named hand-overs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from ..scenarios.scenario import HandOver, Scenario
from .journal import Choice


class Point(NamedTuple):
    """A strand that can go on, and the call at which it stands."""

    strand: str
    op: str
    nth: int


class Option(Protocol):
    """A strand that can go on."""

    @property
    def point(self) -> Point: ...


class Schedule:
    """Plays a scenario's schedule and records what was chosen.

    `options[0]` is always the strand that goes on by itself: the current one, or, where that is
    parked or has yielded, the first in the order of their birth; those that have yielded are last.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._bytes = scenario.schedule
        self._is_named = bool(scenario.hand_overs)
        self._hand_overs = {(h.strand, h.op, h.nth): h.to for h in scenario.hand_overs}
        self._once = {(h.strand, h.op, h.nth) for h in scenario.hand_overs if h.is_at_a_line}
        """The hand-overs from which the turn may come back while the other strand could go on."""
        self.choices: list[Choice] = []
        self.taken: list[HandOver] = []

    def pick(self, options: Sequence[Option], *, preempts: bool) -> int:
        """The index of the strand that goes on."""
        if self._is_named:
            return self._named([option.point for option in options])
        place = len(self.choices)
        pick = self._bytes[place] % len(options) if place < len(self._bytes) else 0
        self.choices.append(Choice(len(options), pick, preempts))
        if pick:
            self.taken.append(HandOver(*options[0].point, to=options[pick].point.strand))
        return pick

    def _named(self, options: Sequence[Point]) -> int:
        strands = [option.strand for option in options]
        pick, seen = 0, {0}
        while (to := self._hand_overs.get(options[pick])) in strands:
            if options[pick] in self._once:
                del self._hand_overs[options[pick]]
            pick = strands.index(to)
            if pick in seen:
                break
            seen.add(pick)
        return pick
