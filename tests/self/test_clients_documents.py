"""Documents with two types, and the place of the tag: what shows a fault, and what does not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from clients.layouts import DOCKER, WritesALayout
from clients.program import other
from clients.reference import AwaitedReference, ReferenceClient, VirtualReference
from clients.right import INDEX, MANIFEST, Right
from remotes_conformance.doors.clients.command import CommandClient
from remotes_conformance.doors.clients.left import listed_in
from remotes_conformance.doors.clients.python import PythonClient
from remotes_conformance.judging.clients.bench import Client, ClientBench
from remotes_conformance.rules.finding import Judgement
from remotes_conformance.scenarios.clients import BY_SLUG, ORDINARY

PROGRAM = Path(__file__).with_name("clients") / "program.py"
AS_INDEX = "pull.the-manifest-is-sent-as-an-index"
AS_DOCKER = "pull.the-manifest-is-sent-as-one-of-docker"
AN_INDEX = "push.an-index-is-pushed"


def judged(client: Client, slug: str) -> Judgement:
    """The judgement on one play, after the ordinary one."""
    bench = ClientBench(client, name="x", seed=1)
    scenario = BY_SLUG[slug]
    assert bench.can_play(scenario)
    assert bench.why_blocked(scenario) == ""
    return bench.judged(scenario, bench.play(scenario))


def in_process(client: object) -> PythonClient:
    return PythonClient(client, patience=5)


def command(kind: str, monkeypatch: pytest.MonkeyPatch) -> CommandClient:
    """The class of that name behind a plain command line."""
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
    values = "{registry} {name} {tag} {digest} {user} {password}"
    pull = f"{sys.executable} {PROGRAM} {kind}.pull {values} {{out}}"
    push = f"{sys.executable} {PROGRAM} {kind}.push {values} {{in}}"
    return CommandClient({"pull": pull, "push": push}, patience=10)


def causes(judgement: Judgement, id: str) -> list[str]:
    return [broken.cause for found, broken in judgement.broken if found == id]


MIXED = "listed as one type and read as the other"


@pytest.mark.parametrize(
    ("kind", "slug", "found"),
    [
        ("ListsTheContentType", AS_INDEX, [MIXED]),
        ("ListsTheMediaType", AS_INDEX, [MIXED]),
        ("TakesTheContentType", AS_INDEX, []),
        ("TakesTheMediaType", AS_INDEX, []),
        ("RefusesAnotherType", AS_INDEX, []),
        ("ListsTheContentType", AS_DOCKER, []),
        ("SendsTheManifestMeanwhile", "push.nothing-is-unusual", ["the manifest does not wait"]),
        ("GivesTheTagLast", "push.nothing-is-unusual", []),
    ],
)
def test_a_command_shows_it_too(
    kind: str, slug: str, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the files that it leaves, and by its requests."""
    judgement = judged(command(kind, monkeypatch), slug)
    assert [broken.cause for _, broken in judgement.broken] == found
    assert judgement.applied["REMOTE-15" if slug.startswith("pull") else "REMOTE-26"] >= 1


def test_the_message_names_both_types_and_what_was_requested() -> None:
    judgement = judged(in_process(other("ListsTheContentType")()), AS_INDEX)
    ((id, broken),) = judgement.broken
    assert id == "REMOTE-15"
    assert broken.expected == (
        f"the client fails, or takes the document for {INDEX}, or for {MANIFEST}"
    )
    assert broken.observed == (
        f"it listed the document in its layout as {INDEX}, and requested what it names"
    )


def test_requests_alone_prove_nothing() -> None:
    """The right client takes the manifest for one, and leaves only files with its blobs."""
    judgement = judged(in_process(Right()), AS_INDEX)
    assert judgement.broken == []
    assert "REMOTE-15" not in judgement.applied


def test_a_client_that_follows_the_content_type_need_not_bring_blobs() -> None:
    """But one that has begun to request them needs all."""

    class Forgets(other("TakesTheMediaType")):  # type: ignore[misc]
        def document(self, content: bytes) -> dict[str, object]:
            document: dict[str, object] = super().document(content)
            return {**document, "layers": []} if self.announced == INDEX else document

    assert judged(in_process(other("TakesTheContentType")()), AS_INDEX).broken == []
    judgement = judged(in_process(Forgets()), AS_INDEX)
    assert [id for id, _ in judgement.broken] == ["REMOTE-13"]


