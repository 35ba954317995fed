"""Clients on `requests` are carried without sockets, in virtual time, and judged as any other."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import Any

import pytest
import requests
from clients.different import ByRequests, InVirtualTime
from clients.reference import VirtualReference
from clients.transport import Failed
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.clients.bench import MAX_HANGS, ClientBench
from remotes_conformance.scenarios.clients import BY_SLUG, CLIENT_STORIES, ORDINARY
from remotes_conformance.scenarios.clients.script import ClientScenario
from remotes_conformance.world.registry.journal import ClientJournal
from requests.adapters import HTTPAdapter
from urllib3 import Retry


def bench(client: object) -> ClientBench:
    """Judges *client*."""
    return ClientBench(PythonClient(client, patience=5), name="client", seed=1)


def seen(one: ClientBench, scenario: ClientScenario) -> tuple[Any, ...]:
    """The events of a play, without its times and ports, and its breaches."""
    journal = one.play(scenario)
    judged = one.judged(scenario, journal)
    # A manifest with a URL has another digest on each port.
    digest = journal.image.manifest.digest
    requests_made = [
        (e.method, e.target.replace(digest, "…"), e.host, e.status, e.what, e.body_sha256, e.act)
        for e in journal.exchanges
    ]
    return journal.ended.how, requests_made, sorted(judged.applied), judged.broken


@pytest.mark.parametrize(
    "scenario",
    [s for s in CLIENT_STORIES if s.does in ("pull", "push") and not s.waits],
    ids=lambda s: s.slug,
)
def test_both_carriers_show_the_same(scenario: ClientScenario) -> None:
    """The same requests, the same end, the same rules."""
    assert seen(bench(InVirtualTime()), scenario) == seen(bench(ByRequests()), scenario)


def test_nothing_touches_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client is never connected to anything."""

    def refuse(*given: object, **named: object) -> socket.socket:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "create_server", refuse)
    assert bench(InVirtualTime()).play(ORDINARY["pull"]).ended.how == "done"


class Sleepy(InVirtualTime):
    """Waits as it is asked to, however long that is."""

    longest_wait = 3600.0
    timeout = 600.0

    def pull(self, operation: Operation) -> None:
        time.sleep(80_000)
        super().pull(operation)


def test_waits_take_no_time() -> None:
    """Sleeps, limits and `Retry-After` are virtual; the journal has virtual times."""
    began = time.monotonic()
    one = bench(Sleepy())
    for slug in ("pull.the-manifest-is-answered-by-429-once", "pull.the-manifest-never-comes"):
        journal: ClientJournal = one.play(BY_SLUG[slug])
        assert not one.judged(BY_SLUG[slug], journal).broken
        assert journal.exchanges[0].at >= 80_000_000
    assert time.monotonic() - began < 30


class Endless(InVirtualTime):
    """Without any limit."""

    timeout = None


class Forgetful(InVirtualTime):
    """It claims to keep the limit of the operation, and keeps a longer one."""

    limits = True
    timeout = 60.0


@pytest.mark.parametrize(("client", "id"), [(Endless, "REMOTE-12a"), (Forgetful, "REMOTE-12")])
def test_a_wait_without_end_is_found_at_once(client: type[InVirtualTime], id: str) -> None:
    """Nothing has to be waited for."""
    began, one = time.monotonic(), bench(client())
    for slug in ("pull.a-layer-never-comes", "pull.a-layer-stops-in-the-middle"):
        broken = one.judged(BY_SLUG[slug], one.play(BY_SLUG[slug])).broken
        assert {found for found, _ in broken} == {id}
    assert time.monotonic() - began < 30


class AsksForEver(Endless):
    """Also for what the registry has refused."""

    def blob(self, part: dict[str, Any]) -> bytes:
        while True:
            with suppress(Failed):
                return super().blob(part)


