"""The command door: an implementation in any language, behind a child process that takes turns."""

from __future__ import annotations

import atexit
import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from ..bench import Bench
from ..catalogue import LATER_EDITIONS
from ..journal import Journal
from ..loading import Loaded, Unusable
from ..scenario import Scenario
from ..telling import on_one_line
from ..world import World
from .child import Child, ChildFailed, Hearing
from .cores import on
from .lint import Lint
from .real_turns import RealTurns
from .strand_turns import StrandTurns
from .translation import BadMessage
from .turns import Turns

PROTOCOL = 1
_LONG_NAME = 200
_CHANCES = 3
"""Times that a child is started for one scenario, before the adapter counts as gone."""
_OFFERS = {"make_ref_key": "key", "fetch": "fetch", "push": "push"}
_FURTHER = frozenset({"key_prefix", "pusher_ingests"})
"""Capabilities that need no function of their own to be judged."""


def open_command(
    command: str,
    *,
    edition: str = "2017-06",
    patience: float = 5.0,
    stdio: bool = False,
    lint: bool = False,
) -> Loaded:
    """Start the adapter, and ask who it is. Raises `Unusable`."""
    hearing = Lint() if lint else None
    door = CommandDoor(command, patience=patience, stdio=stdio, hearing=hearing)
    who = door.describe()
    capabilities = who["capabilities"]
    offers = tuple(sorted(_OFFERS[c] for c in capabilities if c in _OFFERS))
    if not offers:
        raise Unusable(f"its capabilities name none of {', '.join(_OFFERS)}")
    name, version = introduced(who, command)
    further = _FURTHER.intersection(capabilities) if edition in LATER_EDITIONS else ()
    kinds = {*offers, *further}
    bench = Bench(door, kinds, edition=edition)
    bench.real_time = "virtual-time" not in capabilities
    return Loaded(name, version, bench, tuple(sorted(kinds)))


def introduced(who: Mapping[str, Any], unknown: str) -> tuple[str, str]:
    """The name and the version in an introduction, as they may be written to a terminal."""
    name, version = who.get("implementation", unknown), who.get("version", "")
    return on_one_line(str(name), _LONG_NAME), on_one_line(str(version), _LONG_NAME)


class CommandDoor:
    """Plays scenarios through one child, which is started anew after it has failed."""

    name = "behind the command door"

    def __init__(
        self,
        command: str,
        *,
        patience: float = 5.0,
        stdio: bool = False,
        fewer_turns: bool = True,
        hearing: Hearing | None = None,
    ) -> None:
        """`fewer_turns`: where the child can, it lets time pass within the turn.

        The attribute `turns` counts them. `hearing` is told each command and its answer.
        """
        self._command = command
        self._patience = patience
        self._stdio = stdio
        self._hearing = hearing
        self._child: Child | None = None
        self._wants_fewer = fewer_turns
        self._fewer_turns = False
        self._who: dict[str, Any] = {}
        self.turns = 0
        self._worlds = 0
        atexit.register(self.close)

    def describe(self) -> dict[str, Any]:
        """What the child says of itself. Raises `Unusable`."""
        try:
            self._running_child()
        except ChildFailed as failure:
            raise Unusable(f"it does not answer “describe”: {failure.details}") from None
        except BadMessage as error:
            raise Unusable(f"it breaks the protocol: {error}") from None
        except (OSError, ValueError) as error:
            raise Unusable(f"it cannot be started: {error}") from None
        return self._who

    @contextlib.contextmanager
    def heard_by(self, hearing: Hearing) -> Iterator[None]:
        """Let *hearing*, too, be told each command and its answer for a while."""
        before = self._hearing

        def both(command: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
            if before is not None:
                before(command, answer)
            hearing(command, answer)

        self._hear(both)
        try:
            yield
        finally:
            self._hear(before)

    def _hear(self, hearing: Hearing | None) -> None:
        self._hearing = hearing
        if self._child is not None:
            self._child.hearing = hearing

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def _running_child(self) -> Child:
        """The child, started and asked who it is, if it does not run already."""
        if self._child is None:
            child = Child(
                self._command,
                patience=self._patience,
                stdio=self._stdio,
                hearing=self._hearing,
            )
            try:
                with on(child.core):
                    self._who = child.ask({"do": "describe", "protocol": PROTOCOL})
                _check(self._who)
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

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*."""
        world = World(scenario)
        try:
            turns = self._begun(world)
        except (ChildFailed, BadMessage, Unusable, OSError) as failure:
            told = f"it fails {_CHANCES} times in a row to begin a world: {failure}"
            world.give_up("unreachable", told)
            return world.journal()
        try:
            with on(self._running_child().core):
                turns.play()
        except ChildFailed as failure:
            world.give_up(failure.why, failure.details)
            self.close()
        except BadMessage as error:
            world.give_up(*self._told(error))
            self.close()
        except BaseException:
            self.close()
            raise
        finally:
            self.turns += turns.number_of_turns
        return world.journal(left_behind=turns.left_behind, meddling=turns.meddling)

    def _told(self, error: BadMessage) -> tuple[str, str]:
        """What to say of a message that breaks the protocol, unless it was one of very many."""
        child = self._running_child()
        try:
            child.expects_silence()
        except ChildFailed as failure:
            if failure.why == "flood":
                return failure.why, failure.details
        return error.why, f"the adapter breaks the protocol: {error}{child.last_words()}"

    def _begun(self, world: World) -> Turns | StrandTurns:
        """*world*, begun. What fails here is not its doing: a fresh child gets further chances.

        Raises `ChildFailed`, `BadMessage`, `Unusable`, `OSError`.
        """
        for chances_left in reversed(range(_CHANCES)):
            self._worlds += 1
            try:
                child = self._running_child()
                turns = self._new_turns(child, world)
                with on(child.core):
                    turns.begin()
            except (ChildFailed, BadMessage, Unusable, OSError):
                self.close()
                if not chances_left:
                    raise
            except BaseException:
                self.close()
                raise
            else:
                return turns
        raise AssertionError("unreachable")

    def _new_turns(self, child: Child, world: World) -> Turns | StrandTurns:
        if "strands" in self._who["capabilities"]:
            return StrandTurns(child, world, self._worlds)
        if "virtual-time" not in self._who["capabilities"]:
            return RealTurns(child, world, self._worlds, patience=self._patience)
        return Turns(child, world, self._worlds, fewer=self._fewer_turns)


def _check(who: dict[str, Any]) -> None:
    """Refuse an introduction with which nothing can be begun. Raises `Unusable`."""
    if "error" in who:
        raise Unusable(f"it refuses “describe”: {on_one_line(str(who['error']), 300)}")
    if who.get("protocol") != PROTOCOL:
        raise Unusable(f"it speaks protocol {who.get('protocol')!r:.80}, not {PROTOCOL}")
    found = who.get("capabilities")
    if type(found) is not list or not all(type(one) is str for one in found):
        raise Unusable(f"its capabilities are {found!r:.80}, which is no list of strings")
