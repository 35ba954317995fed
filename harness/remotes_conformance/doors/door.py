"""The interface of a door, which carries an implementation into worlds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from ..scenarios.scenario import Scenario
from ..world.journal import Journal
from ..world.planted import MakeWorld


class Reached(NamedTuple):
    """A strand came to a line of the implementation for the first time.

    `line`: as in `HandOver`. `others`: the tasks that could have gone on there. `entries`: how many
    entries the journal of this play had by then.
    """

    strand: str
    line: str
    others: tuple[str, ...]
    entries: int


class Door(Protocol):
    """Carries an implementation into worlds, one after the other."""

    @property
    def name(self) -> str:
        """The name of the door, for a person."""

    @property
    def can(self) -> frozenset[str]:
        """The scenarios that it can play beyond ordinary ones: kinds of
        `contract.capabilities.IN_PROCESS`.

        The bench plays them as if the implementation offered them.
        """

    def at_work(self) -> AbstractContextManager[None]:
        """Around many plays, which are then faster. The calling thread is left as it was."""

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*, whatever the implementation does."""

    def lines(self, scenario: Scenario) -> tuple[Journal, Sequence[Reached]]:
        """The journal of one play, and the lines at which it could have been another call's turn.

        Only of a door that offers "lines" (`contract.capabilities.IN_PROCESS`).
        """

    def late(self) -> Iterable[tuple[Scenario, Journal]]:
        """Scenarios whose journals have changed since they were returned: each with the new one."""

    def playing_in(self, make_world: MakeWorld) -> AbstractContextManager[None]:
        """For a while, scenarios are played in worlds that *make_world* makes."""

    def close(self) -> None:
        """End what the door has started. It may be used again."""
