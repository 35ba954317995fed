"""The world as a served implementation sees it: each step is one turn with the harness.

The calls that strands wait for are sent; the harness decides which strand goes on, and with
which answer.
"""

from __future__ import annotations

import base64
import traceback
from collections.abc import Mapping
from typing import Any

from ..content import Descriptor
from ..doors.command.tree_words import children_to_wire
from ..doors.command.wire_values import descriptor_from_wire, descriptor_to_wire
from ..doors.strands import Play
from ..scenarios.scenario import Scenario
from ..world import Call, Idle, Over, Served, World
from ..world.collaborators import copied
from ..world.journal import Journal, Outcome, Refusal, Strange, Stuck
from ..world.parked import nanoseconds
from .line import Line, real_exit

_OF_HANDLES = {"w": "writer", "r": "reader", "h": "visit"}
_BROKEN = 70
"""Exit status where this side of the protocol fails: nothing that the implementation did."""


class RemoteWorld(World):
    """A world whose kernel is at the other end of *line*."""

    def __init__(self, scenario: Scenario, line: Line, number: int) -> None:
        super().__init__(Scenario(()))
        self.scenario = scenario
        self.number = number
        self.is_over = False
        self._line = line
        self._made = 0
        self._waiting: dict[str, tuple[int, Call]] = {}
        self._strands: dict[int, str] = {}
        self._posted: list[tuple[int, str, Call]] = []
        self._withdrawn: list[int] = []
        self._returns: list[dict[str, Any]] = []
        self._logs: list[dict[str, Any]] = []
        self._abandoned: list[dict[str, Any]] = []
        self._listed: dict[int, list[Any]] = {}
        """By task: the descriptors that a chain or a children handler is about to return."""
        self._written: dict[int, tuple[Any, bytes]] = {}
        """Writes that are not served yet, and the bytes that were sent for each."""

    # -- what doors call -------------------------------------------------------------------------

    def post(self, strand: str, call: Call, *, due: int | None = None) -> None:
        if call.seconds is not None:
            nanoseconds(
                call.seconds
            )  # a value that is no number of seconds fails here, in the strand
        self._made += 1
        self._waiting[strand] = (self._made, call)
        self._strands[self._made] = strand
        self._posted.append((self._made, strand, call))

    def returned(self, task: int, outcome: Outcome) -> None:
        fields = {"task": f"t{task}", **outcome_to_wire(outcome)}
        if task in self._listed:
            fields["descriptors"] = children_to_wire(self._listed.pop(task))
        self._returns.append(fields)

    def write(
        self, task: int, op: str, *, args: Mapping[str, Any] = {}, result: Mapping[str, Any] = {}
    ) -> None:
        if op == "children":
            self._listed[task] = result["children"]
            return
        if op == "abandoned":
            after = len(self._logs) + len(self._returns)
            self._abandoned.append({"task": f"t{task}", **args, "after": after})
            return
        log: dict[str, Any] = {"task": f"t{task}", **args}
        if self._returns:
            log["after"] = len(self._returns)
        self._logs.append(log)

    def forget(self, strand: str) -> None:
        number, _ = self._waiting.pop(strand, (0, None))
        if number:
            self._withdrawn.append(number)
            self._strands.pop(number, None)

    def give_up(self, why: str, details: str) -> None:
        if self._stuck is None:
            self._stuck = Stuck(why, details, ())

    def parked_call(self, strand: str) -> Call | None:
        return self._waiting.get(strand, (0, None))[1]

    def journal(
        self, *, left_behind: tuple[str, ...] = (), meddling: tuple[str, ...] = ()
    ) -> Journal:
        """The facts that only this side knows; the other side writes the rest."""
        return Journal((), self._stuck, left_behind, meddling)

    # -- turns -----------------------------------------------------------------------------------

    def step(self) -> Served | Idle | Over:
        if self.is_over or self._stuck is not None:
            return Over(self._stuck)
        try:
            self._line.send(self.answer())
            return self._obey(self._line.receive())
        except Exception:  # not the implementation's: it must not see it
            traceback.print_exc()
            real_exit(_BROKEN)

    def answer(self, **more: Any) -> dict[str, Any]:
        """Everything that is new since the last turn."""
        answer: dict[str, Any] = {
            "world": self.number, "now": self.now, "calls": [self._sent(*p) for p in self._posted],
            "returns": self._returns, "logs": self._logs, **more,
        }  # fmt: skip
        if self._withdrawn:
            answer["withdrawn"] = self._withdrawn
        if self._abandoned:
            answer["abandoned"] = self._abandoned
        if self._written and (changed := self._changed()):
            answer["changed"] = changed
        if ready := self._ready():
            answer["ready"] = ready
        self._posted, self._withdrawn, self._returns, self._logs = [], [], [], []
        self._abandoned = []
        return answer

    def _ready(self) -> list[int]:
        """The implementation's own waits that can end now."""
        return [n for n, call in self._waiting.values() if call.ready is not None and call.ready()]

    def _sent(self, number: int, strand: str, call: Call) -> dict[str, Any]:
        fields: dict[str, Any] = {"call": number, "op": call.op, "strand": strand}
        fields["task"] = f"t{call.task}" if call.task >= 0 else ""
        if call.handle:
            fields[_OF_HANDLES[call.handle[0]]] = call.handle
        if call.seconds is not None:
            fields["seconds"] = call.seconds
        if call.heeds_cancel:
            fields["heeds_cancel"] = True
        for name, value in call.args.items():
            if name == "data":
                fields[name] = self._sent_bytes(number, value)
            else:
                fields[name] = descriptor_to_wire(value) if isinstance(value, Descriptor) else value
        return fields

    def _sent_bytes(self, number: int, data: Any) -> str | Strange:
        content = copied(data)
        if isinstance(content, Strange):
            return content
        if not isinstance(data, bytes):
            self._written[number] = (data, content)
        return base64.b64encode(content).decode()

    def _changed(self) -> list[dict[str, Any]]:
        """Writes whose buffer has been changed under the writer that still holds it."""
        changed = []
        for number, (buffer, sent) in list(self._written.items()):
            if number not in self._strands:
                del self._written[number]
            elif isinstance(content := copied(buffer), Strange):
                del self._written[number]  # released: the bytes that were sent stand
            elif content != sent:
                self._written[number] = (buffer, content)
                changed.append({"call": number, "data": base64.b64encode(content).decode()})
        return changed

    def _obey(self, command: dict[str, Any]) -> Served | Over:
        self.now = command.get("now", self.now)
        self.cancelled.update(int(task[1:]) for task in command.get("cancel", ()))
        do = command["do"]
        if do == "start":
            if command["cancelled"]:
                self.cancelled.add(int(command["task"][1:]))
            return Served(command["task"])
        if do == "reply":
            strand = self._strands.pop(command["call"])
            del self._waiting[strand]
            return _served(strand, command)
        if do == "end":
            self.is_over = True
            if why := command.get("stuck"):
                self.give_up(why, "")
            return Over(self._stuck)
        raise ValueError(f"no such command in a world of strands: {do!r}")


