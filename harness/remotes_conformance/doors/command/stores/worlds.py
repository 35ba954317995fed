"""Worlds whose store is a child process: the common part of its doors."""

from __future__ import annotations

from typing import Any

from ....contract.capabilities import FOLDER, STORE_OPTIONS, on_the_wire
from ....scenarios.scenario import Scenario
from ....world import World
from ....world.journal import Journal, StoreJournal
from ...stores.folders import Folders
from ..child import Child
from ..door import CommandDoor, Playing
from .refusing import Refusals
from .turns import SLOW, StoreTurns

_AGAIN = 3
"""Further plays of a scenario in which a call was slow: the machine may have been busy."""


class StoreWorlds(CommandDoor):
    """Plays scripts on the stores of one child, which is started anew after it has failed.

    A child that takes a folder gets a fresh one for each store.
    """

    def __init__(self, command: str, **options: Any) -> None:
        """*options*: those of `CommandDoor`."""
        super().__init__(command, **options)
        self._folders = Folders()
        self._next_store = 1
        self._turns: StoreTurns | None = None
        self._refusals: Refusals | None = None

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*; of a slow one, the fastest of several."""
        journal, slowest = self._played(scenario)
        for _ in range(_AGAIN):
            if slowest <= SLOW or journal.stuck is not None:
                break
            other, other_slowest = self._played(scenario)
            if other_slowest < slowest or other.stuck is not None:
                journal, slowest = other, other_slowest
        return journal

    def _played(self, scenario: Scenario) -> tuple[Journal, int]:
        """The journal, and how long its slowest call took, in nanoseconds."""
        try:
            journal = super().play(scenario)
            return journal, self._turns.slowest if self._turns is not None else 0
        finally:
            self._turns = None
            self._folders.clear()

    def offers(self) -> frozenset[str]:
        """The capabilities that the child names, once it runs."""
        found = self._who["capabilities"]
        return frozenset({*found, *on_the_wire(found, STORE_OPTIONS)})

    def close(self) -> None:
        """End the child, and remove all folders."""
        super().close()
        self._folders.close()

    def _new_turns(self, child: Child, world: World) -> Playing:
        offers = self.offers()
        folders = self._folders if FOLDER in offers else None
        self._folders.clear()
        turns = StoreTurns(child, world, self._next_store, offers, folders, self._refusals)
        self._turns, self._next_store = turns, turns.after
        return turns

    def _journal(self, world: World, turns: Playing) -> Journal:
        assert isinstance(turns, StoreTurns)
        return StoreJournal.of(super()._journal(world, turns), turns.found())
