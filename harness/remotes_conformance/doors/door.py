"""What a door is: it carries an implementation into worlds."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from ..scenarios.scenario import Scenario
from ..world.journal import Journal


class Door(Protocol):
    """Carries an implementation into worlds, one after the other."""

    @property
    def name(self) -> str:
        """Which door it is, for a person."""

    def at_work(self) -> AbstractContextManager[None]:
        """Around many plays, which are then faster. The calling thread is left as it was."""

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*, whatever the implementation does."""

    def late(self) -> Iterable[tuple[Scenario, Journal]]:
        """Scenarios whose journals have changed since they were returned: each with the new one."""

    def close(self) -> None:
        """End what the door has started. It may be used again."""
