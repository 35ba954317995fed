"""The command door for content stores: a child process that has a store in any language."""

from __future__ import annotations

import os
import tempfile
from typing import Any

from ....contract.capabilities import FOLDER, STORE_OPTIONS, on_the_wire
from ....scenarios.scenario import Scenario
from ....scenarios.script import Script
from ....world import World
from ....world.journal import Journal, StoreJournal
from ...stores.cuts import Recording, has_a_cut
from ...stores.folders import Folders
from ...unusable import Unusable
from ..child import Child, ChildFailed
from ..door import CHANCES, CommandDoor, Playing
from ..naming import BadMessage
from .cutting import ProgramCuts, traced
from .killing import KilledPlay
from .turns import SLOW, StoreTurns

_AGAIN = 3
"""Further plays of a scenario in which a call was slow: the machine may have been busy."""


class _Unreachable(Exception):
    """The program cannot be started any more."""


class CommandStoreDoor(CommandDoor):
    """Plays scripts on the stores of one child, which is started anew after it has failed.

    A child that takes a folder gets a fresh one for each store.
    """

    name = "content store behind the command door"

    def __init__(self, command: str, **options: Any) -> None:
        """*options*: those of `CommandDoor`."""
        super().__init__(command, **options)
        self._folders = Folders()
        self._next_store = 1
        self._turns: StoreTurns | None = None
        self._traces = tempfile.TemporaryDirectory(prefix="remotes-traces-")
        trace = os.path.join(self._traces.name, "trace")
        self._traced = CommandDoor(traced(command, trace), **{**options, "on_turn": None})
        self._cuts = ProgramCuts(
            self._folders, self._offers_of, self._started, self._traced.running_child, trace
        )

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*; of a slow one, the fastest of several."""
        if has_a_cut(scenario):
            first = scenario.calls[0]
            assert isinstance(first, Script)
            assert first.cut is not None
            return self._killed(scenario) if first.cut.by_calls else self._cut(scenario)
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

    def record(self, script: Script, killed: int | None = None) -> Recording:
        """What the program does to its folder while it plays *script*; *killed*: see `Cut`."""
        try:
            return self._cuts.record(script, killed)
        except (ChildFailed, BadMessage, Unusable, OSError) as failure:
            self._traced.close()
            return Recording((), (), (), f"under strace: {failure}")

    def _cut(self, scenario: Scenario) -> Journal:
        """The journal of a play with a power cut."""
        journal = self._cuts.play(scenario)
        if journal.stuck is not None:
            self._end_child()
        return journal

    def _killed(self, scenario: Scenario) -> Journal:
        """The journal of a play in which the program is killed, and another one started."""
        self._folders.clear()
        folder = str(self._folders.new(0))
        killed = KilledPlay(scenario, folder, self._offers_of)
        try:
            killed.until_it_is_killed(self._started())
            self._end_child()
            killed.afterwards(self._started())
        except _Unreachable as failure:
            killed.unreachable(str(failure))
        except ChildFailed as failure:
            killed.failed(failure.why, failure.details)
            self._end_child()
        except BadMessage as failure:
            killed.failed(failure.why, str(failure))
            self._end_child()
        except (Unusable, OSError) as failure:
            killed.failed("crash", str(failure))
            self._end_child()
        finally:
            self._folders.clear()
        return killed.journal()

    def _started(self) -> Child:
        """The child. That it starts slowly is not the store's fault. Raises `_Unreachable`."""
        why: Exception | None = None
        for _ in range(CHANCES):
            try:
                return self.running_child()
            except (ChildFailed, Unusable, OSError) as failure:
                why = failure
        raise _Unreachable(f"it failed to start {CHANCES} times in a row: {why}")

    def _offers_of(self) -> frozenset[str]:
        found = self._who["capabilities"]
        return frozenset({*found, *on_the_wire(found, STORE_OPTIONS)})

    def close(self) -> None:
        """End the child, and remove all folders."""
        super().close()
        self._traced.close()
        self._folders.close()
        self._traces.cleanup()

    def _new_turns(self, child: Child, world: World) -> Playing:
        offers = self._offers_of()
        folders = self._folders if FOLDER in offers else None
        self._folders.clear()
        self._turns = StoreTurns(child, world, self._next_store, offers, folders)
        self._next_store = self._turns.after
        return self._turns

    def _journal(self, world: World, turns: Playing) -> Journal:
        assert isinstance(turns, StoreTurns)
        return StoreJournal.of(super()._journal(world, turns), turns.found())
