"""Right clients of a registry, each in its own way, are accused of nothing."""

from __future__ import annotations

import asyncio

import pytest
from clients.different import DIFFERENT, DoesEverything, SendsInOnePut
from remotes_conformance.contract import requirements
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.checking import check_client
from remotes_conformance.remoting import Repository
from remotes_conformance.scenarios.clients import CLIENT_STORIES, ORDINARY
from remotes_conformance.scenarios.clients.script import Does

OPTIONAL = {"REMOTE-4", "REMOTE-6", "REMOTE-7a", "REMOTE-10", "REMOTE-28", "REMOTE-28a"}
"""About resuming, asking before sending, single POSTs, going on with an upload, and chunks."""
WAITS = {"REMOTE-12", "REMOTE-12a"}


@pytest.mark.parametrize("name", sorted(DIFFERENT))
def test_a_right_client_breaks_no_rule(name: str) -> None:
    """No MUST and no SHOULD, in any scenario but those that take long."""
    client = PythonClient(DIFFERENT[name](), patience=5)
    bench = ClientBench(client, name=name, seed=1)
    applied: set[str] = set()
    for scenario in (one for one in CLIENT_STORIES if bench.can_play(one) and not one.waits):
        judgement = bench.judged(scenario, bench.play(scenario))
        assert judgement.broken == [], scenario.name
        applied.update(judgement.applied)
    offered = {"", *bench.offers}
    known = {one.id for one in requirements("distribution-1.1") if one.needs in offered}
    assert known - applied <= OPTIONAL | WAITS


def test_a_client_that_does_everything_is_conformant() -> None:
    """Each rule was exercised, in every scenario, and kept."""
    verdict = check_client(type("Quick", (DoesEverything,), {"timeout": 0.5})(), seed=1)
    assert verdict.conformant, str(verdict)
    assert verdict.outcome == "yes"
    assert {one.outcome for one in verdict.requirements} == {"pass"}


def test_operations_that_a_client_never_makes_fail_no_run() -> None:
    """It is listed as unproven. A strict run wants proof."""
    quick = type("Quick", (SendsInOnePut,), {"timeout": 0.5, "resumes": False})
    verdict = check_client(quick(), seed=1)
    assert (verdict.outcome, verdict.exit_status) == ("in what is claimed", 0)
    unproven = {one.id for one in verdict.requirements if one.outcome == "unproven"}
    assert unproven == {"REMOTE-4", "REMOTE-7a", "REMOTE-28", "REMOTE-28a"}
    assert "never exercised: REMOTE-4, REMOTE-7a, REMOTE-28" in verdict.why
    strict = check_client(quick(), seed=1, strict=True)
    assert (strict.outcome, strict.exit_status) == ("undetermined", 6)


class Awaited:
    """Its method is a coroutine function."""

    async def pull(self, operation: Operation) -> None:
        await asyncio.to_thread(SendsInOnePut().pull, operation)


class Unclear:
    """Only the result of its fetcher shows that it is awaited."""

    def fetcher(self, place: Repository) -> AwaitedFetcher:
        return AwaitedFetcher()


class AwaitedFetcher:
    """Fetches nothing."""

    async def fetch(self, ctx: object, descriptor: object) -> None:
        await asyncio.sleep(0)


_AWAITED: tuple[tuple[object, Does, str], ...] = (
    (Awaited(), "pull", ""),
    (Unclear(), "fetch", 'door = "async"'),
)


def test_a_coroutine_function_is_awaited() -> None:
    """In a loop of its own; if that cannot be seen, the error says what to do."""
    for client, does, text in _AWAITED:
        bench = ClientBench(PythonClient(client, patience=5), name="", seed=1)
        ended = bench.play(ORDINARY[does]).ended
        assert (ended.how == "failed") == bool(text)
        assert text in ended.text
