"""The command door: an implementation in any language, behind a child process that takes turns."""

from __future__ import annotations

import atexit
import contextlib
from collections.abc import Iterator
from typing import Any

from ..bench import Bench
from ..journal import Journal, Refusal
from ..loading import Loaded, Unusable
from ..scenario import SECOND, Scenario
from ..world import Idle, Served, World
from .child import Child, ChildFailed
from .cores import on
from .translation import (
    BadMessage,
    answer_to_wire,
    call_from_wire,
    error_to_wire,
    outcome_from_wire,
    start_to_wire,
    task_number,
)

PROTOCOL = 1
_FAR = 3600 * SECOND
_MAX_LAST_TURNS = 500
_OFFERS = {"make_ref_key": "key", "fetch": "fetch", "push": "push"}
_FURTHER = frozenset({"key_prefix", "pusher_ingests"})
"""Capabilities that need no function of their own to be judged."""


def open_command(
    command: str, *, edition: str = "2017-06", patience: float = 5.0, stdio: bool = False
) -> Loaded:
    """Start the adapter, and ask who it is. Raises `Unusable`."""
    door = CommandDoor(command, patience=patience, stdio=stdio)
    who = door.describe()
    capabilities = who.get("capabilities", ())
    offers = tuple(sorted(_OFFERS[c] for c in capabilities if c in _OFFERS))
    if not offers:
        raise Unusable(f"its capabilities name none of {', '.join(_OFFERS)}")
    name, version = str(who.get("implementation", command)), str(who.get("version", ""))
    kinds = {*offers, *_FURTHER.intersection(capabilities)}
    return Loaded(name, version, Bench(door, kinds, edition=edition), offers)


class CommandDoor:
    """Plays scenarios through one child, which is started anew after it has failed."""

    name = "behind the command door"

    def __init__(self, command: str, *, patience: float = 5.0, stdio: bool = False) -> None:
        self._command = command
        self._patience = patience
        self._stdio = stdio
        self._child: Child | None = None
        self._worlds = 0
        atexit.register(self.close)

    def describe(self) -> dict[str, Any]:
        """What the child says of itself. Raises `Unusable`."""
        try:
            who = self._running_child().ask({"do": "describe", "protocol": PROTOCOL})
        except ChildFailed as failure:
            self.close()
            raise Unusable(f"it does not answer “describe”: {failure.details}") from None
        except (OSError, ValueError) as error:
            raise Unusable(f"it cannot be started: {error}") from None
        if who.get("protocol") != PROTOCOL:
            raise Unusable(f"it speaks protocol {who.get('protocol')!r}, not {PROTOCOL}: {who}")
        return who

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.close()
            self._child = None

    def _running_child(self) -> Child:
        if self._child is None:
            self._child = Child(self._command, patience=self._patience, stdio=self._stdio)
        return self._child

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Around many plays, which are then faster."""
        # A child that has to be started anew will be on the core on which we are.
        with on(self._child.core if self._child else None):
            yield

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*."""
        fresh = self._child is None
        child = self._running_child()
        self._worlds += 1
        world = World(scenario)
        try:
            with on(child.core):
                if fresh:
                    child.ask({"do": "describe", "protocol": PROTOCOL})
                _Turns(child, world, self._worlds).play()
        except ChildFailed as failure:
            world.give_up(failure.why, failure.details)
            self.close()
        except BadMessage as error:
            world.give_up("garbage", f"the adapter breaks the protocol: {error}")
            self.close()
        return world.journal()


class _Turns:
    """One world, turn by turn."""

    def __init__(self, child: Child, world: World, number: int) -> None:
        self._child = child
        self._world = world
        self._number = number
        self._calls: dict[str, int] = {}
        self._told_cancelled: set[int] = set()
        self._started: set[int] = set()
        self._news = False

    def play(self) -> None:
        world = self._world
        self._turn("begin", seed=world.scenario.seed)
        while True:
            step = world.step()
            if isinstance(step, Served):
                self._serve(step)
            elif isinstance(step, Idle):
                self._let_time_pass(step.until)
            else:
                break
            if (world.cancelled & self._started) - self._told_cancelled:
                self._turn("advance", until=world.now)
        self._finish()

    def _serve(self, served: Served) -> None:
        call = self._calls.pop(served.strand, None)
        if call is not None:
            self._turn("reply", call=call, **answer_to_wire(served))
            return
        number = int(served.strand[1:])
        task = self._world.scenario.tasks[number]
        cancelled = number in self._world.cancelled
        if cancelled:
            self._told_cancelled.add(number)
        self._turn("start", task=served.strand, cancelled=cancelled, **start_to_wire(task))
        self._started.add(number)

    def _let_time_pass(self, until: int | None) -> None:
        """Nobody in the world can go on; the child may have timers of its own."""
        world = self._world
        self._news = False
        self._turn("advance", until=world.now + _FAR if until is None else until)
        if until is None and not self._news:
            parked = ", ".join(world.describe_parked()) or "no call"
            world.give_up("deadlock", f"nothing happened for an hour; parked: {parked}")

    def _finish(self) -> None:
        """Let what is left come back: every further call gets an error."""
        world = self._world
        over = error_to_wire(Refusal("other", "over", "", "the world is over"))
        for _ in range(_MAX_LAST_TURNS):
            if self._calls:
                strand, call = self._calls.popitem()
                world.forget(strand)
                self._turn("reply", call=call, error=over)
            elif world.unreturned & self._started:
                self._told_cancelled |= world.unreturned
                names = [f"t{task}" for task in sorted(world.unreturned & self._started)]
                self._turn("advance", until=world.now + _FAR, cancel=names)
            else:
                self._turn("end")
                return
        raise ChildFailed("hang", "its handlers do not come back, though every call gets an error")

    def _turn(self, do: str, **fields: Any) -> None:
        """One command, and everything that its answer tells."""
        world = self._world
        if newly := (world.cancelled & self._started) - self._told_cancelled:
            self._told_cancelled |= newly
            fields["cancel"] = [f"t{task}" for task in sorted(newly)]
        answer = self._child.ask({"do": do, "world": self._number, **fields})
        if "error" in answer:
            raise BadMessage(f"it answers “{do}” with the error {answer['error']!r}")
        if answer.get("world") != self._number:
            raise BadMessage(f"it answers for world {answer.get('world')!r}, not {self._number}")
        world.pass_time(int(answer.get("now", world.now)))
        tasks = len(world.scenario.tasks)
        for log in answer.get("logs", ()):
            told = {
                "level": log["level"],
                "message": log["message"],
                "fields": log.get("fields", {}),
            }
            world.write(task_number(log["task"], tasks), "log", args=told)
        for wire in answer.get("calls", ()):
            self._news = True
            call = call_from_wire(wire, world.owner, tasks)
            strand = self._strand_for(call.task)
            self._calls[strand] = wire["call"]
            world.post(strand, call)
        for wire in answer.get("returns", ()):
            self._news = True
            number = task_number(wire.get("task"), tasks)
            world.returned(number, outcome_from_wire(wire))

    def _strand_for(self, task: int) -> str:
        """The task's own strand, or, where that is parked, one beside it."""
        name, beside = f"t{task}", 0
        while name in self._calls:
            beside += 1
            name = f"t{task}.{beside}"
        return name
