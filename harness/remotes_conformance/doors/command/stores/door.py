"""The command door for content stores: a child process that has a store in any language."""

from __future__ import annotations

import os
import tempfile
from typing import Any

from ....scenarios.scenario import Scenario
from ....scenarios.script import Script
from ....world.journal import Journal, Stuck
from ...stores.at_the_cut import Recording
from ...stores.cuts import has_a_cut
from ...stores.disk import has_faults
from ...unusable import Unusable
from ..child import Child, ChildFailed
from ..door import CHANCES
from ..naming import BadMessage
from .cutting import ProgramCuts
from .failing import FailingStoreDoor
from .killing import KilledPlay
from .traced import TracedProgram
from .worlds import StoreWorlds


class _Unreachable(Exception):
    """The program cannot be started any more."""


class CommandStoreDoor(StoreWorlds):
    """Plays scripts on the stores of one child, also those with cuts; those with faults on the
    stores of another child of the same program."""

    name = "content store behind the command door"

    def __init__(self, command: str, **options: Any) -> None:
        """*options*: those of `CommandDoor`."""
        super().__init__(command, **options)
        self._options = options
        self._of_tools = tempfile.TemporaryDirectory(prefix="remotes-traces-")
        tools = self._of_tools.name
        traced = TracedProgram(command, tools, "sound", **options)
        failing = TracedProgram(command, tools, "failing", self._folders.path, **options)
        self._traced = traced, failing
        self._cuts = ProgramCuts(self._folders, self.offers, self._started, traced, failing)
        self._failing: FailingStoreDoor | None = None

    def play(self, scenario: Scenario) -> Journal:
        """See `StoreWorlds.play`."""
        if has_a_cut(scenario):
            first = scenario.calls[0]
            assert isinstance(first, Script)
            assert first.cut is not None
            return self._killed(scenario) if first.cut.by_calls else self._cut(scenario)
        if has_faults(scenario):
            return self._on_a_failing_disk(scenario)
        return super().play(scenario)

    def _on_a_failing_disk(self, scenario: Scenario) -> Journal:
        if self._failing is None:
            path = os.path.join(self._of_tools.name, "refusals")
            self._failing = FailingStoreDoor(self._command, path, **self._options)
        return self._failing.play(scenario)

    def late(self) -> list[tuple[Scenario, Journal]]:
        """See `CommandDoor.late`; also of the child whose disk fails."""
        return super().late() + (self._failing.late() if self._failing is not None else [])

    def record(self, script: Script, killed: int | None = None) -> Recording:
        """The program's operations on its folder while it plays *script*; *killed*: see `Cut`."""
        try:
            return self._cuts.record(script, killed)
        except (ChildFailed, BadMessage, Unusable, OSError) as failure:
            for program in self._traced:
                program.end()
            return Recording((), (), (), f"under strace: {failure}")

    def _cut(self, scenario: Scenario) -> Journal:
        """The journal of a play with a power cut."""
        try:
            journal = self._cuts.play(scenario)
        except (_Unreachable, Unusable, OSError) as failure:
            journal = Journal((), stuck=Stuck("unreachable", str(failure), (0,)))
        if journal.stuck is not None:
            self._end_child()
        return journal

    def _killed(self, scenario: Scenario) -> Journal:
        """The journal of a play in which the program is killed, and another one started."""
        self._folders.clear()
        folder = str(self._folders.new(0))
        killed = KilledPlay(scenario, folder, self.offers)
        try:
            killed.until_it_is_killed(self._started())
            self._end_child()
            killed.afterwards(self._started())
        except _Unreachable as failure:
            killed.unreachable(str(failure))
        except ChildFailed as failure:
            killed.failed(failure.why, failure.details)
            self._end_child()
        except BadMessage as failure:
            killed.failed(failure.why, str(failure))
            self._end_child()
        except (Unusable, OSError) as failure:
            killed.failed("crash", str(failure))
            self._end_child()
        finally:
            self._folders.clear()
        return killed.journal()

    def _started(self) -> Child:
        """The child. That it starts slowly is not the store's fault. Raises `_Unreachable`."""
        why: Exception | None = None
        for _ in range(CHANCES):
            try:
                return self.running_child()
            except (ChildFailed, Unusable, OSError) as failure:
                why = failure
        raise _Unreachable(f"it failed to start {CHANCES} times in a row: {why}")

    def close(self) -> None:
        """End the children, and remove all folders."""
        super().close()
        for program in self._traced:
            program.close()
        if self._failing is not None:
            self._failing.close()
        self._of_tools.cleanup()
