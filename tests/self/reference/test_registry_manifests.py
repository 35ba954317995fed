"""Pushing manifests and indexes: their names, the conditions of success, and their subjects."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from loopback_registry import Call, Loopback
from registry_images import document, index, manifest, push, repository, serve_image
from remotes_conformance.content import digest_of
from remotes_conformance.errors import ContentError
from remotes_conformance.media_types import OCI_INDEX, OCI_MANIFEST

SMALL = b"small"


@pytest.fixture
def registry() -> Iterator[Loopback]:
    with Loopback() as registry:
        yield registry


def test_a_manifest_goes_to_its_tag_byte_for_byte(registry: Loopback) -> None:
    """REMOTE-6, REMOTE-25: also where it is there under its digest."""
    content = json.dumps(manifest(b"{}", []), indent=3).encode()
    push(repository(registry).pusher(), content, document(content))
    assert registry.manifests == {digest_of(content): (OCI_MANIFEST, content)}
    tagged = repository(registry).pusher("v1")
    push(tagged, content, document(content))
    assert registry.manifests["v1"] == (OCI_MANIFEST, content)
    before = len(registry.seen)
    push(tagged, content, document(content))
    assert registry.asked()[before:] == ["HEAD /v2/lib/img/manifests/v1"]
    other = json.dumps(manifest(b"{}", [SMALL])).encode()
    push(tagged, other, document(other))
    assert registry.manifests["v1"] == (OCI_MANIFEST, other)


@pytest.mark.parametrize("status", [200, 202, 204])
@pytest.mark.parametrize("is_kept", [True, False])
def test_a_manifest_counts_if_it_is_there_afterwards(
    registry: Loopback, status: int, is_kept: bool
) -> None:
    """REMOTE-8."""
    content = json.dumps(manifest(b"{}", [])).encode()

    def accept(call: Call) -> None:
        if is_kept:
            registry.manifests["v1"] = (OCI_MANIFEST, call.seen.body)
        call.answer(status)

    registry.script("PUT", accept)
    pusher = repository(registry).pusher("v1")
    if is_kept:
        push(pusher, content, document(content))
    else:
        with pytest.raises(ContentError, match="not there"):
            push(pusher, content, document(content))


def test_a_manifest_of_4_mib_is_pushed(registry: Loopback) -> None:
    """REMOTE-23."""
    content = json.dumps({**manifest(b"{}", []), "x": "y" * 4 * 1024 * 1024}).encode()
    push(repository(registry).pusher("v1"), content, document(content))
    assert registry.manifests["v1"][1] == content
    with pytest.raises(ContentError, match="says it is"):
        push(repository(registry).pusher("v2"), content, document(content, OCI_INDEX))


def test_a_subject_is_listed_once_where_the_registry_does_not_list_it(registry: Loopback) -> None:
    """REMOTE-31."""
    digest = serve_image(registry, [SMALL])
    subject = {
        "mediaType": OCI_MANIFEST,
        "digest": digest,
        "size": len(registry.manifests["v1"][1]),
    }
    tag = digest.replace(":", "-")
    referrers = [
        {
            **manifest(b"{}", []),
            "artifactType": "a/b",
            "annotations": {"n": "1"},
            "subject": subject,
        },
        {**manifest(b"{}", []), "annotations": {"n": "2"}, "subject": subject},
    ]
    for one in (*referrers, referrers[0]):
        content = json.dumps(one).encode()
        registry.manifests.pop(digest_of(content), None)
        push(repository(registry).pusher(), content, document(content))
    listed = json.loads(registry.manifests[tag][1])
    assert listed["mediaType"] == OCI_INDEX
    assert [(one["artifactType"], one["annotations"]) for one in listed["manifests"]] == [
        ("a/b", {"n": "1"}),
        (manifest(b"{}", [])["config"]["mediaType"], {"n": "2"}),
    ]
    registry.put_manifest(manifest(b"{}", []), tag)
    content = json.dumps({**referrers[0], "annotations": {"n": "3"}}).encode()
    with pytest.raises(ContentError, match="list of referrers"):
        push(repository(registry).pusher(), content, document(content))


def test_a_registry_that_lists_subjects_is_left_alone(registry: Loopback) -> None:
    digest = serve_image(registry, [SMALL])
    subject = {"mediaType": OCI_MANIFEST, "digest": digest, "size": 1}
    content = json.dumps({**index(), "subject": subject}).encode()
    registry.script("PUT", lambda call: call.answer(201, OCI_Subject=digest))
    push(repository(registry).pusher(), content, document(content, OCI_INDEX))
    assert not registry.asked(digest.replace(":", "-"))
