"""One world behind the command door, turn by turn. See docs/protocol.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...scenarios.scenario import SECOND
from ...world import Call, Idle, Served, World
from ...world.journal import Refusal
from .attributing import Caller, find_caller
from .child import Child, ChildFailed
from .naming import BadMessage, caller, check_waiting, task_number
from .open_visits import OpenVisits
from .translation import (
    answer_to_wire,
    call_from_wire,
    error_to_wire,
    objects,
    outcome_from_wire,
    read_answer,
    read_changes,
    read_log,
    start_to_wire,
)
from .tree_words import children_from_wire

FAR = 3600 * SECOND
_MAX_LAST_TURNS = 500
_MAX_FRUITLESS = 3
_MAX_QUIET = 2_000

News = tuple[int, list[Any], list[Any], list[Any]]
"""The parts of an answer: the time, the calls, the returns, the logs."""


class Turns:
    """Carries the calls of *child* to *world*, and the answers back.

    `fewer`: where no other strand can go on, the child lets its clock go on within the same turn.
    """

    def __init__(self, child: Child, world: World, number: int, *, fewer: bool = False) -> None:
        self._child = child
        self._world = world
        self._number = number
        self._fewer = fewer
        self._calls: dict[str, int] = {}
        self._numbers: set[int] = set()
        self.number_of_turns = 0
        self.left_behind: tuple[str, ...] = ()
        self.meddling: tuple[str, ...] = ()
        self._sent_cancels: set[int] = set()
        self._started: set[int] = set()
        self._news = False
        self._fruitless = self._quiet = 0
        self._waited_in_vain = False
        self._unknown_caller = ""
        self._buffers: dict[int, bytearray] = {}
        self._changes: list[tuple[int, bytes]] = []
        self._visits = OpenVisits()
        self._abandoned: list[Any] = []

    def begin(self) -> None:
        """Open the world. What fails here is not the scenario's doing."""
        self._child.begins_a_world()
        self._turn({"do": "begin", "seed": self._world.scenario.seed})

    def play(self) -> None:
        """Play the world to its end. Raises `ChildFailed`, `BadMessage`."""
        world = self._world
        while True:
            self._step_time()
            step = world.step()
            if isinstance(step, Served):
                self._serve(step)
            elif isinstance(step, Idle):
                self._let_time_pass(step.until)
            else:
                break
            if (world.cancelled & self._started) - self._sent_cancels:
                self._turn({"do": "advance", "until": world.now})
        self._finish()

    def _step_time(self) -> None:
        """The clock is the child's, which moves only on command."""

    def _far(self) -> int:
        """The time up to which the clock may go when all handlers are to come back."""
        return self._world.now + FAR

    def _ask(self, command: dict[str, Any]) -> News:
        return self._read(self._child.ask(command), command)

    def _read(self, answer: Mapping[str, Any], command: Mapping[str, Any]) -> News:
        """Take in *answer*; its news."""
        news = read_answer(answer, command)
        self._changes = read_changes(answer)
        self._abandoned = objects(answer, "abandoned")
        return news

    def _serve(self, served: Served) -> None:
        call = self._calls.pop(served.strand, None)
        if call is not None:
            self._buffers.pop(call, None)
            self._visits.served(served)
            self._turn_on({"do": "reply", "call": call, **answer_to_wire(served)})
            return
        number = int(served.strand[1:])
        task = self._world.scenario.handler_call(number)
        cancelled = number in self._world.cancelled
        if cancelled:
            self._sent_cancels.add(number)
        self._started.add(number)
        start = {"do": "start", "task": served.strand, "cancelled": cancelled}
        self._turn_on({**start, **start_to_wire(task)})

    def _turn_on(self, command: dict[str, Any]) -> None:
        """A command after which time may pass at once, where no other strand can go on."""
        idle = self._world.idle() if self._fewer else None
        if idle is None:
            self._turn(command)
        else:
            self._turn_until(command, idle.until)

    def _turn_until(self, command: dict[str, Any], moment: int | None) -> None:
        """A command, then time until *moment* (None: an hour), unless something happens earlier."""
        world = self._world
        until = command["until"] = world.now + FAR if moment is None else moment
        self._news = False
        self._turn(command)
        self._waited_in_vain = moment is None and not self._news and world.now >= until

    def _let_time_pass(self, until: int | None) -> None:
        """No strand of the world can go on; the child may have timers of its own."""
        world = self._world
        before = world.now
        if until is not None or not self._waited_in_vain:
            self._turn_until({"do": "advance"}, until)
            self._fruitless = 0 if self._news or world.now > before else self._fruitless + 1
            self._quiet = 0 if self._news else self._quiet + 1
            if self._fruitless >= _MAX_FRUITLESS:
                raise BadMessage(
                    "it answers “advance” with nothing, though its clock has not moved: let it run"
                )
            if self._quiet >= _MAX_QUIET:
                raise BadMessage(
                    f"{_MAX_QUIET} times in a row it answers “advance” before “until” with "
                    "nothing: let its clock run until there is something to report"
                )
        if until is None and self._waited_in_vain:
            parked = ", ".join(world.describe_parked()) or "no call"
            world.give_up("deadlock", f"nothing happened for a virtual hour; parked: {parked}")

    def _finish(self) -> None:
        """Let what is left come back: every further call gets an error."""
        world = self._world
        over = error_to_wire(Refusal("other", "over", "", "the world is over"))
        for _ in range(_MAX_LAST_TURNS):
            if self._calls:
                strand, call = self._calls.popitem()
                world.forget(strand)
                self._turn({"do": "reply", "call": call, "error": over})
            elif world.unreturned & self._started:
                self._sent_cancels |= world.unreturned
                names = [f"t{task}" for task in sorted(world.unreturned & self._started)]
                self._turn({"do": "advance", "until": self._far(), "cancel": names})
            else:
                self._turn({"do": "end"})
                return
        raise ChildFailed("hang", "its handlers do not return, although every call fails now")

    def _turn(self, command: dict[str, Any]) -> None:
        """One command, and everything in its answer."""
        world = self._world
        command["world"] = self._number
        self.number_of_turns += 1
        if world.cancelled and (newly := (world.cancelled & self._started) - self._sent_cancels):
            self._sent_cancels |= newly
            command["cancel"] = [f"t{task}" for task in sorted(newly)]
        now, calls, returns, logs = self._ask(command)
        if now != world.now:
            if now < world.now:
                raise BadMessage(f"its clock goes back, from {world.now} to {now}")
            if now > command.get("until", world.now):
                raise BadMessage(_overrun(command, now, world.now))
            world.pass_time(now)
        check_waiting(len(self._calls) + len(calls))
        tasks = len(world.scenario.calls)
        for log in self._with_their_tasks(logs):
            number, entry = read_log(log, tasks)
            world.write(number, "log", args=entry)
        self._write_abandoned()
        for wire in calls:
            self._news = True
            call = call_from_wire(wire, self._owner, tasks, self._find_caller)
            for task in (call.task, caller(wire, tasks)):
                if task is not None and task not in self._started:
                    raise BadMessage(f"t{task} calls {call.op}, but has not been started")
            strand = self._strand_for(call.task)
            self._calls[strand] = self._fresh(wire["call"])
            self._visits.posted(strand, call)
            world.post(strand, self._holding_its_buffer(wire["call"], call))
            self._end_if_the_caller_is_unknown(call)
        self._change_buffers()
        for wire in returns:
            self._news = True
            number = task_number(wire.get("task"), tasks)
            if number not in world.unreturned or number not in self._started:
                raise BadMessage(f"t{number} returns, but it is not running")
            kind = world.scenario.handler_call(number).kind
            children = children_from_wire(wire, kind)
            if children is not None:
                world.write(number, "children", result={"children": children})
            world.returned(number, outcome_from_wire(wire, kind))

    def _owner(self, handle: str) -> int | None:
        """The task for which a writer, a reader or a visit was begun."""
        task = self._visits.owner(handle)
        return self._world.owner(handle) if task is None else task

    def _write_abandoned(self) -> None:
        """Write down the visits that were given up: their calls are no longer awaited."""
        for wire in self._abandoned:
            self._news = True
            task, visit, strand = self._visits.abandoned(wire)
            self._world.write(task, "abandoned", args={"visit": visit})
            if strand is not None:
                self._visits.forget(strand)
                self._calls.pop(strand, None)
                self._world.forget(strand)

    def _holding_its_buffer(self, number: int, call: Call) -> Call:
        """A writer holds what it was given until it has answered: the child may still change it."""
        if call.op != "Write":
            return call
        buffer = self._buffers[number] = bytearray(call.args["data"])
        return call._replace(args={**call.args, "data": buffer})

    def _change_buffers(self) -> None:
        for number, data in self._changes:
            buffer = self._buffers.get(number)
            if buffer is None or len(buffer) != len(data):
                raise BadMessage(
                    f"“changed” names call {number}, which is no waiting Write of {len(data)} bytes"
                )
            buffer[:] = data

    def _with_their_tasks(self, logs: list[Any]) -> list[Any]:
        """The log of a lost context belongs to the task that runs; of several, to none."""
        running = self._world.unreturned & self._started
        alone = [f"t{task}" for task in running] if len(running) == 1 else []
        named = [{**log, "task": log.get("task") or "".join(alone)} for log in logs]
        return [log for log in named if log["task"] or not running]

    def _find_caller(self, op: str, args: Mapping[str, Any]) -> Caller:
        """The task whose call it is, though its context is no task's."""
        world = self._world
        running = world.unreturned & self._started or self._started
        parked = {int(strand[1:].partition(".")[0]) for strand in self._calls}
        found = find_caller(op, args, world.scenario.handler_calls, running, parked)
        self._unknown_caller = found.problem if found.also else ""
        return found

    def _end_if_the_caller_is_unknown(self, call: Call) -> None:
        """Counted for the wrong task, a call would break rules that no task has broken.

        So it is written down, for its context to be judged, and nothing more is played.
        """
        if not self._unknown_caller:
            return
        world, details = self._world, f"{call.op} was called, and {self._unknown_caller}"
        self._unknown_caller = ""
        world.record(call, world.now, {}, world.refusal("other", "the world is over"))
        world.give_up("context lost", details)

    def _fresh(self, call: int) -> int:
        """The number of a new call, which no other call of this world may have had."""
        if call in self._numbers:
            raise BadMessage(f"the call number {call} is used twice")
        self._numbers.add(call)
        return call

    def _strand_for(self, task: int) -> str:
        """The task's own strand, or, where that is parked, one beside it."""
        name, beside = f"t{task}", 0
        while name in self._calls:
            beside += 1
            name = f"t{task}.{beside}"
        return name


def _overrun(command: Mapping[str, Any], now: int, before: int) -> str:
    """The message about a clock that moved without a command, or too far."""
    text = f"after “{command['do']}” its clock says {now}"
    if "until" in command:
        return f"{text}, which is beyond “until”, {command['until']}"
    return f"{text}, not {before}: let only “advance” and “until” move a clock of “virtual-time”"
