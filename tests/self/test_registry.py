"""The registry without a transport: its usual answers, its acts, its journal."""

from __future__ import annotations

import json

import pytest
from remotes_conformance.content import digest_of
from remotes_conformance.scenarios.clients import BY_SLUG, CLIENT_STORIES, ORDINARY, ClientScenario
from remotes_conformance.scenarios.clients.image import BIG, image
from remotes_conformance.scenarios.clients.script import Act, Scripted
from remotes_conformance.telling.exchanges import story
from remotes_conformance.world.registry.access import TOKEN_PATH
from remotes_conformance.world.registry.journal import Ended, header
from remotes_conformance.world.registry.messages import Reply, Request
from remotes_conformance.world.registry.registry import Registry

URLS = {
    "registry": "http://127.0.0.1:1001",
    "elsewhere": "http://127.0.0.2:1002",
    "third": "http://127.0.0.3:1003",
}
ROOT = "/v2/library/thing"


class Caller:
    """Asks a registry, as a client would, but without a socket."""

    def __init__(self, scenario: ClientScenario) -> None:
        self.registry = Registry(scenario, "1", URLS)  # type: ignore[arg-type]
        self.image = self.registry.image

    def ask(
        self, method: str, target: str, body: bytes = b"", host: str = "registry", **headers: str
    ) -> Reply:
        """One request; its answer is sent whole."""
        given = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        pending = self.registry.begin(Request(host, method, target, given), 0.0)  # type: ignore[arg-type]
        reply = self.registry.finish(pending, body)
        self.registry.was_sent(pending, reply, len(reply.body), is_whole=True)
        return reply

    def upload(self, content: bytes) -> Reply:
        """POST, PATCH, PUT."""
        place = self.ask("POST", f"{ROOT}/blobs/uploads/").headers["Location"]
        place = self.ask("PATCH", place, content).headers["Location"]
        return self.ask("PUT", f"{place}&digest={digest_of(content)}")


def pulling(*script: Scripted, **more: object) -> Caller:
    """A registry with that script."""
    return Caller(ClientScenario("x", "pull", script, **more))  # type: ignore[arg-type]


def test_an_image_is_the_same_for_the_same_seed() -> None:
    """And every part of it is another for another seed."""
    one, other = image("a"), image("b")
    assert image("a") == one
    assert not {part.digest for part in one.parts} & {part.digest for part in other.parts}
    assert all(digest_of(part.content) == part.digest for part in one.parts)
    assert len(image("a", "big").manifest.content) == BIG


def test_names_of_scenarios_are_unique_words() -> None:
    """A scenario is replayed by its name."""
    assert len(BY_SLUG) == len(CLIENT_STORIES)
    assert all(slug.replace(".", "").replace("-", "").isalnum() for slug in BY_SLUG)


def test_a_manifest_and_blobs_are_served() -> None:
    """By digest and by tag; missing content is 404 with the code of the specification."""
    caller = pulling()
    manifest = caller.image.manifest
    for reference in (manifest.digest, "v1"):
        assert caller.ask("GET", f"{ROOT}/manifests/{reference}").body == manifest.content
    for part in caller.image.blobs:
        assert caller.ask("GET", f"{ROOT}/blobs/{part.digest}").body == part.content
    missing = caller.ask("GET", f"{ROOT}/blobs/sha256:{'0' * 64}")
    assert missing.status == 404
    assert json.loads(missing.body)["errors"][0]["code"] == "BLOB_UNKNOWN"


def test_ranges_are_answered() -> None:
    """206 with the rest; 416 where nothing is left."""
    caller = pulling()
    part = caller.image.blobs[1]
    size, target = len(part.content), f"{ROOT}/blobs/{part.digest}"
    rest = caller.ask("GET", target, Range="bytes=10-")
    assert (rest.status, rest.body) == (206, part.content[10:])
    assert rest.headers["Content-Range"] == f"bytes 10-{size - 1}/{size}"
    assert caller.ask("GET", target, Range=f"bytes={size}-").status == 416


def test_an_upload_moves_on_with_each_chunk() -> None:
    """An old Location is no longer one, and a wrong digest is refused."""
    caller = Caller(ORDINARY["push"])
    first = caller.ask("POST", f"{ROOT}/blobs/uploads/").headers["Location"]
    second = caller.ask("PATCH", first, b"ab").headers["Location"]
    assert caller.ask("PATCH", first, b"cd").status == 404
    assert caller.ask("PATCH", second, b"cd", Content_Range="9-10").status == 416
    assert caller.ask("PUT", f"{second}&digest={digest_of(b'abc')}").status == 400
    assert caller.ask("PUT", f"{second}&digest={digest_of(b'ab')}").status == 201
    assert caller.registry.contents.blobs == {digest_of(b"ab"): b"ab"}


def test_a_manifest_needs_its_blobs() -> None:
    """A push is complete when the tag is there."""
    caller = Caller(ORDINARY["push"])
    manifest = caller.image.manifest
    put = ("PUT", f"{ROOT}/manifests/v1", manifest.content)
    assert caller.ask(*put, Content_Type=manifest.media_type).status == 400
    for part in caller.image.blobs:
        assert caller.upload(part.content).status == 201
    assert caller.ask(*put, Content_Type=manifest.media_type).status == 201
    assert caller.registry.journal(Ended("done")).tags == {"v1": manifest.digest}


