"""The command door: an implementation in any language, behind a child process that takes turns."""

from __future__ import annotations

import atexit
import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

from ...contract.capabilities import STRANDS, VIRTUAL_TIME
from ...scenarios.scenario import Scenario
from ...world import World
from ...world.journal import Journal, Stuck
from ...world.planted import MakeWorld
from ..cores import on
from ..unusable import Unusable
from .child import Child, ChildFailed, OnTurn
from .introduction import PROTOCOL, check
from .naming import BadMessage
from .real_turns import RealTurns
from .strand_turns import StrandTurns
from .turns import Turns

_LATE_WAIT, _LATE_WAITS = 0.05, 100
"""Seconds in which a child may fail after a world, and the worlds after which it is waited for."""
CHANCES = 3
"""Times that a child is started for one scenario, before the adapter counts as gone."""


class Playing(Protocol):
    """One world with a child. `left_behind`, `meddling`: as in journals."""

    number_of_turns: int
    left_behind: tuple[str, ...]
    meddling: tuple[str, ...]

    def begin(self) -> None:
        """Open the world. What fails here is not the scenario's doing."""

    def play(self) -> None:
        """Play it to its end. Raises `ChildFailed`, `BadMessage`."""


class CommandDoor:
    """Plays scenarios through one child, which is started anew after it has failed."""

    name = "behind the command door"
    can: frozenset[str] = frozenset()  # as `doors.door.Door` says: a child sees nothing of these

    def __init__(
        self,
        command: str,
        *,
        patience: float = 5.0,
        stdio: bool = False,
        fewer_turns: bool = True,
        on_turn: OnTurn | None = None,
    ) -> None:
        """`fewer_turns`: where the child can, it lets time pass within the turn.

        The attribute `turns` counts them. `on_turn` is called with each command and its answer.
        """
        self._command = command
        self._patience = patience
        self._stdio = stdio
        self._on_turn = on_turn
        self._child: Child | None = None
        self._wants_fewer = fewer_turns
        self._fewer_turns = False
        self._who: dict[str, Any] = {}
        self.judges_times: Callable[[Scenario], bool] = lambda scenario: False
        """True if real time has to pass in a scenario, for a child that cannot control it."""
        self._make_world: MakeWorld = World
        self.turns = 0
        self._worlds = 0
        self._latest: tuple[Scenario, Journal] | None = None
        self._late: list[tuple[Scenario, Journal]] = []
        self._late_waits = 0
        atexit.register(self.close)

    def describe(self) -> dict[str, Any]:
        """The child's description of itself. Raises `Unusable`."""
        try:
            self.running_child()
        except ChildFailed as failure:
            raise Unusable(f"it does not answer “describe”: {failure.details}") from None
        except BadMessage as error:
            raise Unusable(f"it breaks the protocol: {error}") from None
        except (OSError, ValueError) as error:
            raise Unusable(f"it cannot be started: {error}") from None
        return self._who

    @contextlib.contextmanager
    def also_on_turn(self, on_turn: OnTurn) -> Iterator[None]:
        """Call *on_turn*, too, with each command and its answer for a while."""
        before = self._on_turn

        def both(command: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
            if before is not None:
                before(command, answer)
            on_turn(command, answer)

        self._set_on_turn(both)
        try:
            yield
        finally:
            self._set_on_turn(before)

    def _set_on_turn(self, on_turn: OnTurn | None) -> None:
        self._on_turn = on_turn
        if self._child is not None:
            self._child.on_turn = on_turn

    def latest_stderr(self) -> str:
        """The child's output to stderr in the latest world: “; its stderr: …”, or ""."""
        return self._child.latest_stderr() if self._child is not None else ""

    def close(self) -> None:
        """End the child."""
        self._end_child()

    def _end_child(self) -> None:
        self._latest = None
        if self._child is not None:
            self._child.close()
            self._child = None

    def running_child(self) -> Child:
        """The child, started and asked who it is, if it does not run already."""
        if self._child is None:
            child = Child(
                self._command,
                patience=self._patience,
                stdio=self._stdio,
                on_turn=self._on_turn,
            )
            try:
                with on(child.core):
                    self._who = child.ask({"do": "describe", "protocol": PROTOCOL})
                check(self._who)
            except BaseException:
                child.close()
                raise
            self._child = child
            self._fewer_turns = self._wants_fewer and "until" in self._who["capabilities"]
        return self._child

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Around many plays, which are then faster."""
        # A child that has to be started anew will be on the core on which we are.
        with on(self._child.core if self._child else None):
            yield

    @contextlib.contextmanager
    def playing_in(self, make_world: MakeWorld) -> Iterator[None]:
        """For a while, scenarios are played in worlds that *make_world* makes."""
        before, self._make_world = self._make_world, make_world
        try:
            yield
        finally:
            self._make_world = before

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*."""
        world = self._make_world(scenario)
        try:
            turns = self._begun(world)
        except (ChildFailed, BadMessage, Unusable, OSError) as failure:
            details = f"it failed to begin a world {CHANCES} times in a row: {failure}"
            world.give_up("unreachable", details)
            return world.journal()
        try:
            child = self.running_child()
            with on(child.core):
                turns.play()
                self._await_silence(child)
        except ChildFailed as failure:
            world.give_up(failure.why, failure.details)
            self._end_child()
        except BadMessage as error:
            world.give_up(*self._reported(error))
            self._end_child()
        except BaseException:
            self._end_child()
            raise
        finally:
            self.turns += turns.number_of_turns
        journal = self._journal(world, turns)
        if self._child is not None:
            self._latest = (scenario, journal)
        return journal

    def watch_for_late_failures(self) -> None:
        """From now on wait a little after worlds: the child may be about to fail of one."""
        self._late_waits = _LATE_WAITS

    def lines(self, scenario: Scenario) -> tuple[Journal, tuple[()]]:
        """No lines: the code of a child process is not seen."""
        return self.play(scenario), ()

    def late(self) -> list[tuple[Scenario, Journal]]:
        """Scenarios after which the child has failed when their journals were judged already.

        Each with the journal that it would have had. They are reported once.
        """
        self._look_back()
        late, self._late = self._late, []
        return late

    def _look_back(self) -> None:
        if self._child is not None and self._latest is not None:
            try:
                self._child.expects_silence()
            except ChildFailed as failure:
                self._note_late(failure)

    def _await_silence(self, child: Child) -> None:
        """The world is over, and the child has no more to report of it. Raises `ChildFailed`.

        The time that it takes to die is unknown. So it is awaited after a late failure was met, for
        else it would not show when a scenario is played again, or made small.
        """
        if hasattr(os, "sched_yield"):
            os.sched_yield()  # on one core it gets no further before we wait
        try:
            child.expects_silence(_LATE_WAIT if self._late_waits else 0.0)
        except ChildFailed:
            self.watch_for_late_failures()
            raise
        self._late_waits = max(0, self._late_waits - 1)

    def _note_late(self, failure: ChildFailed) -> None:
        """The child has failed after the latest world, which is to blame. The next is fresh."""
        assert self._latest is not None, "a world has been played on this child"
        scenario, journal = self._latest
        self._late.append(
            (scenario, replace(journal, stuck=Stuck(failure.why, failure.details, ())))
        )
        self.watch_for_late_failures()
        self._end_child()

    def _reported(self, error: BadMessage) -> tuple[str, str]:
        """The text about a message that breaks the protocol, unless it was one of very many."""
        child = self.running_child()
        try:
            child.expects_silence()
        except ChildFailed as failure:
            if failure.why == "flood":
                return failure.why, failure.details
        return error.why, f"the adapter breaks the protocol: {error}{child.latest_stderr()}"

    def _begun(self, world: World) -> Playing:
        """*world*, begun. What fails here is not its doing: a fresh child gets further chances.

        Raises `ChildFailed`, `BadMessage`, `Unusable`, `OSError`.
        """
        self._look_back()
        for chances_left in reversed(range(CHANCES)):
            self._worlds += 1
            try:
                child = self.running_child()
                turns = self._new_turns(child, world)
                with on(child.core):
                    turns.begin()
            except (ChildFailed, BadMessage, Unusable, OSError) as failure:
                if self._latest is not None:
                    # Its actions may have been for the world before; that is certain only if it
                    # has not even looked at the new one.
                    self.watch_for_late_failures()
                    if isinstance(failure, ChildFailed) and failure.idle:
                        self._note_late(failure)
                self._end_child()
                if not chances_left:
                    raise
            except BaseException:
                self._end_child()
                raise
            else:
                return turns
        raise AssertionError("unreachable")

    def _journal(self, world: World, turns: Playing) -> Journal:
        return world.journal(left_behind=turns.left_behind, meddling=turns.meddling)

    def _new_turns(self, child: Child, world: World) -> Playing:
        if STRANDS in self._who["capabilities"]:
            return StrandTurns(child, world, self._worlds)
        if VIRTUAL_TIME not in self._who["capabilities"]:
            ticks = self.judges_times(world.scenario)
            return RealTurns(child, world, self._worlds, ticks=ticks, patience=self._patience)
        return Turns(child, world, self._worlds, fewer=self._fewer_turns)
