"""A registry that speaks HTTPS: the same scenarios, the same verdict."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from clients.reference import ReferenceClient, VirtualReference
from clients.shelf import SHELF
from remotes_conformance.doors.clients import encrypted, python
from remotes_conformance.doors.clients.command import CommandClient
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.doors.clients.server import Server
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.checking import open_client
from remotes_conformance.scenarios.clients import BY_SLUG, CLIENT_STORIES, ORDINARY, TELLING
from remotes_conformance.scenarios.clients.script import ClientScenario
from remotes_conformance.world.registry.journal import Ended

AUTHORITY = Path(encrypted.__file__).with_name("certificates") / "authority.pem"
STORIES = [one for one in CLIENT_STORIES if not one.waits]


def over_tls(client: object) -> ClientBench:
    return ClientBench(PythonClient(client, patience=5, tls=True), name="client", seed=1)


def test_the_reference_keeps_the_contract_over_tls() -> None:
    """In every scenario but those that wait; it verifies the certificate."""
    bench, applied = over_tls(ReferenceClient()), set[str]()
    for scenario in filter(bench.can_play, STORIES):
        judgement = bench.judged(scenario, bench.play(scenario))
        assert judgement.broken == [], scenario.slug
        applied |= set(judgement.applied)
    assert applied >= {"REMOTE-3", "REMOTE-4", "REMOTE-7", "REMOTE-17", "REMOTE-28"}


@pytest.mark.parametrize(
    "slug", ["pull.the-manifest-never-comes", "pull.a-layer-stops-in-the-middle"]
)
def test_a_silent_server_is_given_up_over_tls_too(
    slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within its limit."""
    monkeypatch.setattr(python, "SLACK", 1.0)
    bench, scenario = over_tls(ReferenceClient()), BY_SLUG[slug]
    journal = bench.play(scenario)
    assert journal.ended.how == "failed"
    assert bench.judged(scenario, journal).applied["REMOTE-12"]


@pytest.mark.parametrize("is_clean", [True, False])
def test_that_a_client_has_ended_the_connection_is_seen(is_clean: bool) -> None:
    """With a goodbye or without, while it is waited for."""
    context = ssl.create_default_context(cafile=str(AUTHORITY))
    with Server(BY_SLUG["pull.the-manifest-never-comes"], "1", tls=True) as server:
        place = server.address.partition(":")
        connection = context.wrap_socket(
            socket.create_connection((place[0], int(place[2])), 5), server_hostname=place[0]
        )
        connection.sendall(b"GET /v2/library/thing/manifests/v1 HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.3)
        assert not server.journal(Ended("done")).exchanges[0].is_given_up
        if is_clean:
            connection.settimeout(0.1)
            with contextlib.suppress(OSError):
                connection.unwrap()
        connection.close()
        deadline = time.monotonic() + 10
        while not server.journal(Ended("done")).exchanges[0].is_given_up:
            assert time.monotonic() < deadline
            time.sleep(0.05)


class Ignorant:
    """It trusts only the authorities of the machine."""

    def pull(self, operation: Operation) -> None:
        root = f"{operation.scheme}://{operation.registry}/v2/{operation.name}"
        urllib.request.urlopen(f"{root}/manifests/{operation.digest}", timeout=2).close()


class Trusting(Ignorant):
    """It trusts the authority, and verifies nothing else."""

    def pull(self, operation: Operation) -> None:
        context = ssl.create_default_context(cafile=str(operation.authority))
        root = f"{operation.scheme}://{operation.registry}/v2/{operation.name}"
        accept = "application/vnd.oci.image.manifest.v1+json"
        asked = urllib.request.Request(
            f"{root}/manifests/{operation.digest}", headers={"Accept": accept}
        )
        with urllib.request.urlopen(asked, timeout=2, context=context) as answer:
            operation.folder.mkdir()
            (operation.folder / operation.digest.partition(":")[2]).write_bytes(answer.read())


def test_only_a_client_that_trusts_the_authority_reaches_the_registry() -> None:
    """The certificate is verified strictly, with the defaults of the standard library."""
    journal = over_tls(Ignorant()).play(ORDINARY["pull"])
    assert journal.exchanges == ()
    assert "CERTIFICATE_VERIFY_FAILED" in journal.ended.text
    journal = over_tls(Trusting()).play(ORDINARY["pull"])
    assert (journal.ended.how, journal.exchanges[0].status) == ("done", 200)
    broken = over_tls(Trusting()).judged(
        BY_SLUG["pull.the-manifest-is-changed"],
        over_tls(Trusting()).play(BY_SLUG["pull.the-manifest-is-changed"]),
    )
    assert "REMOTE-13" in {id for id, _ in broken.broken}


def test_a_client_of_plain_http_gets_no_answer() -> None:
    """Nothing hangs, and nothing is printed by a thread."""
    name = next(name for name in SHELF if name.startswith("REMOTE-13"))
    journal = over_tls(SHELF[name]()).play(ORDINARY["pull"])
    assert (journal.ended.how, journal.exchanges) == ("failed", ())


@pytest.mark.skipif(shutil.which("skopeo") is None, reason="there is no skopeo here")
def test_skopeo_breaks_the_same_rules_over_tls() -> None:
    """It verifies the certificate, which it finds by itself."""
    commands: Any = {"pull": "skopeo", "push": "skopeo"}
    both = [open_client(None, commands, patience=5, seed=1, tls=tls) for tls in (False, True)]
    chosen: list[ClientScenario] = [one for one in STORIES if one.slug in TELLING]
    for scenario in [one for one in chosen if both[0].can_play(one)]:
        plain, over = ({id for id, _ in b.judged(scenario, b.play(scenario)).broken} for b in both)
        assert plain == over, scenario.slug
    assert both[1].why_blocked(ORDINARY["push"]) == ""


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
@pytest.mark.parametrize("trusts", ["--cacert {ca}", ""])
def test_a_command_finds_the_authority(trusts: str) -> None:
    """By a placeholder, or by a variable."""
    words = f"curl -fsS {trusts} -o {{out}} https://{{registry}}/v2/{{name}}/blobs/{{blob}}"
    client = CommandClient({"fetch": words}, patience=5, tls=True)
    bench = ClientBench(client, name="curl", seed=1)
    assert bench.why_blocked(BY_SLUG["fetch.a-layer-is-changed"]) == ""


def test_clients_that_do_not_fit_tls_are_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="--remotes-tls"):
        CommandClient({"pull": f"{sys.executable} {{ca}} {{registry}}"}, patience=5)
    with pytest.raises(Unusable, match="there is no TLS"):
        PythonClient(VirtualReference(), patience=5, tls=True)
