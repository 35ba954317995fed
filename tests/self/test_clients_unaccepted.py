"""A host that accepts no connection: clients wait there, leave in time, or never do."""

from __future__ import annotations

import socket
import time

import pytest
from clients.different import InVirtualTime
from clients.right import Right
from clients.transport import Failed
from remotes_conformance.doors.clients import python
from remotes_conformance.doors.clients.deaf import DeafHost
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.scenarios.clients import BY_SLUG

SCENARIO = BY_SLUG["pull.blobs-are-redirected-to-a-host-that-accepts-no-connection"]


def test_a_connection_is_neither_accepted_nor_refused() -> None:
    """Whoever waits for one is seen, and only then."""
    host = DeafHost("127.0.0.4")
    name, _, port = host.address.partition(":")
    assert not host.is_waited_for()
    with socket.socket() as one:
        one.settimeout(0.2)
        with pytest.raises(TimeoutError):
            one.connect((name, int(port)))
    with socket.socket() as one:
        one.setblocking(False)
        one.connect_ex((name, int(port)))
        assert host.is_waited_for()
    assert not host.is_waited_for()
    host.close()


class LeavesInTime(Right):
    limits = True


class PausesForLong(Right):
    """It has left, and does something else before it goes on."""

    limits = True

    def pull(self, operation: Operation) -> None:
        try:
            super().pull(operation)
        except Failed:
            time.sleep(4)


class Waits(Right):
    limits = True
    timeout = 5.0


class LeavesInVirtualTime(InVirtualTime):
    limits = True
    timeout = 1.5


class WaitsInVirtualTime(InVirtualTime):
    limits = True
    timeout = 30.0


@pytest.mark.parametrize(
    ("client", "broken"),
    [
        (LeavesInTime, set()),
        (PausesForLong, set()),
        (Waits, {"REMOTE-12"}),
        (LeavesInVirtualTime, set()),
        (WaitsInVirtualTime, {"REMOTE-12"}),
    ],
)
def test_only_the_wait_for_a_connection_counts(
    client: type[Right], broken: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a pause after it."""
    monkeypatch.setattr(python, "SLACK", -1.0)
    bench = ClientBench(PythonClient(client(), patience=1.5), name="x", seed=1)
    journal = bench.play(SCENARIO)
    found = {id for id, _ in bench.judged(SCENARIO, journal).broken}
    assert found == broken
    assert "REMOTE-12" in bench.judged(SCENARIO, journal).applied
