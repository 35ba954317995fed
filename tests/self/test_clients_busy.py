"""A machine that is too busy to answer a client in time is no fault of the client."""

from __future__ import annotations

import time
import urllib.request
from typing import Any

import pytest
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.scenarios.clients import BY_SLUG, ORDINARY
from remotes_conformance.world.registry.registry import Registry


class GivesUp:
    """It asks once, and waits 0.6 seconds for the answer. `pauses`: seconds before its failure."""

    passwords = False

    def __init__(self, pauses: float = 0.0) -> None:
        self.pauses, self.plays = pauses, 0

    def pull(self, operation: Operation) -> None:
        self.plays += 1
        root = f"http://{operation.registry}/v2/"
        with urllib.request.urlopen(root, timeout=0.6) as answer:
            answer.read()
        time.sleep(self.pauses)
        if self.pauses:
            raise OSError("it could not be done")


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer of this process takes longer than the client waits."""
    finish, left = Registry.finish, [0.9]

    def slow(registry: Registry, *given: Any) -> Any:
        time.sleep(left.pop() if left else 0.0)
        return finish(registry, *given)

    monkeypatch.setattr(Registry, "finish", slow)


def played(client: GivesUp, slug: str = "") -> str:
    bench = ClientBench(PythonClient(client, patience=5), name="x", seed=1)
    return bench.play(BY_SLUG[slug] if slug else ORDINARY["pull"]).ended.how


@pytest.mark.usefixtures("late")
def test_an_answer_that_comes_late_is_no_failure_of_the_client() -> None:
    """It is asked once more, and then succeeds."""
    client = GivesUp()
    assert (played(client), client.plays) == ("done", 2)


def test_a_client_that_always_pauses_before_it_fails_has_failed() -> None:
    """After three plays."""
    client = GivesUp(pauses=0.7)
    assert (played(client), client.plays) == ("failed", 3)


def test_a_client_that_fails_at_once_is_not_asked_again() -> None:
    """Nor one that gives up where the script sends nothing."""
    client = GivesUp(pauses=0.05)
    assert (played(client), client.plays) == ("failed", 1)
    client = GivesUp(pauses=0.7)
    assert (played(client, "pull.the-manifest-never-comes"), client.plays) == ("failed", 1)
