"""The reference behind the plain protocol: one handler at a time, without threads or strands.

It is about as small as an adapter with handlers can be: a collaborator's call writes the answer to
the last command, and reads on until its reply.
"""

from __future__ import annotations

import json
import random
import sys
import time
from types import SimpleNamespace
from typing import Any

from remotes_conformance.doors.command.wire_values import descriptor_from_wire, descriptor_to_wire
from remotes_conformance.doors.python.border import Border
from remotes_conformance.errors import CLASSES
from remotes_conformance.world.journal import Refusal
from remotes_reference import remotes
from wire_collaborators import Collaborators, visitor

HOW = sys.argv[1] if len(sys.argv) > 1 else ""
BORDER = Border()
LADDERS: dict[str, Any] = {
    "real-time": lambda number, seconds: seconds,
    "constant": lambda number, seconds: 0.016,
    "cap-1024": lambda number, seconds: min(seconds, 1.024),
    "cap-4096": lambda number, seconds: 0.016 * 2 ** (number - 1),
    "linear": lambda number, seconds: 0.016 * number,
    "threefold": lambda number, seconds: min(0.016 * 3 ** (number - 1), 2.048),
    "from-8": lambda number, seconds: seconds / 2,
    "jitter": lambda number, seconds: seconds * random.uniform(0.5, 1.5),
    "upper-half": lambda number, seconds: seconds * random.uniform(0.5, 1),
}
"""The real waits in place of the given seconds. One is right in 2017-06, none in later editions."""
REAL = LADDERS.get(HOW)


class World:
    def __init__(self, number: int) -> None:
        self.number, self.now, self.calls, self.cancelled = number, 0, 0, False
        self.waits, self.began = 0, time.monotonic()

    def turn(self, **news: Any) -> dict[str, Any]:
        """Send the news, and return the next command."""
        answer = {"world": self.number, "now": self.now, "calls": [], "returns": [], "logs": []}
        send({**answer, **news})
        command: dict[str, Any] = json.loads(IN.readline())
        self.cancelled = self.cancelled or bool(command.get("cancel"))
        return command

    def ask(self, op: str, **args: Any) -> dict[str, Any]:
        self.calls += 1
        call = {"call": self.calls, "op": op, "task": "" if lost(op) else "t0", **args}
        if lost(op):
            call["ctx"] = {"task": "", "cancelled": False, "fields": {}}
        reply = self.turn(calls=[call])
        if "error" in reply:
            kind = "other" if HOW == "forgets-classes" else reply["error"]["kind"]
            raise BORDER.error(Refusal(**{**reply["error"], "kind": kind}))
        return dict(reply["result"])


class Context:
    def __init__(self, world: World) -> None:
        self.world = world
        self.logger = SimpleNamespace(
            fields={}, debug=ignore, info=ignore, warning=ignore, error=ignore
        )

    @property
    def cancelled(self) -> bool:
        return self.world.cancelled

    def value(self, key: object) -> object:
        return None

    def derive(self, **_: object) -> Context:
        return self

    def wait(self, seconds: float) -> bool:
        if REAL is not None:
            return self.wait_really(seconds)
        due = self.world.now + round(seconds * 1_000_000_000)
        while self.world.now < due and not self.cancelled:
            until = self.world.turn()["until"]
            self.world.now = self.world.now if self.cancelled else min(due, until)
        return self.cancelled

    def sleep(self, nanoseconds: int) -> None:
        """As `wait`, whatever is cancelled meanwhile."""
        due = self.world.now + nanoseconds
        while self.world.now < due:
            self.world.now = min(due, self.world.turn()["until"])

    def wait_really(self, seconds: float) -> bool:
        """In slices as long as the harness allows. After each, a cancellation can arrive."""
        self.world.waits += 1
        rest = REAL(self.world.waits, seconds)
        while rest > 0 and not self.cancelled:
            until = self.world.turn()["until"] / 1e9
            pause = max(0.0, min(rest, until - (time.monotonic() - self.world.began)))
            time.sleep(pause)
            rest -= pause
            self.world.now = round((time.monotonic() - self.world.began) * 1e9)
        return self.cancelled

    def to_wire(self) -> dict[str, Any]:
        return {"task": "t0", "cancelled": self.cancelled, "fields": {}}


def lost(op: str) -> bool:
    """True if the handler calls with a context of its own, as Go's `context.Background()`."""
    return HOW == "loses-context" and op in ("Fetch", "Push")


def ignore(*_: object, **__: object) -> None:
    """Logs are not reported here."""


def send(answer: dict[str, Any]) -> None:
    OUT.write(json.dumps(answer) + "\n")
    OUT.flush()


def handled(world: World, start: dict[str, Any]) -> dict[str, Any]:
    descriptor, ctx = descriptor_from_wire(start["descriptor"]), Context(world)
    world.cancelled = world.cancelled or start["cancelled"]
    both = Collaborators(world), Collaborators(world)
    try:
        if start["kind"] == "key":
            return {"task": "t0", "key": remotes.make_ref_key(ctx, descriptor)}
        if start["kind"] in ("chain", "walk", "children"):
            return over_a_tree(world, start, ctx)
        build = remotes.fetch_handler if start["kind"] == "fetch" else remotes.push_handler
        return {"task": "t0", "ok": True, "children": len(build(*both)(ctx, descriptor) or ())}
    except Exception as error:
        failure = BORDER.failure(error)
        kinds = [kind for kind in failure.kinds if kind in CLASSES]
        return {"task": "t0", "error": {"kinds": kinds, "ids": failure.ids, "message": "failed"}}


def over_a_tree(world: World, start: dict[str, Any], ctx: Context) -> dict[str, Any]:
    descriptor = descriptor_from_wire(start["descriptor"])
    if start["kind"] == "walk":
        roots = map(descriptor_from_wire, start["descriptors"])
        remotes.walk(ctx, visitor(world, 0), *roots)
        return {"task": "t0", "ok": True}
    if start["kind"] == "chain":
        handler = remotes.handlers(*(visitor(world, place) for place in range(start["handlers"])))
    else:
        handler = remotes.children_handler(Collaborators(world))
    children = [descriptor_to_wire(child) for child in handler(ctx, descriptor) or ()]
    return {"task": "t0", "ok": True, "descriptors": children}


IN, OUT = open(3), open(4, "w")  # noqa: SIM115  # they are the process's own
command = json.loads(IN.readline())
OFFERS = ["make_ref_key", "fetch", "push", *([] if REAL else ["virtual-time"])]
OFFERS += ["handlers", "walk", "children_handler"] * (HOW in ("", "forgets-classes", "trees"))
send({"protocol": 1, "implementation": "plain", "capabilities": OFFERS})
for line in IN:
    command = json.loads(line)
    while command["do"] in ("begin", "start"):
        if command["do"] == "begin":
            world = World(command["world"])
            command = world.turn()
        else:
            command = world.turn(returns=[handled(world, command)])
    send({"world": command["world"], "now": world.now, "calls": [], "returns": [], "logs": []})
