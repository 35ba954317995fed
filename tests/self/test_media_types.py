"""Media types: the kind that each edition gives to them."""

from __future__ import annotations

import pytest
from remotes_conformance.media_types import EDITIONS, KINDS, NEAR_MISSES, examples, kind_of

LAYER = "application/vnd.oci.image.layer.v1.tar"
FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
CHECKPOINT = "application/vnd.containerd.container.criu.checkpoint.criu.tar"


@pytest.mark.parametrize(
    ("media_type", "in_2017_06", "in_1_6", "in_2_x"),
    [
        (LAYER, "layer", "layer", "layer"),
        (LAYER + "+zstd", "unknown", "layer", "layer"),
        (LAYER + "; charset=utf-8", "unknown", "layer", "layer"),
        ("application/vnd.oci.image.layer", "unknown", "unknown", "unknown"),
        (FOREIGN, "unknown", "layer", "layer"),
        (FOREIGN + "+encrypted", "unknown", "layer", "layer"),
        (FOREIGN + "; charset=utf-8", "unknown", "unknown", "unknown"),
        (FOREIGN.upper(), "unknown", "unknown", "unknown"),
        (CHECKPOINT, "unknown", "config", "config"),
        (CHECKPOINT + "+x", "unknown", "unknown", "unknown"),
        ("application/vnd.docker.image.rootfs.diff.tar.zstd", "unknown", "unknown", "layer"),
        ("application/vnd.erofs.layer.v1", "unknown", "unknown", "layer"),
        ("application/vnd.in-toto+json", "unknown", "unknown", "attestation"),
        ("application/vnd.oci.image.index.v1+json", "index", "index", "index"),
        ("", "unknown", "unknown", "unknown"),
    ],
)
def test_each_edition_gives_a_media_type_its_kind(
    media_type: str, in_2017_06: str, in_1_6: str, in_2_x: str
) -> None:
    """The rows of the contract's table, and a near miss beside each."""
    found = [kind_of(media_type, edition) for edition in ("2017-06", "1.6", "2.x")]
    assert found == [in_2017_06, in_1_6, in_2_x]


def test_the_first_edition_knows_its_list_and_nothing_else() -> None:
    """Every type of `KINDS` has its kind; no near miss has one."""
    for kind, media_types in KINDS.items():
        assert {kind_of(media_type) for media_type in media_types} == {kind}
    assert {kind_of(media_type) for media_type in NEAR_MISSES} == {"unknown"}


@pytest.mark.parametrize("edition", EDITIONS)
def test_there_is_an_example_of_every_kind(edition: str) -> None:
    """Unknown ones too; each example has the kind that it stands under."""
    for kind, media_types in examples(edition).items():
        assert media_types, kind
        assert {kind_of(media_type, edition) for media_type in media_types} == {kind}
