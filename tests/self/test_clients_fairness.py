"""Behaviour of real clients that once looked like a fault, and is none."""

from __future__ import annotations

import http.client
import json
import shutil
import sys
import urllib.request
from urllib.parse import urlsplit

import pytest
from clients.right import Right
from clients.transport import Answer
from remotes_conformance.doors.clients.command import CommandClient
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.doors.clients.presets import PRESETS, version_of
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import ClientBench
from remotes_conformance.judging.clients.checking import open_client
from remotes_conformance.judging.clients.plan import CLIENT_PLAN
from remotes_conformance.rules.finding import Judgement
from remotes_conformance.scenarios.clients import BY_SLUG, ORDINARY


def judged(client: object, slug: str) -> Judgement:
    bench = ClientBench(PythonClient(client, patience=5), name="x", seed=1)
    return bench.judged(BY_SLUG[slug], bench.play(BY_SLUG[slug]))


def test_the_first_pull_of_a_client_without_a_file_for_each_part_is_no_breach() -> None:
    """Podman unpacks layers: whether it shows them is known before anything is judged."""
    program = (
        "import json, sys, urllib.request as r; "
        "root = 'http://' + sys.argv[1] + '/v2/' + sys.argv[2]; "
        "get = lambda place: r.urlopen(root + place, timeout=2).read(); "
        "image = json.loads(get('/manifests/' + sys.argv[3])); "
        "[get('/blobs/' + one['digest']) for one in (image['config'], *image['layers'])]"
    )
    words = f'{sys.executable} -c "{program}" {{registry}} {{name}} {{digest}}'
    bench = ClientBench(CommandClient({"pull": words}, patience=5), name="x", seed=1)
    part = next(one for one in CLIENT_PLAN if one.scenario is ORDINARY["pull"])
    assert bench.why_blocked(part.scenario) == ""
    assert [one.id for one in part.run(bench).violations if one.id != "REMOTE-1a"] == []


class BreaksOff(Right):
    """After an answer that is no success to a PUT of a blob, it begins again, and ends there."""

    def push(self, operation: Operation) -> None:
        place = urlsplit(f"http://{operation.registry}")
        connection = http.client.HTTPConnection(place.netloc, timeout=2)
        connection.request("POST", f"/v2/{operation.name}/blobs/uploads/")
        answer = connection.getresponse()
        answer.read()
        document = json.loads((operation.folder / "index.json").read_bytes())
        digest = document["manifests"][0]["digest"]
        manifest = self.part(operation, digest)
        part = json.loads(manifest)["config"]
        target = f"{answer.headers['Location']}&digest={part['digest']}"
        connection.request("PUT", target, self.part(operation, part["digest"]))
        connection.getresponse().read()
        connection.putrequest("PUT", target)
        connection.putheader("Content-Length", str(part["size"]))
        connection.endheaders(b"{")
        connection.close()
        raise OSError("given up")

    def part(self, operation: Operation, digest: str) -> bytes:
        return (operation.folder / "blobs/sha256" / digest.partition(":")[2]).read_bytes()


def test_a_request_that_is_broken_off_ends_no_upload() -> None:
    """It failed: nothing was taken as sent."""
    judgement = judged(BreaksOff(), "push.an-upload-is-redirected-once")
    assert [id for id, _ in judgement.broken if id == "REMOTE-10"] == []
    assert judgement.applied["REMOTE-10"] == 1


class AsksAnybody(Right):
    """Gets a token from the realm that another host names, without the user's password."""

    foreign = asked = ""

    def may_answer(self, url: str) -> bool:
        self.asked = self.host(url)
        return True

    def answer_challenge(self, answer: Answer) -> None:
        if self.asked == self.host(f"//{self.registry}"):
            super().answer_challenge(answer)
            return
        realm = answer.headers["www-authenticate"].partition('realm="')[2].partition('"')[0]
        with urllib.request.urlopen(realm, timeout=2) as found:
            self.foreign = f"Bearer {json.load(found)['token']}"

    def authorization(self, url: str) -> dict[str, str]:
        is_ours = self.host(url) == self.host(f"//{self.registry}")
        if not is_ours and self.foreign:
            return {"Authorization": self.foreign}
        return super().authorization(url)


def test_a_token_that_another_host_gave_is_no_secret_of_the_registry() -> None:
    """The resolver of containerd fetches one without credentials, and sends it there."""
    slug = "pull.the-host-of-the-blobs-asks-for-a-token-of-a-third-host"
    client = AsksAnybody()
    judgement = judged(client, slug)
    assert client.foreign
    assert [id for id, _ in judgement.broken if id == "REMOTE-17"] == []
    assert judgement.applied["REMOTE-17"]


@pytest.mark.skipif(shutil.which("podman") is None, reason="there is no podman here")
def test_podman_is_a_preset() -> None:
    """Its name and version are in the report, and an ordinary pull succeeds."""
    assert version_of("podman")
    bench = open_client(None, {"pull": "podman"}, patience=10, seed=1)
    assert (bench.name, bench.version) == ("podman", version_of("podman"))
    assert bench.why_blocked(BY_SLUG["pull.a-layer-is-changed"]) == ""
    assert list(PRESETS["podman"]) == ["pull"]


def test_a_client_may_have_a_name_and_a_version_and_take_no_password() -> None:
    class Named(Right):
        name = "mine"
        version = "1.2"
        passwords = False

    bench = open_client(Named(), {}, patience=5, seed=1)
    assert (bench.name, bench.version) == ("mine", "1.2")
    assert not bench.can_play(BY_SLUG["pull.a-password-is-asked-for"])
    assert bench.can_play(BY_SLUG["pull.a-token-is-asked-for"])
