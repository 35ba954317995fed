"""From a tag to a descriptor: the documents and headers that are accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from loopback_registry import Loopback
from registry_images import entry, index, manifest, repository, serve_image
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import ContentError, FailedPrecondition, InvalidArgument, NotFound
from remotes_conformance.media_types import DOCKER_MANIFEST, OCI_INDEX, OCI_LAYER, OCI_MANIFEST
from remotes_reference.registry.documents import (
    DOCUMENT_LIMIT,
    children_in,
    descriptor_of,
    json_of,
)
from remotes_reference.registry.trees import DEPTH, levels

DOCUMENT = manifest(b"{}", [b"one", b"two"])
CONTENT = json.dumps(DOCUMENT).encode()
OTHER = digest_of(b"other")


@pytest.fixture
def registry() -> Iterator[Loopback]:
    with Loopback() as registry:
        yield registry


def test_a_tag_means_the_bytes_that_are_sent(registry: Loopback) -> None:
    digest = serve_image(registry, [b"one"])
    found = repository(registry).resolve("v1")
    assert found == Descriptor(OCI_MANIFEST, digest, len(registry.manifests[digest][1]))
    assert found == repository(registry).resolve(digest)
    assert OCI_MANIFEST in registry.seen[0].headers["Accept"]
    with pytest.raises(NotFound, match="MANIFEST_UNKNOWN"):
        repository(registry).resolve("v2")


@pytest.mark.parametrize("answered", [OTHER, "nonsense", OTHER.upper(), f"{OTHER}, {OTHER}"])
def test_a_digest_header_that_is_wrong_is_an_error(registry: Loopback, answered: str) -> None:
    """REMOTE-14."""
    registry.script(
        "GET",
        lambda call: call.answer(
            200, CONTENT, Content_Type=OCI_MANIFEST, Docker_Content_Digest=answered
        ),
    )
    with pytest.raises(FailedPrecondition):
        repository(registry).resolve("v1")


def test_other_bytes_than_those_of_the_digest_are_an_error(registry: Loopback) -> None:
    """REMOTE-13: with any digest in the header."""
    for headers in ({}, {"Docker_Content_Digest": digest_of(CONTENT)}):
        registry.script(
            "GET",
            lambda call, headers=headers: call.answer(
                200, CONTENT, Content_Type=OCI_MANIFEST, **headers
            ),
        )
        with pytest.raises(FailedPrecondition):
            repository(registry).resolve(OTHER)


@pytest.mark.parametrize(
    ("content", "announced", "fits"),
    [
        (CONTENT, OCI_MANIFEST, True),
        (CONTENT, f"{OCI_MANIFEST}; charset=utf-8", True),
        (CONTENT, "", True),
        (CONTENT, DOCKER_MANIFEST, False),
        (CONTENT, OCI_INDEX, False),
        (CONTENT, "application/json", False),
        (b'{"layers": []}', "", False),
        (b'{"layers": [], "config": {}}', OCI_MANIFEST, True),
        (b'{"layers": [], "manifests": []}', OCI_MANIFEST, False),
        (b'{"layers": [], "Manifests": []}', OCI_MANIFEST, False),
        (b'{"layers": [], "layers": [], "config": {}}', OCI_MANIFEST, False),
        (b'{"mediaType": 7}', OCI_MANIFEST, False),
        (b"[]", OCI_MANIFEST, False),
        (b'{"layers": [NaN]}', OCI_MANIFEST, False),
        (b"{" * 100_000, OCI_MANIFEST, False),
        (b"", OCI_MANIFEST, False),
    ],
)
def test_document_and_announcement_agree(
    registry: Loopback, content: bytes, announced: str, fits: bool
) -> None:
    """REMOTE-15, REMOTE-15a; CVE-2021-41190."""
    headers = {"Content_Type": announced} if announced else {}
    registry.script("GET", lambda call: call.answer(200, content, **headers))
    if fits:
        assert repository(registry).resolve("v1").media_type == OCI_MANIFEST
    else:
        with pytest.raises(InvalidArgument):
            repository(registry).resolve("v1")


def test_a_manifest_of_4_mib_is_read_and_an_endless_one_is_not(registry: Loopback) -> None:
    """REMOTE-23, REMOTE-22."""
    registry.put_manifest({**DOCUMENT, "annotations": {"x": "y" * 4 * 1024 * 1024}}, "large")
    assert repository(registry).resolve("large").size > 4 * 1024 * 1024
    registry.put_manifest({**DOCUMENT, "annotations": {"x": "y" * DOCUMENT_LIMIT}}, "huge")
    with pytest.raises(ContentError, match="longer than"):
        repository(registry).resolve("huge")


GOOD = entry(b"x", OCI_LAYER)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {**GOOD, "digest": "sha256:../../x"},
        {**GOOD, "digest": GOOD["digest"].upper()},
        {**GOOD, "digest": 1},
        {**GOOD, "size": -1},
        {**GOOD, "size": 2**63},
        {**GOOD, "size": True},
        {**GOOD, "size": 1.0},
        {**GOOD, "size": "1"},
        {**GOOD, "mediaType": "a/b\r\nX: y"},
        {**GOOD, "mediaType": ""},
        {**GOOD, "data": "%"},
        {key: GOOD[key] for key in ("mediaType", "digest")},
    ],
)
def test_descriptors_without_sense_are_refused(value: object) -> None:
    with pytest.raises(InvalidArgument):
        descriptor_of(value)


def test_a_descriptor_goes_to_json_and_back() -> None:
    full = {
        **GOOD,
        "annotations": {"a": "b"},
        "urls": ["https://x/y"],
        "platform": {"os": "linux", "architecture": "arm"},
    }
    assert json_of(descriptor_of(full)) == full
    assert descriptor_of({**GOOD, "data": "eA=="}).data == b"x"


def test_children_are_config_then_layers_and_the_manifests_of_an_index() -> None:
    """WALK-7."""
    of = Descriptor(OCI_MANIFEST, digest_of(CONTENT), len(CONTENT))
    named = children_in(CONTENT, of)
    assert [one.digest for one in named] == [digest_of(one) for one in (b"{}", b"one", b"two")]
    listed = json.dumps(index(DOCUMENT)).encode()
    assert children_in(listed, Descriptor(OCI_INDEX, digest_of(listed), len(listed))) == (of,)
    with pytest.raises(InvalidArgument, match="taken for"):
        children_in(listed, of)
    with pytest.raises(InvalidArgument, match="config"):
        children_in(b'{"layers": []}', of)
    assert children_in(b'{"layers": null, "config": ' + json.dumps(GOOD).encode() + b"}", of)


def test_trees_have_limits() -> None:
    """Indexes can be nested on and on, and can name any size for their children."""
    root = Descriptor(OCI_INDEX, OTHER, 1)
    with pytest.raises(InvalidArgument, match=f"more than {DEPTH} levels"):
        list(levels(root, lambda one: [one]))
    many = [Descriptor(OCI_LAYER, digest_of(b"%d" % one), 1) for one in range(60_000)]
    with pytest.raises(InvalidArgument, match="descriptors"):
        list(levels(root, lambda one: many))
    with pytest.raises(InvalidArgument, match="two sizes"):
        list(levels(root, lambda one: [Descriptor(OCI_LAYER, OTHER, 2)]))
    diamond = list(levels(root, lambda one: many[:2] * 3 if one is root else []))
    assert [len(level) for level in diamond] == [1, 2]