def test_an_act_meets_the_requests_that_it_is_about() -> None:
    """Here only the second one; an answer without effect changes nothing."""
    caller = pulling(
        Scripted("GET", "layer", Act(status=500, body="error"), "REMOTE-2", first=2, times=1)
    )
    target = f"{ROOT}/blobs/{caller.image.blobs[1].digest}"
    assert [caller.ask("GET", target).status for _ in range(3)] == [200, 500, 200]
    assert [one.act for one in caller.registry.journal(Ended("done")).exchanges] == [-1, 0, -1]


@pytest.mark.parametrize("slug", sorted(BY_SLUG))
def test_every_act_can_be_described(slug: str) -> None:
    """No template is left in the description of a scenario."""
    registry = Registry(BY_SLUG[slug], "1", URLS)  # type: ignore[arg-type]
    lines = list(story(BY_SLUG[slug], registry.journal(Ended("done"))))
    assert not [line for line in lines if "{" in line]


def test_a_change_keeps_a_document_what_it_is() -> None:
    """Its bytes are others, of the same number, and it means the same."""
    caller = Caller(BY_SLUG["pull.the-manifest-is-changed"])
    manifest = caller.image.manifest
    changed = caller.ask("GET", f"{ROOT}/manifests/{manifest.digest}").body
    assert changed != manifest.content
    assert len(changed) == len(manifest.content)
    assert json.loads(changed) == json.loads(manifest.content)


def test_a_token_is_asked_for_and_given() -> None:
    """Only to a client that knows the password; and it is forgotten when it is refused."""
    caller = pulling(access="bearer")
    secrets, target = caller.registry.secrets, f"{ROOT}/manifests/v1"
    refused = caller.ask("GET", target)
    assert refused.status == 401
    assert f'realm="http://127.0.0.1:1001{TOKEN_PATH}"' in header(
        refused.all_headers, "WWW-Authenticate"
    )
    place = f"{TOKEN_PATH}?service=registry&scope=repository:library/thing:pull"
    assert caller.ask("GET", place, Authorization="Basic wrong").status == 401
    given = caller.ask("GET", place, Authorization=f"Basic {secrets.basic}")
    token = json.loads(given.body)["token"]
    assert caller.ask("GET", target, Authorization=f"Bearer {token}").status == 200
    secrets.valid.clear()
    assert caller.ask("GET", target, Authorization=f"Bearer {token}").status == 401


@pytest.mark.parametrize(
    ("query", "read", "write"),
    [
        ("service=registry&scope=repository:library/thing:pull", True, False),
        ("service=registry&scope=repository%3Alibrary%2Fthing%3Apull%2Cpush", True, True),
        (
            "service=registry&scope=repository:library/thing:pull,push+registry:catalog:*",
            True,
            True,
        ),
        ("service=registry&scope=other&scope=repository:library/thing:push", False, True),
        ("service=registry&scope=repository:library/other:pull", False, False),
        ("service=registry", False, False),
        ("service=other&scope=repository:library/thing:pull", False, False),
        ("scope=repository:library/thing:pull", False, False),
    ],
)
def test_a_token_is_good_for_its_scope_and_service(query: str, read: bool, write: bool) -> None:
    """In the query, or in the body of a POST."""
    caller = pulling(access="bearer")
    basic = f"Basic {caller.registry.secrets.basic}"
    for method, target, body in (("GET", f"{TOKEN_PATH}?{query}", ""), ("POST", TOKEN_PATH, query)):
        given = caller.ask(method, target, body.encode(), Authorization=basic)
        bearer = f"Bearer {json.loads(given.body)['token']}"
        got = caller.ask("HEAD", f"{ROOT}/manifests/v1", Authorization=bearer).status
        begun = caller.ask("POST", f"{ROOT}/blobs/uploads/", Authorization=bearer).status
        assert (got, begun) == (200 if read else 401, 202 if write else 401)


def test_no_secret_and_no_address_is_in_the_journal() -> None:
    """Words stand in their places, in headers, targets and bodies."""
    caller = pulling(access="basic")
    secrets = caller.registry.secrets
    caller.ask("GET", f"{ROOT}/manifests/v1", Authorization=f"Basic {secrets.basic}")
    caller.ask("POST", TOKEN_PATH, f"password={secrets.password}&username={secrets.user}".encode())
    journal = caller.registry.journal(Ended("done"))
    text = repr(journal.exchanges)
    assert "Basic ‹user and password›" in text
    assert "password=‹password›" in text
    for hidden in (secrets.user, secrets.password, secrets.basic, "127.0.0."):
        assert hidden not in text


def test_the_other_host_keeps_the_same_and_asks_for_nothing() -> None:
    """Unless its script demands it."""
    caller = Caller(BY_SLUG["pull.the-host-of-the-blobs-asks-for-a-password"])
    target = f"{ROOT}/blobs/{caller.image.blobs[1].digest}"
    assert caller.ask("GET", target, host="elsewhere").status == 401
    assert caller.ask("GET", target, host="third").status == 200
