"""A store behind containerd's gRPC API: its bench. Needs the extra `grpc`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ...contract import STORE_EDITION
from ...contract.names import Edition
from ...doors.grpc.door import ServiceDoor
from ...scenarios.scenario import Scenario
from ...scenarios.script import Abort, Script
from ...world.journal import Journal
from ..loading import Loaded
from .bench import StoreBench

SLOWNESS: Final = 5
"""The divisor of the number of drawn scripts: containerd tries for 0.25 to 0.6 s to open a ref that
is locked, and a script may do that many times."""


class ServiceBench(StoreBench):
    """The content service at an address. A service without namespaces has only one store."""

    def __init__(
        self, door: ServiceDoor, kinds: Iterable[str] = (), *, edition: Edition = STORE_EDITION[0]
    ) -> None:
        super().__init__(door, kinds or door.factory.offers, edition=edition)
        self._of_service = door
        self.slowness = SLOWNESS

    def can_play(self, scenario: Scenario) -> bool:
        return super().can_play(scenario) and self._of_service.has_stores_for(scenario)

    def play(self, scenario: Scenario) -> Journal:
        # If Abort is known to take what is open, then it may break any rule of a call under way, by
        # chance: no ledger could name that.
        is_known = any(id == "STORE-13" for id, _ in self.known or ())
        self._of_service.let_overlap(calls=not (is_known and _aborts(scenario)))
        return super().play(scenario)


def _aborts(scenario: Scenario) -> bool:
    scripts = (one for one in scenario.calls if isinstance(one, Script))
    return any(isinstance(step, Abort) for script in scripts for step in script.steps)


def open_service(address: str, *, patience: float = 5.0) -> Loaded:
    """The bench of the content service at *address*, `unix:PATH`. Raises `Unusable`."""
    bench = ServiceBench(ServiceDoor(address, patience=patience))
    return Loaded(address, "", bench, tuple(sorted(bench.kinds)))
