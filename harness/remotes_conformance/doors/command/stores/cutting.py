"""Power cuts of a program that has a store: it runs under `strace` while its script is recorded,
and without it on each state that a cut can leave."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from ....scenarios.cuts import Cut
from ....scenarios.scenario import Scenario
from ....scenarios.script import Script
from ....world import Served
from ....world.callers import ScriptCaller
from ....world.disk import Disk, Operation
from ....world.journal import Journal, Stuck
from ...stores.cuts import Recording, before_cut, cut_entry, lay_out
from ...stores.folders import Folders
from ...stores.recorder import Recorder
from ..child import Child, ChildFailed
from ..naming import BadMessage
from .opened import OpenedPrograms
from .trace import CALLS, Trace

Start = Callable[[], Child]


def traced(command: str, trace: str) -> str:
    """The command that runs *command* under `strace`, whose output goes to the file *trace*."""
    calls = ",".join(f"?{name}" for name in CALLS)  # not every machine has all of them
    options = f"-f -y -q -xx -s 10000000 --seccomp-bpf -e signal=none -e trace={calls}"
    return f"strace {options} -o {trace} -- {command}"


def can_trace() -> bool:
    """Whether `strace` is there, and may trace a program."""
    if shutil.which("strace") is None:
        return False
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        words = ["strace", "-f", "-q", "--seccomp-bpf", "-e", "trace=fsync", "true"]
        return not subprocess.run(words, capture_output=True, timeout=10, check=False).returncode
    return False


class ProgramCuts:
    """Records scripts, and plays them with a cut.

    *start*: gives the program that runs without `strace`; *start_traced*: the one whose trace is in
    the file *trace*.
    """

    def __init__(
        self,
        folders: Folders,
        offers: Callable[[], Collection[str]],
        start: Start,
        start_traced: Start,
        trace: str,
    ) -> None:
        self._folders = folders
        self._offers = offers
        self._start = start
        self._start_traced = start_traced
        self._trace = trace
        self._recordings: dict[tuple[Script, int | None], Recording] = {}

    def record(self, script: Script, killed: int | None = None) -> Recording:
        """As `RecordingDoor.record`. Raises `ChildFailed`, `BadMessage`."""
        key = replace(script, cut=None), killed
        if key not in self._recordings:
            done: Sequence[Operation] = ()
            if killed is not None:
                done = self.record(script).operations[:killed]
            if len(self._recordings) > 1:
                self._recordings = {k: v for k, v in self._recordings.items() if k[1] is None}
            self._recordings[key] = self._record(key[0], done)
        return self._recordings[key]

    def _record(self, script: Script, done: Sequence[Operation]) -> Recording:
        recorder = Recorder(str(self._folders.new(0)))
        lay_out(Disk(done, len(done)).layout(Cut(len(done))), recorder.root)
        recorder.go_on(done)
        opened, counts = OpenedPrograms(self._offers), list[tuple[int, int]]()
        child = self._start_traced()
        trace = Trace(recorder, self._trace)
        try:
            why = opened.open(child, recorder.root)
            trace.read()
            caller = ScriptCaller(0, script, opened.leaves_out)
            served = Served(caller.strand)
            while not why and (call := caller.next(served)) is not None:
                served = Served(caller.strand)
                if call.op == "wait":
                    continue
                recorder.step, begun = caller.place, len(recorder.operations)
                served = Served(caller.strand, *opened.answer(call))
                trace.read()
                counts.append((begun, len(recorder.operations)))
            missed = tuple(recorder.missed())
            opened.close()
        finally:
            trace.close()
            self._folders.clear()
        entries = tuple((e, *at) for e, at in zip(opened.entries, counts, strict=True))
        return Recording(tuple(recorder.operations), entries, missed)

    def play(self, scenario: Scenario) -> Journal:
        """The journal of the script up to its cut, and of what came after it."""
        script = scenario.calls[0]
        assert isinstance(script, Script)
        assert script.cut is not None
        cut, opened = script.cut, OpenedPrograms(self._offers)
        entries = opened.entries
        if cut.killed is not None:
            first, kill = self.record(script), Cut(cut.killed)
            entries += before_cut(first, kill)
            entries.append(cut_entry(script, first, Disk(first.operations, kill.after), kill))
        recorded = self.record(script, cut.killed)
        disk = Disk(recorded.operations, cut.after)
        cut = disk.permitted(cut)
        entries += before_cut(recorded, cut)
        opened.errors = sum(entry.refusal is not None for entry in entries)
        folder = str(self._folders.new(0))
        try:
            lay_out(disk.layout(cut), folder)
            entries.append(cut_entry(script, recorded, disk, cut))
            opened.afterwards(self._start(), folder, script, cut.then)
        except (ChildFailed, BadMessage) as failure:
            return Journal(tuple(entries), stuck=Stuck(failure.why, str(failure), (0,)))
        finally:
            self._folders.clear()
        return Journal(tuple(entries))
