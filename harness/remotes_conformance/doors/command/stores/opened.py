"""A store of a program in one folder, which is called without a world: no turns are taken."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import Any

from ....contract.capabilities import READ_AT
from ....contract.names import StoreOp
from ....scenarios.script import Script
from ....world import Call
from ....world.aftermath import Answer, afterwards
from ....world.journal import Entry, Outcome, Refusal, entry_of
from ...stores.answers import CALLED
from ..child import Child
from .translation import answer_from_wire, call_to_wire

_FIRST = 1_000_000_000
"""The number of a first store; those of other plays count from 1 on, and never come so far."""


class OpenedPrograms:
    """One store after the other, of programs that are started anew or not, each in a folder.

    `entries`: the calls and their answers. `offers`: asks what a store has, once a program runs.
    """

    def __init__(self, offers: Callable[[], Collection[str]]) -> None:
        self.entries: list[Entry] = []
        self.slowest = 0.0
        """Seconds of the longest call."""
        self.errors = 0
        self._offers = offers
        self._names: dict[str, str] = {}
        self._child: Child | None = None
        self._folder = ""
        self._store = _FIRST
        self._made = 0

    def open(self, child: Child, folder: str) -> str:
        """Open the store in *folder*; why it could not be opened. Raises `ChildFailed`."""
        self._child, self._folder = child, folder
        self._store += 1
        child.begins_a_world()
        answer = child.ask({"do": "open", "store": self._store, "folder": folder})
        return str(answer["error"]).replace(folder, "…") if "error" in answer else ""

    def close(self) -> None:
        """Close the store. Raises `ChildFailed`."""
        assert self._child is not None
        self._child.ask({"do": "close", "store": self._store})

    def leaves_out(self, op: StoreOp, handle: str) -> bool:
        """True if the store, or the reader, does not have that method."""
        needs = READ_AT if op == "ReadAt" else CALLED[op].needs
        return bool(needs) and needs not in self._offers()

    def to_wire(self, call: Call) -> dict[str, Any]:
        """The message of a call."""
        self._made += 1
        return call_to_wire(self._made, self._store, call, self._names.get(call.handle, ""))

    def answer(self, call: Call) -> Answer:
        """Make a call. Raises `ChildFailed`, `BadMessage`."""
        assert self._child is not None
        begun = time.monotonic()
        found = answer_from_wire(self._child.ask(self.to_wire(call)), call.store_op)
        self.slowest = max(self.slowest, time.monotonic() - begun)
        answer = Answer(found.result, None)
        if found.error is not None:
            self.errors += 1
            kind, text = found.error
            refusal = Refusal(kind, f"e{self.errors}", "", text.replace(self._folder, "…"))
            answer = Answer({}, refusal)
        elif opens := CALLED[call.store_op].opens:
            name = f"{opens[0]}{len(self._names) + 1}"
            self._names[name] = found.handle
            found.result[opens] = name
        self.entries.append(entry_of(0, 0, 0, call.store_op, call.handle, call.args, *answer))
        return answer

    def afterwards(self, child: Child, folder: str, script: Script, then: str) -> None:
        """Open *folder* after a cut, which is the last entry, and use it: see `afterwards`.

        Raises `ChildFailed`, `BadMessage`.
        """
        if why := self.open(child, folder):
            refusal = Refusal("other", "e0", "", why)
            self.entries[-1] = self.entries[-1]._replace(refusal=refusal)
            return
        calls = afterwards(script, then)
        answer = None
        while True:
            try:
                call = next(calls) if answer is None else calls.send(answer)
            except StopIteration:
                break
            left_out = self.leaves_out(call.store_op, call.handle)
            answer = Answer({}, None) if left_out else self.answer(call)
        self.close()
        outcome = {"outcome": Outcome(ok=True)}
        self.entries.append(entry_of(0, 0, 0, "return", "", {}, outcome, None))
