"""Plays in which the program that has a store is killed (SIGKILL), and another one started on the
same folder."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection
from typing import Any, Final

from ....contract.capabilities import READ_AT
from ....contract.names import StoreOp
from ....scenarios.scenario import Scenario
from ....scenarios.script import Script
from ....world import Call, Served
from ....world.aftermath import Answer, afterwards
from ....world.callers import ScriptCaller
from ....world.journal import Entry, Journal, Outcome, Refusal, Stuck
from ...stores.answers import CALLED
from ..child import Child
from ..naming import BadMessage
from .translation import answer_from_wire, call_to_wire

STORE: Final = 1_000_000_000
"""The number of the store; those of other plays count from 1 on, and never come so far."""
LONGEST: Final = 0.002
"""Seconds after which a call that is under way is cut off at the latest, or twice the time that the
slowest call before it took."""


class KilledPlay:
    """One play of *scenario*, whose script has a cut `by_calls`.

    `offers`: asks what the store has, once a program runs.
    """

    def __init__(
        self, scenario: Scenario, folder: str, offers: Callable[[], Collection[str]]
    ) -> None:
        script = scenario.calls[0]
        assert isinstance(script, Script)
        assert script.cut is not None
        self._script, self._cut, self._folder, self._offers = script, script.cut, folder, offers
        self._random = random.Random(script.cut.after)
        self._entries: list[Entry] = []
        self._names: dict[str, str] = {}
        self._child: Child | None = None
        self._stuck: Stuck | None = None
        self._made = 0
        self._errors = 0
        self._slowest = 0.0
        self._was_killed = False

    def until_it_is_killed(self, child: Child) -> None:
        """Play the script up to its cut. Raises `ChildFailed`, `BadMessage`."""
        if why := self._open(child):
            raise BadMessage(why, "refusal")
        caller = ScriptCaller(0, self._script, self._leaves_out)
        served, during = Served(caller.strand), None
        while (call := caller.next(served)) is not None:
            if call.op == "wait":
                served = Served(caller.strand)
                continue
            if len(self._entries) == self._cut.after // 2:
                during = call if self._cut.after % 2 else None
                break
            served = Served(caller.strand, *self._answer(call))
        if during is not None:
            child.send(self._to_wire(during))
            time.sleep(self._random.uniform(0, max(LONGEST, 2 * self._slowest)))
        child.kill()
        self._was_killed = True
        op = "" if during is None else during.op
        doubt = during.args.get("digest", "") if during and op in ("Commit", "Delete") else ""
        args: dict[str, Any] = {
            "kill": True, "during": op, "doubt": doubt, "missing": [], "model": "",
        }  # fmt: skip
        self._entries.append(Entry(0, 0, 0, "cut", "", args, {}, None))

    def afterwards(self, child: Child) -> None:
        """Open the folder again, and look at it. Raises `ChildFailed`, `BadMessage`."""
        if why := self._open(child):
            refusal = Refusal("other", "e0", "", why)
            self._entries[-1] = self._entries[-1]._replace(refusal=refusal)
            return
        calls = afterwards(self._script, self._cut.then)
        answer = None
        while True:
            try:
                call = next(calls) if answer is None else calls.send(answer)
            except StopIteration:
                break
            left_out = self._leaves_out(call.store_op, call.handle)
            answer = Answer({}, None) if left_out else self._answer(call)
        child.ask({"do": "close", "store": STORE})
        outcome = {"outcome": Outcome(ok=True)}
        self._entries.append(Entry(0, 0, 0, "return", "", {}, outcome, None))

    def failed(self, why: str, details: str) -> None:
        """The program has failed. Before it was killed that breaks no rule: stories show it."""
        if not self._was_killed:
            self._entries.clear()
        self._stuck = Stuck(why, details, (0,))

    def unreachable(self, details: str) -> None:
        """The program cannot be started: nothing is judged any more."""
        self._entries.clear()
        self._stuck = Stuck("unreachable", details, (0,))

    def journal(self) -> Journal:
        """What has happened."""
        return Journal(tuple(self._entries), self._stuck)

    # -- one call --------------------------------------------------------------------------------

    def _open(self, child: Child) -> str:
        """Open the store; why it could not be opened."""
        self._child = child
        child.begins_a_world()
        answer = child.ask({"do": "open", "store": STORE, "folder": self._folder})
        return str(answer["error"]).replace(self._folder, "…") if "error" in answer else ""

    def _leaves_out(self, op: StoreOp, handle: str) -> bool:
        needs = READ_AT if op == "ReadAt" else CALLED[op].needs
        return bool(needs) and needs not in self._offers()

    def _to_wire(self, call: Call) -> dict[str, Any]:
        self._made += 1
        return call_to_wire(self._made, STORE, call, self._names.get(call.handle, ""))

    def _answer(self, call: Call) -> Answer:
        assert self._child is not None
        begun = time.monotonic()
        found = answer_from_wire(self._child.ask(self._to_wire(call)), call.store_op)
        self._slowest = max(self._slowest, time.monotonic() - begun)
        answer = Answer(found.result, None)
        if found.error is not None:
            self._errors += 1
            kind, text = found.error
            refusal = Refusal(kind, f"e{self._errors}", "", text.replace(self._folder, "…"))
            answer = Answer({}, refusal)
        elif opens := CALLED[call.store_op].opens:
            name = f"{opens[0]}{len(self._names) + 1}"
            self._names[name] = found.handle
            found.result[opens] = name
        self._entries.append(Entry(0, 0, 0, call.store_op, call.handle, call.args, *answer))
        return answer