def test_a_client_that_hangs_by_itself_is_soon_left_alone() -> None:
    """Not one that waits only where nothing comes, as in every scenario about waits."""
    one = bench(AsksForEver())
    for scenario in (s for s in CLIENT_STORIES if s.does == "pull" and s.waits):
        assert one.play(scenario).ended.how == "hung"
    assert one.hangs == 0
    refused = BY_SLUG["pull.a-layer-is-not-found"]
    assert one.why_blocked(refused) == ""
    for _ in range(MAX_HANGS):
        assert one.play(refused).ended.how == "hung"
    assert one.why_blocked(refused) == f"{MAX_HANGS} scenarios before this one hung"


class Unlimited(InVirtualTime):
    """It applies the limit of an operation, and has none of its own."""

    limits = True

    def start(self, operation: Operation) -> None:
        self.timeout = operation.limit or None
        super().start(operation)


def test_a_client_that_can_be_given_a_limit_needs_one_of_its_own() -> None:
    """If none is given."""
    one, scenario = bench(Unlimited()), "pull.the-manifest-never-comes"
    assert not one.judged(BY_SLUG[scenario], one.play(BY_SLUG[scenario])).broken
    without = BY_SLUG[f"{scenario}-and-no-limit-is-given"]
    assert one.can_play(without)
    assert not bench(InVirtualTime()).can_play(without)
    assert {id for id, _ in one.judged(without, one.play(without)).broken} == {"REMOTE-12a"}


class Retries(InVirtualTime):
    """The adapter of its session asks again by itself."""

    def pull(self, operation: Operation) -> None:
        with requests.Session() as session:
            again = Retry(3, status_forcelist=[503], backoff_factor=1)
            session.mount("http://", HTTPAdapter(max_retries=again))
            url = f"http://{operation.registry}/v2/{operation.name}/blobs/{operation.blob}"
            session.get(url, timeout=1).raise_for_status()
        super().pull(operation)


def test_the_retries_of_an_adapter_are_its_own() -> None:
    """As the library makes them: after `Retry-After`, and a number of times."""
    one = bench(Retries())
    journal = one.play(BY_SLUG["pull.a-layer-is-answered-by-503-once"])
    first, second, *_ = journal.exchanges
    assert (first.status, second.status, first.target) == (503, 200, second.target)
    assert second.at - first.at >= 1000
    journal = one.play(BY_SLUG["pull.a-layer-never-comes"])
    assert [e.is_given_up for e in journal.exchanges] == [True] * 4
    assert journal.ended.how == "failed"
    assert "ConnectionError" in journal.ended.text


def test_a_host_that_is_no_part_of_the_scenario_is_not_reached() -> None:
    """Nothing leaves the process."""

    class Elsewhere(InVirtualTime):
        def pull(self, operation: Operation) -> None:
            requests.get("http://192.0.2.1/", timeout=1)

    ended = bench(Elsewhere()).play(ORDINARY["pull"]).ended
    assert ended.how == "failed"
    assert "there is no server at http://192.0.2.1" in ended.text


def test_clocks_and_adapters_are_put_back() -> None:
    """Whatever the client did."""
    before = (time.sleep, time.monotonic, time.time, HTTPAdapter.send)
    one = bench(Endless())
    one.play(BY_SLUG["pull.a-layer-never-comes"])
    assert (time.sleep, time.monotonic, time.time, HTTPAdapter.send) == before


def test_a_carrier_that_does_not_exist_is_one_line() -> None:
    """Before anything is played."""
    client = type("Client", (InVirtualTime,), {"carrier": "pigeon"})()
    with pytest.raises(Unusable, match="`carrier` is 'pigeon'"):
        PythonClient(client, patience=1)


def test_the_reference_keeps_the_contract_without_sockets() -> None:
    """Sync, in every scenario that it offers; those with limits take no time."""
    one = bench(VirtualReference())
    for scenario in filter(one.can_play, CLIENT_STORIES):
        broken = one.judged(scenario, one.play(scenario)).broken
        assert broken == [], scenario.slug
