"""The reference in real time, several handlers at once: a thread each, and no clock of ours.

An argument names a fault: "deaf" (a wait does not hear of the caller giving up), "asks-again" (it
does, and asks once more), "first-error" (the first lock error comes out), "waits-first" (waits
also for a caller that has given up), "one-at-a-time" (others begin when it is back). "1.6" is no
fault: the reference of that edition. "in-turn" (a dispatch visits one descriptor at a time).
"""

from __future__ import annotations

import contextlib
import json
import queue
import sys
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

from remotes_conformance.content import Descriptor
from remotes_conformance.doors.command.wire_values import descriptor_from_wire
from remotes_conformance.doors.python.border import Border
from remotes_conformance.errors import CLASSES, is_locked
from remotes_conformance.world.journal import Refusal
from remotes_reference import remotes as first
from remotes_reference import remotes_1_6
from wire_collaborators import Collaborators, visitor

HOW = sys.argv[1] if len(sys.argv) > 1 else ""
remotes = remotes_1_6 if HOW == "1.6" else first
BORDER = Border()
ONE_AT_A_TIME = threading.Lock()
_AT_MOST_LATE = 5.0
"""Seconds by which a caller on a busy machine may give up after the time that it was to."""


class World:
    def __init__(self, number: int) -> None:
        self.number, self.began, self.made = number, time.monotonic_ns(), 0
        self.news: queue.Queue[tuple[str, str, Any]] = queue.Queue()
        self.tasks: dict[str, Task] = {}
        self.parked: dict[int, Call] = {}

    @property
    def now(self) -> int:
        return time.monotonic_ns() - self.began

    def obey(self, command: dict[str, Any]) -> dict[str, Any]:
        """Carry out the command, and wait for its effect."""
        for name in command.get("cancel", ()):
            self.tasks[name].cancelled.set()
        touched = ""
        if command["do"] == "start":
            touched = command["task"]
            self.tasks[touched] = Task(self, touched, command)
        elif command["do"] == "reply":
            call = self.parked.pop(command["call"])
            touched = call.task
            call.reply.put(command)
        return self.answer(touched, command.get("until"))

    def answer(self, touched: str, until: int | None) -> dict[str, Any]:
        """All news: of *touched* until it parks, waits or returns; of any task until *until*."""
        answer: dict[str, Any] = {"calls": [], "returns": [], "logs": []}
        wait = max(0.0, (until - self.now) / 1e9) if until is not None else 60.0
        while touched or until is not None:
            try:
                who, what, item = self.news.get(timeout=wait)
            except queue.Empty:
                break
            if what == "calls":
                self.made += 1
                self.parked[self.made] = item
                item = {"call": self.made, **item.message}
            if what in answer:
                answer[what].append(item)
            if who == touched or what in answer:
                break
        return {"world": self.number, "now": self.now, **answer}


class Call(NamedTuple):
    """A call that waits for its answer. Those of one task may be several: of a dispatch."""

    task: str
    message: dict[str, Any]
    reply: queue.Queue[dict[str, Any]]