class RemotePlay(Play):
    """A play whose turns are given from afar. How long that takes is no fault of a strand."""

    def next(self) -> Served | None:
        self.steps += 1
        self.asks = True
        step = self.world.step()
        self.asks = False
        return step if isinstance(step, Served) else None


def _served(strand: str, command: Mapping[str, Any]) -> Served:
    result = dict(command.get("result") or {})
    if "data" in result:
        result["data"] = base64.b64decode(result["data"])
    if "children" in result:
        result["children"] = list(map(descriptor_from_wire, result["children"]))
    error = command.get("error")
    refusal = (
        None
        if error is None
        else Refusal(error["kind"], error["id"], error["wrap"], error["message"])
    )
    return Served(strand, result, refusal, woken=bool(result.pop("woken", False)))


def outcome_to_wire(outcome: Outcome) -> dict[str, Any]:
    """An entry of `returns`, without its task."""
    fields: dict[str, Any]
    if not outcome.ok:
        fields = {"error": {"kinds": outcome.kinds, "ids": outcome.ids, "message": outcome.message}}
    elif outcome.key is not None:
        fields = {"key": outcome.key}
    else:
        fields = {"ok": True, "children": outcome.children}
    if outcome.crash:
        fields["crash"] = outcome.crash
    if outcome.changed:
        fields["changed"] = outcome.changed
    return fields
