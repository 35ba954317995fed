"""Power cuts of a program that has a store: it runs under `strace` while its script is recorded,
and without it on each state that a cut can leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from ....scenarios.cuts import Cut
from ....scenarios.scenario import Scenario
from ....scenarios.script import Script
from ....world import Served
from ....world.callers import ScriptCaller
from ....world.disk import Disk, Operation
from ....world.journal import Journal, Stuck
from ...stores.at_the_cut import Recording, at_the_cut, lay_out
from ...stores.disk import StepFaults
from ...stores.folders import Folders
from ...stores.recorder import Recorder
from ..child import Child, ChildFailed
from ..naming import BadMessage
from .opened import OpenedPrograms
from .trace import Trace
from .traced import TracedProgram


class ProgramCuts:
    """Records scripts, and plays them with a cut.

    *start*: gives the program that runs without `strace`; *traced* runs under it, and of *failing*
    system calls can fail, too.
    """

    def __init__(
        self,
        folders: Folders,
        offers: Callable[[], Collection[str]],
        start: Callable[[], Child],
        traced: TracedProgram,
        failing: TracedProgram,
    ) -> None:
        self._folders = folders
        self._offers = offers
        self._start = start
        self._traced = traced
        self._failing = failing
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
        program = self._failing if script.faults else self._traced
        child, trace = program.child(), Trace(recorder, program.trace)
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
                faults = tuple(one for one in script.faults if one.step == caller.place)
                with program.failing(StepFaults(faults)):
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
        found, opened = at_the_cut(scenario, self.record), OpenedPrograms(self._offers)
        entries, opened.errors = opened.entries, found.errors
        entries += found.entries
        folder = str(self._folders.new(0))
        try:
            lay_out(found.layout, folder)
            opened.afterwards(self._start(), folder, found.script, found.then)
        except (ChildFailed, BadMessage) as failure:
            return Journal(tuple(entries), stuck=Stuck(failure.why, str(failure), (0,)))
        finally:
            self._folders.clear()
        return Journal(tuple(entries))
