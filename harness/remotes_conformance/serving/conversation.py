"""The answers of a served implementation: its name, and one world after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..contract import SINCE_1_6
from ..contract.capabilities import ONLY_IN_PROCESS, STRANDS, VIRTUAL_TIME, capability
from ..doors.command.translation import task_from_wire
from ..judging.loading import Loaded, load, open_bench
from ..scenarios.scenario import Scenario
from .line import Line
from .remote_world import RemotePlay, RemoteWorld

PROTOCOL = 1


class Conversation:
    """Serves the implementation that *spec*, `package.module:object`, names.

    Raises `remotes_conformance.judging.loading.Unusable` where it cannot be served.
    """

    def __init__(self, spec: str, line: Line, *, patience: float) -> None:
        self._line = line
        self._number = 0
        self._world: RemoteWorld
        self._loaded: Loaded = open_bench(
            load(spec),
            # It lists all that it offers; the harness knows what its edition needs.
            edition=SINCE_1_6[-1],
            spec=spec,
            patience=patience,
            perform=self._perform,
        )

    def _perform(self, scenario: Scenario) -> RemotePlay:
        self._world = RemoteWorld(scenario, self._line, self._number)
        return RemotePlay(self._world)

    def run(self) -> None:
        """Answer until the harness closes its end."""
        with self._loaded.bench.at_work():
            while True:
                self._answer(self._line.receive())

    def _answer(self, command: Mapping[str, Any]) -> None:
        match command.get("do"):
            case "describe":
                self._line.send(self._description())
            case "begin" if "tasks" in command:
                self._play(command)
            case "begin":
                why = "this program reports its strands: send the tasks with “begin”"
                self._line.send({"error": why})
            case other:
                self._line.send({"error": f"no world has begun: {other!r}"})

    def _description(self) -> dict[str, Any]:
        loaded = self._loaded
        kinds = sorted(loaded.bench.kinds - ONLY_IN_PROCESS)
        # A value that several functions make together has no name of its own on the wire.
        offers = [wire for kind in kinds if (wire := capability(kind).wire)]
        return {
            "protocol": PROTOCOL, "implementation": loaded.name, "version": loaded.version,
            "language": "python", "editions": [], "issues": "",
            "capabilities": [*offers, VIRTUAL_TIME, STRANDS],
        }  # fmt: skip

    def _play(self, begin: Mapping[str, Any]) -> None:
        self._number = begin["world"]
        tasks = tuple(task_from_wire(task) for task in begin["tasks"])
        journal = self._loaded.bench.door.play(Scenario(tasks, seed=begin["seed"]))
        world, stuck = self._world, journal.stuck
        if not world.is_over:
            assert stuck is not None, "a world ends by a command, or because it is stuck"
            self._line.send(world.answer(stuck={"why": stuck.why, "details": stuck.details}))
            self._line.receive()  # the end
        self._line.send(world.answer(left_behind=journal.left_behind, meddling=journal.meddling))
