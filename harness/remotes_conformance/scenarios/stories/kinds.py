"""Stories of the media types that have a kind since edition 1.6 or 2.x, and of near misses."""

from __future__ import annotations

from dataclasses import replace

from ...media_types import (
    CHECKPOINT,
    CHECKPOINT_CONFIG,
    CHECKPOINT_OPTIONS,
    DOCKER_FOREIGN_LAYER,
    DOCKER_LAYER_GZIP,
    DOCKER_LAYER_ZSTD,
    EROFS_LAYER,
    IN_TOTO,
    OCI_CONFIG,
    OCI_LAYER,
)
from ..whole_calls import WholeCall
from .building import Story, fetch, since_1_6, story

_LAYER = fetch().descriptor


def _typed(media_type: str) -> WholeCall:
    return WholeCall("key", replace(_LAYER, media_type=media_type))


STORIES: tuple[Story, ...] = since_1_6(
    story(
        "keys of layers, whatever is behind their type",
        *map(
            _typed,
            (
                OCI_LAYER + "+encrypted",
                OCI_LAYER + "; charset=utf-8",
                "application/vnd.oci.image.layer.v2.tar",
                DOCKER_LAYER_GZIP + "+encrypted",
                DOCKER_FOREIGN_LAYER + "+a+b",
            ),
        ),
    ),
    story(
        "keys of types that came with 2.x",
        *map(_typed, (DOCKER_LAYER_ZSTD, EROFS_LAYER, EROFS_LAYER + "+zstd", IN_TOTO)),
    ),
    story(
        "keys of types that are near those of layers and configs",
        *map(
            _typed,
            (
                "application/vnd.oci.image.layer",
                DOCKER_LAYER_GZIP + "; charset=utf-8",
                OCI_CONFIG + "+encrypted",
                CHECKPOINT_OPTIONS,
                IN_TOTO + "+zstd",
            ),
        ),
    ),
    story(
        "keys of types that are nearly those of layers and configs of 1.6",
        *map(
            _typed,
            (
                "application/vnd.oci.image.layer.tar",
                "application/vnd.oci.image.layer.squashfs",
                DOCKER_FOREIGN_LAYER + "x",
                DOCKER_FOREIGN_LAYER + ".zstd",
                DOCKER_FOREIGN_LAYER.upper(),
                DOCKER_LAYER_GZIP + "+lz4",
                CHECKPOINT + "+gzip",
                CHECKPOINT.upper(),
                CHECKPOINT_CONFIG + ".v2",
                "application/vnd.containerd.container.criu.checkpoint.other.tar",
            ),
        ),
    ),
    story(
        "keys of types that are near those that came with 2.x",
        *map(
            _typed,
            (
                DOCKER_LAYER_ZSTD + "+encrypted",
                DOCKER_LAYER_ZSTD.upper(),
                EROFS_LAYER + "2",
                EROFS_LAYER.upper(),
                "application/vnd.erofs.layer.v2",
                IN_TOTO.upper(),
            ),
        ),
    ),
)
