"""One world behind the command door, for a child whose clock is the real one."""

from __future__ import annotations

import time
from typing import Any

from ...world import World
from .child import Child
from .naming import BadMessage
from .turns import News, Turns

_SLICE = 200_000_000
"""Nanoseconds that a child may let pass in one turn."""
_LONGEST = 60.0
"""Seconds that one world may take: the longest story takes some six."""


class RealTurns(Turns):
    """As `Turns`; the world's clock stands still, or, where times are judged, is the real one.

    It is read before a command leaves and after its answer has come: no wait seems shorter than it
    was. `ticks`: times are judged. `patience`: seconds without news after which a handler hangs.
    """

    def __init__(
        self, child: Child, world: World, number: int, *, ticks: bool, patience: float
    ) -> None:
        super().__init__(child, world, number)
        self._patience = patience
        self._ticks = ticks
        self._began = self._last_news = time.monotonic_ns()
        self._theirs = 0

    def _step_time(self) -> None:
        if self._ticks:
            self._world.pass_time(time.monotonic_ns() - self._began)

    def _let_time_pass(self, until: int | None) -> None:
        if time.monotonic_ns() - self._began > max(_LONGEST, self._patience) * 1e9:
            self._world.give_up("budget", f"not played to its end within {_LONGEST:g} s")
            return
        self._news = False
        self._turn({"do": "advance", "until": self._theirs + _SLICE})
        if self._news:
            self._last_news = time.monotonic_ns()
        elif time.monotonic_ns() - self._last_news > self._patience * 1e9:
            parked = ", ".join(self._world.describe_parked()) or "no call"
            self._world.give_up(
                "hang", f"nothing happened for {self._patience:g} s; parked: {parked}"
            )

    def _far(self) -> int:
        return self._theirs + _SLICE

    def _ask(self, command: dict[str, Any]) -> News:
        answer = self._child.ask(command)
        self._step_time()
        now, calls, returns, logs = self._read(answer, command)
        if now < self._theirs:
            raise BadMessage(f"its clock goes back, from {self._theirs} to {now}")
        self._theirs = now
        if calls or returns:
            self._last_news = time.monotonic_ns()
        return self._world.now, calls, returns, logs
