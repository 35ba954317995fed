"""Plays with a cut: a script on a recorded folder, the state that the cut leaves, and the store on
that, opened again.

Scripts with cuts have one caller, so no turns are taken; a call that does not come back ends the
play. The state is laid out in a fresh folder: locks of the operating system, and what the first
store knows, do not reach it, as after the death of its process.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...scenarios.cuts import Cut
from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...world.aftermath import Answer, afterwards
from ...world.callers import ScriptCaller
from ...world.disk import Disk, Layout, Operation
from ...world.journal import Entry, Journal, Outcome, Stuck, entry_of
from ...world.missing_syncs import missing_syncs, model_of
from ...world.turns import Served
from ..python.playing import modules_of
from .disk import Trouble, refusing, troubled
from .factory import Factory
from .folders import Folders
from .opened import OpenedStore
from .recorder import Recorder
from .recording import recording


@dataclass(frozen=True, slots=True)
class Recording:
    """One play of a script without its cut.

    * `entries`: its calls, each with how many operations there were before and after it;
    * `missed`: paths at which the folder changed without the recorder;
    * `stuck`: why it was not played to its end ("": it was).
    """

    operations: tuple[Operation, ...]
    entries: tuple[tuple[Entry, int, int], ...]
    missed: tuple[str, ...]
    stuck: str = ""


def has_a_cut(scenario: Scenario) -> bool:
    """Whether the power is cut in it. Then it has one caller."""
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
            stuck = self._in_time(lambda: _play(script, recorder, opened, entries))
        missed = () if stuck else tuple(recorder.missed())
        self._run(opened.close())
        self._folders.clear()
        return Recording(tuple(recorder.operations), tuple(entries), missed, stuck)

    def play(self, scenario: Scenario) -> Journal:
        """The journal of the script up to its cut, and of what came after it."""
        script = scenario.calls[0]
        assert isinstance(script, Script)
        assert script.cut is not None
        cut: Cut = script.cut
        entries: list[Entry] = []
        if cut.killed is not None:
            first, kill = self.record(script), Cut(cut.killed)
            entries += before_cut(first, kill)
            entries.append(cut_entry(script, first, Disk(first.operations, kill.after), kill))
        recorded = self.record(script, cut.killed)
        disk = Disk(recorded.operations, cut.after)
        cut = disk.permitted(cut)
        entries += before_cut(recorded, cut)
        opened = OpenedStore(self._factory, str(self._folders.new(0)))
        opened.errors = sum(entry.refusal is not None for entry in entries)
        try:
            lay_out(disk.layout(cut), opened.folder)
            entries.append(cut_entry(script, recorded, disk, cut))
            stuck = self._in_time(lambda: _play_afterwards(script, cut.then, opened, entries))
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

    def _in_time(self, work: Callable[[], Coroutine[Any, Any, None]]) -> str:
        """Run it on a thread of its own. Not empty: it has not come back, and is left alone."""
        failed: list[BaseException] = []

        def run() -> None:
            try:
                self._run(work())
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
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
        with troubled(Trouble(faults)):
            answer = await opened.answer(call)
        served = Served(caller.strand, *answer)
        entry = entry_of(0, 0, 0, call.store_op, call.handle, call.args, *answer)
        entries.append((entry, begun, len(recorder.operations)))


async def _play_afterwards(
    script: Script, then: str, opened: OpenedStore, entries: list[Entry]
) -> None:
    refusal = await opened.make()
    if refusal is not None:
        entries[-1] = entries[-1]._replace(refusal=refusal)
        return
    calls = afterwards(script, then)
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


def before_cut(recording: Recording, cut: Cut) -> list[Entry]:
    """The calls that were answered before the cut, each after what it did to the disk."""
    found = []
    place = 0
    for entry, begun, ended in recording.entries:
        for number in range(max(place, begun), min(ended, cut.after)):
            what = recording.operations[number].text
            lost = " (lost)" if number in cut.lost else ""
            found.append(entry_of(0, 0, 0, "disk", "", {"what": what + lost}, {}, None))
        place = ended
        if ended > cut.after:
            break
        found.append(entry)
    return found


def cut_entry(script: Script, recording: Recording, disk: Disk, cut: Cut) -> Entry:
    under_way = [e for e, begun, ended in recording.entries if begun < cut.after < ended]
    during = under_way[0].op if under_way else ""
    doubt = under_way[0].args.get("digest", "") if during in ("Commit", "Delete") else ""
    args: Mapping[str, Any] = {
        "kill": cut.is_kill,
        "during": during,
        "doubt": doubt,
        "missing": list(missing_syncs(script, disk, cut)),
        "model": model_of(disk, cut),
    }
    return entry_of(0, 0, 0, "cut", "", args, {}, None)


def lay_out(layout: Layout, folder: str) -> None:
    """Make files and folders; of two names of one file, the second is a link."""
    made: dict[int, str] = {}
    for path, (node, content) in sorted(layout.items()):
        place = os.path.join(folder, path)
        if content is None:
            os.mkdir(place)
        elif node in made:
            os.link(made[node], place)
        else:
            Path(place).write_bytes(content)
            made[node] = place
