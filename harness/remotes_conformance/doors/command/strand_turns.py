"""A world with a child that reports its strands: all it waits for is parked here, as in process.

So the schedule has the same choices through both doors, and the journals are equal.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ...world import Call, Served, World
from ..strands import Play
from . import wire_values
from .child import Child
from .naming import BadMessage, check_waiting, task_number
from .open_visits import OpenVisits
from .translation import (
    answer_to_wire,
    call_from_wire,
    outcome_from_wire,
    read_answer,
    read_log,
    start_to_wire,
)
from .tree_words import children_from_wire

_OWN_ACTS = ("wait", "block")
_OPS = frozenset({
    "Writer", "Push", "Fetch", "Reader", "Status", "Write", "Truncate", "Commit", "w.Close",
    "Read", "ReadAt", "Seek", "r.Close", "Abort", "Handle", "Handled", *_OWN_ACTS,
})  # fmt: skip
_ABOUT_THE_CALL = frozenset(
    {"call", "op", "strand", "task", "writer", "reader", "visit", "seconds", "heeds_cancel"}
)


class StrandTurns:
    """One world, turn by turn: each turn lets one strand go on."""

    def __init__(self, child: Child, world: World, number: int) -> None:
        self._child = child
        self._world = world
        self._number = number
        self._calls: dict[str, int] = {}
        self._strands: dict[int, str] = {}
        self._buffers: dict[int, bytearray] = {}
        self._ready: frozenset[int] = frozenset()
        self._sent_cancels: set[int] = set()
        self._visits = OpenVisits()
        self.number_of_turns = 0
        self.left_behind: tuple[str, ...] = ()
        self.meddling: tuple[str, ...] = ()

    def begin(self) -> None:
        """Open the world. What fails here is not the scenario's doing."""
        self._child.begins_a_world()
        scenario = self._world.scenario
        self._turn(
            "begin", seed=scenario.seed, tasks=[start_to_wire(t) for t in scenario.handler_calls]
        )

    def play(self) -> None:
        """Play the world to its end. Raises `ChildFailed`, `BadMessage`."""
        world = self._world
        play = Play(world)
        while (served := play.next()) is not None:
            self._serve(served)
        stuck = {} if world.stuck is None else {"stuck": world.stuck.why}
        end = self._turn("end", **stuck)
        self.left_behind = tuple(map(str, end.get("left_behind") or ()))
        self.meddling = tuple(map(str, end.get("meddling") or ()))

    def _serve(self, served: Served) -> None:
        number = self._calls.pop(served.strand, None)
        if number is None:
            task, tasks = int(served.strand[1:]), self._world.scenario.handler_calls
            cancelled = task in self._world.cancelled
            self._turn(
                "start", task=served.strand, cancelled=cancelled, **start_to_wire(tasks[task])
            )
            return
        del self._strands[number]
        self._buffers.pop(number, None)
        self._visits.served(served)
        if served.woken:
            served = served._replace(result={"woken": True})
        self._turn("reply", call=number, **answer_to_wire(served))

    def _turn(self, do: str, **fields: Any) -> Mapping[str, Any]:
        """One command, and everything in its answer."""
        world = self._world
        if newly := world.cancelled - self._sent_cancels:
            self._sent_cancels |= newly
            fields["cancel"] = [f"t{task}" for task in sorted(newly)]
        command = {"do": do, "world": self._number, "now": world.now, **fields}
        self.number_of_turns += 1
        answer = self._child.ask(command)
        _, calls, returns, logs = read_answer(answer, command)
        check_waiting(len(self._calls) + len(calls))
        try:
            self._write_down(logs, returns, answer.get("abandoned") or ())
            self._park(calls)
            self._take_in_the_rest(answer)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise BadMessage(f"its answer to “{do}”: {type(error).__name__}: {error}") from None
        return answer

    def _park(self, calls: list[Any]) -> None:
        for wire in calls:
            call = self._call(wire, len(self._world.scenario.calls))
            self._calls[wire["strand"]] = wire["call"]
            self._strands[wire["call"]] = wire["strand"]
            self._visits.posted(wire["strand"], call)
            self._world.post(wire["strand"], call)

    def _take_in_the_rest(self, answer: Mapping[str, Any]) -> None:
        """The part of an answer that only a program with reported strands has."""
        world = self._world
        for number in answer.get("withdrawn", ()):
            strand = self._strands.pop(number, "")
            if self._calls.get(strand) == number:
                del self._calls[strand]
                self._visits.forget(strand)
                world.forget(strand)
        for change in answer.get("changed", ()):
            self._buffers[change["call"]][:] = base64.b64decode(change["data"])
        self._ready = frozenset(answer.get("ready", ()))
        if stuck := answer.get("stuck"):
            world.give_up(stuck["why"], stuck["details"])

    def _write_down(self, logs: list[Any], returns: list[Any], abandoned: Sequence[Any]) -> None:
        """Logs, returns and visits that were given up, in the order in which they came."""
        tasks, waiting = len(self._world.scenario.calls), list(logs)
        given_up, written = list(abandoned), 0
        for place in range(len(returns) + 1):
            while True:
                if given_up and given_up[0].get("after", 0) <= written:
                    task, visit, _ = self._visits.abandoned(given_up.pop(0))
                    self._world.write(task, "abandoned", args={"visit": visit})
                    continue
                if not (waiting and waiting[0].get("after", 0) <= place):
                    break
                task, args = read_log(waiting.pop(0), tasks)
                self._world.write(task, "log", args=args)
                written += 1
            if place < len(returns):
                self._return(returns[place], tasks)
                written += 1

    def _return(self, wire: Mapping[str, Any], tasks: int) -> None:
        number = task_number(wire["task"], tasks)
        if number not in self._world.unreturned:
            raise BadMessage(f"t{number} returns, but it is not running")
        kind = self._world.scenario.handler_call(number).kind
        children = children_from_wire(wire, kind)
        if children is not None:
            self._world.write(number, "children", result={"children": children})
        self._world.returned(number, outcome_from_wire(wire, kind))

    def _call(self, wire: Mapping[str, Any], tasks: int) -> Call:
        op, number = wire["op"], wire["call"]
        if op not in _OPS:
            raise BadMessage(f"call {number!r}: unknown op {op!r}")
        if op in _OWN_ACTS:
            # A helper that has waited since an earlier world may belong to a task of that one.
            task = int(wire["task"][1:] or -1)
            heeds_cancel = bool(wire.get("heeds_cancel"))
            # A wait may also be woken in the child: its context was cancelled by itself.
            given_up = task if heeds_cancel else -1
            ready = partial(self._is_ready, number, given_up)
            return Call(
                task, op, seconds=wire.get("seconds"), heeds_cancel=heeds_cancel, ready=ready
            )
        task = task_number(wire["task"], tasks)
        if op != "Abort":
            call_from_wire(wire, self._owner, tasks)  # raises where anything is wrong with it
        handle = str(wire.get("writer") or wire.get("reader") or wire.get("visit") or "")
        args = {name: value for name, value in wire.items() if name not in _ABOUT_THE_CALL}
        for name, value in args.items():
            args[name] = wire_values.strange(value) or value
        if isinstance(args.get("data"), str):
            # Copied when it is served: until then the child may report that it has changed.
            args["data"] = self._buffers[number] = bytearray(base64.b64decode(args["data"]))
        if isinstance(args.get("descriptor"), dict):
            args["descriptor"] = wire_values.descriptor(args["descriptor"])
        return Call(task, op, handle, args)

    def _owner(self, handle: str) -> int | None:
        task = self._visits.owner(handle)
        return self._world.owner(handle) if task is None else task

    def _is_ready(self, number: int, given_up: int) -> bool:
        return number in self._ready or given_up in self._world.cancelled
