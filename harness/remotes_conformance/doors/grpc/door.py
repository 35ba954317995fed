"""The door to a content service: each store of a scenario is a namespace, or the emptied store."""

from __future__ import annotations

import itertools
import secrets
from contextlib import suppress

from ...contract.capabilities import STORE_OPTIONS, STORES
from ...errors import ContentError, Locked
from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...world.journal import Journal
from ..door import Reached
from ..python.border import Border
from ..stores.doors import StoreDoor
from ..stores.factory import Factory
from .isolation import has_namespaces
from .service import Client, Service
from .store import ServiceStore


class ServiceDoor(StoreDoor):
    """Judges the content service at an address, `unix:PATH`. Raises `Unusable`.

    Calls take real time, and the world none. They overlap where the schedule hands the turn over
    between a request and its answer; what happens in the service meanwhile is its own affair.
    """

    name = "content store, gRPC"
    can: frozenset[str] = frozenset()

    def __init__(self, address: str, *, patience: float = 5.0) -> None:
        self._service = Service(address)
        self._numbers = itertools.count(1)
        self._prefix = f"remotes-{secrets.token_hex(6)}"
        try:
            self.has_namespaces = has_namespaces(self._service)
        except BaseException:
            self._service.close()
            raise
        offers = frozenset(one.kind for one in (*STORES, *STORE_OPTIONS) if one.method)
        factory = Factory(self._new, False, False, offers, Border())
        super().__init__(factory, patience=patience)

    def _new(self) -> ServiceStore:
        """An empty store."""
        client = Client(self._service, f"{self._prefix}-{next(self._numbers)}")
        if not self.has_namespaces:
            _empty(client)
        return ServiceStore(client)

    def let_overlap(self, *, calls: bool) -> None:
        """True if *calls* may overlap from now on."""
        self._service.overlaps = calls

    def has_stores_for(self, scenario: Scenario) -> bool:
        """True if there are as many stores as it needs."""
        numbers = {one.store for one in scenario.calls if isinstance(one, Script)}
        return self.has_namespaces or len(numbers) == 1

    def lines(self, scenario: Scenario) -> tuple[Journal, list[Reached]]:
        """No lines: the store's code is elsewhere."""
        return self.play(scenario), []

    def close(self) -> None:
        """Close the connection. What was committed in namespaces is left there."""
        super().close()
        self._service.close()


def _empty(client: Client) -> None:
    """Remove everything that can be removed: what stays will show in the scenario."""
    with suppress(ContentError):
        for digest in {info.digest for info in client.infos()}:
            client.call("Delete", digest=digest)
    with suppress(ContentError):
        for ref in {status.ref for status in client.call("ListStatuses").statuses}:
            with suppress(Locked):
                client.call("Abort", "abort", ref=ref)
