"""One world whose store is a child: the scripts are played here, each call at its turn."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from ....contract.capabilities import CONCURRENT, READ_AT
from ....contract.names import StoreOp
from ....scenarios.script import Script
from ....scenarios.stores.names import is_hostile
from ....world import Call, Idle, Over, Served, World
from ....world.callers import ScriptCaller
from ....world.journal import Outcome, StorePlay, Unanswered
from ...stores.answers import CALLED
from ...stores.disk import StepFaults
from ...stores.folders import Folders
from ..child import Child
from ..naming import BadMessage
from .refusing import Refusals
from .translation import answer_from_wire, call_to_wire

SLOW: Final = 50_000_000
"""Nanoseconds of real time that a call may take before they are time of the world: less is what a
busy machine costs, and would make equal plays differ."""


class _Made(NamedTuple):
    """A call that has no answer yet: its number, when it was posted, how many entries there were,
    and the real time in nanoseconds when it was sent; `message` is its line."""

    number: int
    call: Call
    posted: int
    begun: int
    at: int
    message: dict[str, Any]


class StoreTurns:
    """Carries the calls of the scripts of *world* to *child*.

    `offers`: the kinds of what the store has. `first`: the number of the world's first store; the
    child has seen none of these numbers yet. `folders`: None: the store takes no folder.
    `refusals`: refuse what the disk of a script refuses; None: no script has faults.
    """

    def __init__(
        self,
        child: Child,
        world: World,
        first: int,
        offers: Collection[str],
        folders: Folders | None,
        refusals: Refusals | None = None,
    ) -> None:
        self._child = child
        self._world = world
        self._offers = offers
        self._folders = folders
        scripts = [one for one in world.scenario.calls if isinstance(one, Script)]
        self._callers = {
            f"t{number}": ScriptCaller(number, script, self._leaves_out, external=True)
            for number, script in enumerate(scripts)
        }
        self._scripts = scripts
        self._opened: list[int] = []
        self._stores = {n: first + n for n in sorted({one.store for one in scripts})}
        self._store_of = [self._stores[one.store] for one in scripts]
        self._refusals = refusals
        has_faults = any(one.faults for one in scripts)
        self._is_concurrent = CONCURRENT in offers and not has_faults
        self._posted: dict[str, Call] = {}
        self._made = 0
        self._under_way: dict[str, _Made] = {}
        self._answers: dict[int, Mapping[str, Any]] = {}
        self._names: dict[str, str] = {}
        self._begun: dict[int, int] = {}
        self._faults = StepFaults(())
        """The faults of the call that was made last."""
        self._failed: dict[int, str] = {}
        self.number_of_turns = 0
        self.left_behind: tuple[str, ...] = ()
        self.meddling: tuple[str, ...] = ()
        self.slowest = 0

    @property
    def after(self) -> int:
        """The number of the first store after those of this world."""
        return max(self._stores.values(), default=0) + 1

    def begin(self) -> None:
        """Open the stores of scripts that begin at once, all of them fresh; others are opened when
        their first script begins. A failure here is not the scenario's."""
        self._child.begins_a_world()
        for number in sorted({one.store for one in self._scripts if not one.at}):
            self._open(number)

    def _open(self, number: int) -> None:
        store = self._stores[number]
        if store in self._opened:
            return
        self._opened.append(store)
        command: dict[str, Any] = {"do": "open", "store": store}
        if self._folders is not None:
            command["folder"] = str(self._folders.new(number))
        self._obeyed(command)

    def play(self) -> None:
        """Play the world to its end. Raises `ChildFailed`, `BadMessage`."""
        world = self._world
        while not isinstance(turn := world.step(), Over):
            if isinstance(turn, Idle):
                assert turn.until is not None, "no step of a script waits for another caller"
                world.pass_time(turn.until)
                continue
            if (call := self._posted.pop(turn.strand, None)) is not None:
                self._send(turn, call)
                if self._is_concurrent and len(world.unreturned) > 1:
                    # Here it may be another caller's turn, before this call is answered.
                    world.post(turn.strand, Call(call.task, "wait", seconds=0))
                    continue
            is_made = turn.strand in self._under_way
            if not is_made:
                self._open(self._scripts[self._callers[turn.strand].number].store)
            self._go_on(self._received(turn.strand) if is_made else turn)
        for store in self._opened:
            self._obeyed({"do": "close", "store": store})

    def _go_on(self, served: Served) -> None:
        """The caller that was *served* posts its next call, or comes back."""
        world, caller = self._world, self._callers[served.strand]
        if (call := caller.next(served)) is None:
            world.returned(caller.number, Outcome(ok=True))
            world.forget(caller.strand)
            return
        if call.op != "wait":
            self._posted[caller.strand] = call
        world.post(caller.strand, call)

    def found(self) -> StorePlay:
        """The observations of the play, when it is over."""
        unanswered = (
            Unanswered(one.call.task, one.call.store_op, one.call.handle, one.call.args)
            for _, one in sorted(self._under_way.items())
        )
        hostile = self._folders is not None and is_hostile(self._world.scenario)
        outside = self._folders.changed() if self._folders is not None and hostile else ()
        if self._under_way and self._faults.first:
            self._failed[self._world.entries_so_far] = self._faults.first
        return StorePlay(self._begun, self._failed, outside, tuple(unanswered))

    # -- one call --------------------------------------------------------------------------------

    def _leaves_out(self, op: StoreOp, handle: str) -> bool:
        """True if the store, or its readers, do not have that method."""
        needs = READ_AT if op == "ReadAt" else CALLED[op].needs
        return bool(needs) and needs not in self._offers

    def _send(self, turn: Served, call: Call) -> None:
        self._made += 1
        self.number_of_turns += 1
        store = self._store_of[call.task]
        message = call_to_wire(self._made, store, call, self._names.get(call.handle, ""))
        begun = self._world.entries_so_far
        made = _Made(self._made, call, turn.posted, begun, time.monotonic_ns(), message)
        self._under_way[turn.strand] = made
        place = self._callers[turn.strand].place
        faults = self._scripts[call.task].faults
        self._faults = StepFaults(tuple(one for one in faults if one.step == place))
        if self._refusals is not None:
            self._refusals.begin(self._faults)
        self._child.send(message)

    def _received(self, strand: str) -> Served:
        """The answer to the call under way of *strand*, which is written into the journal."""
        world, made = self._world, self._under_way[strand]
        try:
            answered = answer_from_wire(self._answer_to(made), made.call.store_op)
        finally:
            if self._refusals is not None:
                self._refusals.end()
        self._let_time_pass(answered.took, time.monotonic_ns() - made.at)
        result, refusal = answered.result, None
        if answered.error is not None:
            kind, text = answered.error
            if self._folders is not None:
                text = text.replace(self._folders.path, "…")
            refusal = world.refusal(kind, text)
        elif opens := CALLED[made.call.store_op].opens:
            name = f"{opens[0]}{len(self._names) + 1}"
            self._names[name] = answered.handle
            result[opens] = name
        del self._under_way[strand]
        place = world.entries_so_far
        if place != made.begun:
            self._begun[place] = made.begun
        if self._faults.first:
            self._failed[place] = self._faults.first
        world.record(made.call, made.posted, result, refusal)
        return Served(strand, result, refusal)

    def _answer_to(self, made: _Made) -> Mapping[str, Any]:
        """The line that answers a call; those to other calls under way are kept for later."""
        while made.number not in self._answers:
            answer = self._child.receive()
            number = answer.get("call")
            waiting = {one.number: one for one in self._under_way.values()}
            if number is None and type(answer.get("error")) is str:
                number = made.number
            if type(number) is not int or number not in waiting or number in self._answers:
                raise BadMessage(f"it answers call {number!r:.80}, which does not wait")
            if self._child.on_turn is not None:
                self._child.on_turn(waiting[number].message, answer)
            self._answers[number] = answer
        return self._answers.pop(made.number)

    def _let_time_pass(self, took: int | None, elapsed: int) -> None:
        """The time of a call: by the child's own clock, else real time, if it was slow."""
        if took is None:
            self.slowest = max(self.slowest, elapsed)
            took = elapsed if elapsed > SLOW else 0
        if took:
            self._world.pass_time(self._world.now + took)

    def _obeyed(self, command: dict[str, Any]) -> None:
        """Opening or closing a store. Raises `ChildFailed`, `BadMessage`."""
        self.number_of_turns += 1
        answer = self._child.ask(command)
        if "error" in answer:
            text = f"it answers “{command['do']}” with the error {answer['error']!r:.300}"
            raise BadMessage(text, "refusal")
        if answer.get("store") != command["store"]:
            raise BadMessage(
                f"it answers “{command['do']}” for store {answer.get('store')!r:.80}, not "
                f"{command['store']}"
            )
