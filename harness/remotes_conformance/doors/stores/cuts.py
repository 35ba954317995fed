"""Plays with a cut: a script on a recorded folder, the state that the cut leaves, and the store on
that, opened again.

Scripts with cuts have one caller, so no turns are taken; a call that does not come back ends the
play. The state is laid out in a fresh folder: locks of the operating system, and what the first
store knows, do not reach it, as after the death of its process.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine, Sequence, Sized
from dataclasses import replace
from typing import Any

from ...scenarios.cuts import Cut
from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...world.aftermath import Answer, afterwards
from ...world.callers import ScriptCaller
from ...world.disk import Disk, Operation
from ...world.journal import Entry, Journal, Outcome, Stuck, entry_of
from ...world.turns import Served
from ..python.playing import modules_of
from .at_the_cut import AtTheCut, Recording, at_the_cut, lay_out
from .disk import StepFaults, refusing, with_faults
from .factory import Factory
from .folders import Folders
from .opened import OpenedStore
from .recorder import Recorder
from .recording import recording


def has_a_cut(scenario: Scenario) -> bool:
    """True if the power is cut in it. Then it has one caller."""
    first = scenario.calls[0]
    return isinstance(first, Script) and first.cut is not None


class CutPlayer:
    """Plays scripts with cuts on stores of one factory."""

    def __init__(self, factory: Factory, folders: Folders, *, patience: float) -> None:
        self._factory = factory
        self._folders = folders
        self._patience = patience
        self._whole: tuple[Script, Recording] | None = None
        self._killed: tuple[Script, int, Recording] | None = None

    def record(self, script: Script, killed: int | None = None) -> Recording:
        """Play *script* without its cut; *killed*: see `Cut`. The last recordings are kept."""
        script = replace(script, cut=None)
        if self._whole is None or self._whole[0] != script:
            self._whole = script, self._record(script, ())
        if killed is None:
            return self._whole[1]
        if self._killed is None or self._killed[:2] != (script, killed):
            again = self._record(script, self._whole[1].operations[:killed])
            self._killed = script, killed, again
        return self._killed[2]

    def _record(self, script: Script, done: Sequence[Operation]) -> Recording:
        """*done*: by a process that was killed, in the same folder."""
        recorder = Recorder(str(self._folders.new(0)))
        lay_out(Disk(done, len(done)).layout(Cut(len(done))), recorder.root)
        recorder.go_on(done)
        entries: list[tuple[Entry, int, int]] = []
        opened = OpenedStore(self._factory, recorder.root)
        refuses = refusing() if script.faults else contextlib.nullcontext()
        with refuses, recording(recorder, modules_of(self._factory.make)):
            stuck = self._in_time(lambda: _play(script, recorder, opened, entries), entries)
        missed = () if stuck else tuple(recorder.missed())
        self._run(opened.close())
        self._folders.clear()
        return Recording(tuple(recorder.operations), tuple(entries), missed, stuck)

    def play(self, scenario: Scenario) -> Journal:
        """The journal of the script up to its cut, and of what came after it."""
        found = at_the_cut(scenario, self.record)
        entries = found.entries
        opened = OpenedStore(self._factory, str(self._folders.new(0)), errors=found.errors)
        try:
            lay_out(found.layout, opened.folder)
            stuck = self._in_time(lambda: _play_afterwards(found, opened), entries)
            self._run(opened.close())
        finally:
            self._folders.clear()
        why = Stuck("hang", stuck, (0,)) if stuck else None
        if why is None:
            entries.append(entry_of(0, 0, 0, "return", "", {}, {"outcome": Outcome(ok=True)}, None))
        return Journal(tuple(entries), stuck=why)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        if self._factory.is_async:
            asyncio.run(work)
            return
        with contextlib.suppress(StopIteration):
            work.send(None)

    def _in_time(self, work: Callable[[], Coroutine[Any, Any, None]], progress: Sized) -> str:
        """Run it on a thread of its own. Not empty: it has not come back, and is left alone.

        *progress* grows with each call that has come back: the patience is for a single one.
        """
        failed: list[BaseException] = []

        def run() -> None:
            try:
                self._run(work())
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        before = -1
        while thread.is_alive() and before != (before := len(progress)):
            thread.join(self._patience)
        if failed:
            raise failed[0]
        return f"no answer for {self._patience:g} s" if thread.is_alive() else ""


async def _play(
    script: Script, recorder: Recorder, opened: OpenedStore, entries: list[tuple[Entry, int, int]]
) -> None:
    refusal = await opened.make()
    if refusal is not None:
        return
    caller = ScriptCaller(0, script, opened.leaves_out)
    served = Served(caller.strand)
    while (call := caller.next(served)) is not None:
        if call.op == "wait":
            served = Served(caller.strand)
            continue
        recorder.step = caller.place
        begun = len(recorder.operations)
        faults = tuple(one for one in script.faults if one.step == caller.place)
        with with_faults(StepFaults(faults)):
            answer = await opened.answer(call)
        served = Served(caller.strand, *answer)
        entry = entry_of(0, 0, 0, call.store_op, call.handle, call.args, *answer)
        entries.append((entry, begun, len(recorder.operations)))


async def _play_afterwards(found: AtTheCut, opened: OpenedStore) -> None:
    entries, refusal = found.entries, await opened.make()
    if refusal is not None:
        entries[-1] = entries[-1]._replace(refusal=refusal)
        return
    calls = afterwards(found.script, found.then)
    answer = None
    while True:
        try:
            call = next(calls) if answer is None else calls.send(answer)
        except StopIteration:
            return
        answer = Answer({}, None)
        if not opened.leaves_out(call.store_op, call.handle):
            answer = await opened.answer(call)
            entries.append(entry_of(0, 0, 0, call.store_op, call.handle, call.args, *answer))