class Task:
    """One call of a handler, and the context it runs in."""

    def __init__(self, world: World, name: str, start: dict[str, Any]) -> None:
        self.world, self.name, self.start = world, name, start
        self.cancelled = threading.Event()
        self.refusals: list[Exception] = []
        if start["cancelled"]:
            self.cancelled.set()
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        beforehand = self.cancelled.is_set()
        if HOW == "one-at-a-time":
            self.world.news.put((self.name, "waits", None))
        with ONE_AT_A_TIME if HOW == "one-at-a-time" else contextlib.nullcontext():
            outcome = self.outcome()
        if HOW == "waits-first" and beforehand:
            time.sleep(0.016)
        self.world.news.put((self.name, "returns", {"task": self.name, **outcome}))

    def outcome(self) -> dict[str, Any]:
        descriptor, both = descriptor_from_wire(self.start["descriptor"]), Collaborators(self)
        kind, ctx = self.start["kind"], Context(self)
        try:
            if kind == "key":
                return {"key": remotes.make_ref_key(ctx, descriptor)}
            if kind == "dispatch":
                return self.dispatch(ctx)
            build = remotes.fetch_handler if kind == "fetch" else remotes.push_handler
            return {"ok": True, "children": len(build(both, both)(ctx, descriptor) or ())}
        except Exception as error:
            shown = self.refusals[0] if HOW == "first-error" and is_locked(error) else error
            failure = BORDER.failure(shown)
            kinds = [kind for kind in failure.kinds if kind in CLASSES]
            return {"error": {"kinds": kinds, "ids": failure.ids, "message": failure.message}}

    def dispatch(self, ctx: Context) -> dict[str, Any]:
        handle, roots = visitor(self, 0), map(descriptor_from_wire, self.start["descriptors"])

        def handler(ctx: Context, descriptor: Descriptor) -> list[Descriptor]:
            try:
                return list(handle(ctx, descriptor))
            finally:
                self.world.news.put((self.name, "waits", None))  # for the others

        (remotes.walk if HOW == "in-turn" else remotes.dispatch)(ctx, handler, *roots)
        return {"ok": True}

    def ask(self, op: str, **args: Any) -> dict[str, Any]:
        call = Call(self.name, {"op": op, "task": self.name, **args}, queue.Queue())
        self.world.news.put((self.name, "calls", call))
        reply = call.reply.get()
        if "error" in reply and "data" not in reply.get("result", {}):
            error = BORDER.error(Refusal(**reply["error"]))
            if op == "Writer":
                self.refusals.append(error)  # type: ignore[arg-type]
            raise error
        return dict(reply["result"])

    def wait(self, seconds: float) -> bool:
        self.world.news.put((self.name, "waits", None))
        if HOW == "deaf":
            time.sleep(seconds)
            # The seventh wait, of 1.024 s, is the one in which the caller is to give up. On a busy
            # machine it may have ended by then.
            if seconds > 1.0:
                self.cancelled.wait(_AT_MOST_LATE)
        elif self.cancelled.wait(seconds) and HOW == "asks-again":
            return len(self.refusals) > 8
        return self.cancelled.is_set()

    def sleep(self, nanoseconds: int) -> None:
        self.world.news.put((self.name, "waits", None))
        time.sleep(nanoseconds / 1e9)


class Context:
    """Its wire form has the name of the task, and whether the caller has given up."""

    def __init__(
        self,
        task: Task,
        fields: dict[str, Any] | None = None,
        cancelled: tuple[threading.Event, ...] = (),
    ) -> None:
        self.task = task
        self.by_itself = cancelled
        self.wait = task.wait if not cancelled else self.wait_for_any
        self.sleep = task.sleep
        silent: Any = lambda *message: None  # noqa: E731
        self.logger = SimpleNamespace(
            fields=fields or {}, debug=silent, info=silent, warning=silent, error=silent
        )

    @property
    def cancelled(self) -> bool:
        return any(one.is_set() for one in (self.task.cancelled, *self.by_itself))

    def wait_for_any(self, seconds: float) -> bool:
        self.task.world.news.put((self.task.name, "waits", None))
        due = time.monotonic() + seconds
        while not self.cancelled and time.monotonic() < due:
            time.sleep(0.002)
        return self.cancelled

    def with_cancel(self) -> tuple[Context, Callable[[], None]]:
        event = threading.Event()
        return Context(self.task, self.logger.fields, (*self.by_itself, event)), event.set

    def value(self, key: str) -> object:
        return None

    def derive(self, *, values: object = (), fields: dict[str, Any] | None = None) -> Context:
        return Context(self.task, {**self.logger.fields, **(fields or {})}, self.by_itself)

    def to_wire(self) -> dict[str, Any]:
        fields = {name: str(value) for name, value in self.logger.fields.items()}
        return {"task": self.task.name, "cancelled": self.cancelled, "fields": fields}


def send(answer: dict[str, Any]) -> None:
    OUT.write(json.dumps(answer) + "\n")
    OUT.flush()


IN, OUT = open(3), open(4, "w")  # noqa: SIM115  # they are the process's own
for line in IN:
    command = json.loads(line)
    if command["do"] == "describe":
        offers = ["make_ref_key", "fetch", "push", "dispatch"]
        send({"protocol": 1, "implementation": "real", "capabilities": offers})
        continue
    if command["do"] == "begin":
        world = World(command["world"])
    send(world.obey(command))