def test_a_type_that_neither_says_is_found_in_a_layout() -> None:
    class Guesses(WritesALayout):
        def listed_as(self) -> str:
            return self.announced if self.announced == self.declared else DOCKER

    assert causes(judged(in_process(Guesses()), AS_INDEX), "REMOTE-15") == [
        "a type that neither says"
    ]
    assert judged(in_process(Guesses()), AS_DOCKER).broken == []


class _Tags(Right):
    """Gives tags besides."""

    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        for one in self.tags(tag, digest):
            super().push_manifest(one, digest, content)

    def tags(self, tag: str, digest: str) -> tuple[str, ...]:
        return (tag,)


def test_what_is_present_may_be_sent_again_after_the_tag() -> None:
    class Repeats(_Tags):
        def tags(self, tag: str, digest: str) -> tuple[str, ...]:
            return tag, digest

    assert judged(in_process(Repeats()), AN_INDEX).broken == []


def test_each_manifest_of_an_index_may_have_a_tag_of_its_own() -> None:
    """As `docker manifest push` needs it."""

    class Names(_Tags):
        def tags(self, tag: str, digest: str) -> tuple[str, ...]:
            return (tag, digest) if tag != digest else (f"v1-{digest[7:15]}", digest)

    assert judged(in_process(Names()), AN_INDEX).broken == []


def test_a_manifest_whose_blobs_are_there_may_be_sent_at_once() -> None:
    """Only if it is refused, this client asks what is missing: it is right where nothing is."""
    first = other("SendsTheManifestFirst")
    assert judged(in_process(first()), "push.everything-is-there-but-the-tag").broken == []
    judgement = judged(in_process(first()), "push.nothing-is-unusual")
    assert causes(judgement, "REMOTE-26") == ["the manifest comes first"]


@pytest.mark.parametrize("kind", [ReferenceClient, VirtualReference, AwaitedReference])
def test_the_reference_refuses_two_types_and_gives_the_tag_last(kind: type[object]) -> None:
    """In process, with sockets or not, and for asyncio."""
    slugs = [slug for slug in BY_SLUG if "-is-sent-as-" in slug]
    assert len(slugs) == 5
    for slug in slugs:
        bench = ClientBench(in_process(kind()), name="x", seed=1)
        journal = bench.play(BY_SLUG[slug])
        assert journal.ended.how == "failed"
        judgement = bench.judged(BY_SLUG[slug], journal)
        assert (judgement.broken, judgement.applied["REMOTE-15"]) == ([], 1)
    for slug in (AN_INDEX, "push.an-index-is-pushed-and-the-tag-names-another-manifest"):
        judgement = judged(in_process(kind()), slug)
        assert judgement.broken == []
        assert judgement.applied["REMOTE-26"] >= 3  # two manifests, and the index


def test_so_does_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the harness sees what its layout lists."""
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
    starts = f"{sys.executable} -m remotes_reference"
    place = "--plain-http {registry}/{name}"
    client = CommandClient(
        {
            "pull": f"{starts} pull {place}@{{digest}} {{out}}",
            "push": f"{starts} push --plain-http {{in}} {{registry}}/{{name}}:{{tag}}",
        },
        patience=10,
    )
    for slug, id in ((AS_INDEX, "REMOTE-15"), (AS_DOCKER, "REMOTE-15"), (_PUSH, "REMOTE-26")):
        judgement = judged(client, slug)
        assert judgement.broken == []
        assert judgement.applied[id] >= 1
    journal = client.play(ORDINARY["pull"], "1")
    ((media_type, digest),) = journal.ended.listed
    assert media_type == MANIFEST
    assert digest in {one.digest for one in journal.exchanges}


_PUSH = "push.nothing-is-unusual"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (json.dumps({"manifests": [{"mediaType": "a", "digest": "b"}]}), (("a", "b"),)),
        (json.dumps({"manifests": [{"mediaType": 1, "digest": "b"}]}), ()),
        (json.dumps({"manifests": [{"digest": "b"}]}), ()),
        (json.dumps({"manifests": 3}), ()),
        (json.dumps([]), ()),
        ("[" * 100_000, ()),
        ("{", ()),
        ("\xff", ()),
    ],
)
def test_what_is_no_index_of_a_layout_lists_nothing(
    text: str, found: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    (tmp_path / "index.json").write_text(text, encoding="latin-1")
    assert listed_in(tmp_path) == found
    assert listed_in(tmp_path / "index.json") == ()
    assert listed_in(tmp_path / "nothing") == ()
