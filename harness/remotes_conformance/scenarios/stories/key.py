"""Stories of ref keys."""

from __future__ import annotations

from dataclasses import replace

from ...content import Descriptor
from ...media_types import (
    CHECKPOINT,
    DOCKER_FOREIGN_LAYER_GZIP,
    DOCKER_SCHEMA1,
    KINDS,
    NEAR_MISSES,
    OCI_CONFIG,
    OCI_LAYER,
    OCI_LAYER_ENCRYPTED,
    OCI_LAYER_GZIP,
    OCI_LAYER_ZSTD,
    OCI_MANIFEST,
)
from ..whole_calls import WholeCall
from .building import Story, blob, describe, story

_LAYER = describe(blob(), OCI_LAYER)
_OTHER = describe(blob(1), OCI_LAYER)
_REF_NAME = "org.opencontainers.image.ref.name"


def _key(descriptor: Descriptor) -> WholeCall:
    return WholeCall("key", descriptor)


def _typed(media_type: str) -> WholeCall:
    return _key(replace(_LAYER, media_type=media_type))


def _digested(digest: str) -> WholeCall:
    return _key(replace(_LAYER, digest=digest))


_STRANGE_TYPES = (
    "", " ", "layer", OCI_LAYER.upper(), OCI_LAYER + " ", " " + OCI_LAYER, OCI_LAYER + "; a=b",
    OCI_LAYER + "+zstd", "x-" + OCI_MANIFEST, OCI_MANIFEST + "x", OCI_CONFIG + "; charset=utf-8",
    OCI_MANIFEST[:-1], OCI_CONFIG.replace("config", "Config"), "\x00", "ünïcode/… 😀", "%s%d{}",
    "a" * 5000,
    OCI_LAYER + "\n", OCI_MANIFEST.replace(".", "x"), OCI_CONFIG.replace("+", "."),
)  # fmt: skip
_STRANGE_DIGESTS = (
    "", "sha256:", "sha256", "sha256:ABCDEF", "sha256:../../etc", "sha512:" + "0" * 128, "md5:x",
    "sha256:" + "A" * 64, " sha256:00 ", "sha256:\n", "a-b-c", "%s", "ü" * 50, "d" * 5000,
    "sha256:e\u0301",
)  # fmt: skip

STORIES: tuple[Story, ...] = (
    *(
        story(f"the key of {media_type.rpartition('/')[2]}", _typed(media_type))
        for media_types in KINDS.values()
        for media_type in media_types
    ),
    *(
        story(f"the key of {media_type.rpartition('/')[2]}, which has no kind", _typed(media_type))
        for media_type in NEAR_MISSES
    ),
    story("the keys of strings that are no media type", *map(_typed, _STRANGE_TYPES)),
    story("the keys of digests that are malformed", *map(_digested, _STRANGE_DIGESTS)),
    story(
        "annotations, size, urls and platform have no part in the key",
        _key(_LAYER),
        _key(replace(_LAYER, size=0)),
        _key(replace(_LAYER, urls=("https://example.com/blob",))),
        _key(replace(_LAYER, platform={"os": "linux", "architecture": "arm64"})),
        _key(replace(_LAYER, annotations={"vendor": "example"})),
    ),
    story(
        "an annotation with a ref name has no part in the key",
        _key(_LAYER),
        _key(replace(_LAYER, annotations={_REF_NAME: "docker.io/library/busybox:latest"})),
    ),
    story(
        "keys of different content differ",
        _key(_LAYER),
        _key(_OTHER),
        _typed(OCI_MANIFEST),
        _typed(OCI_CONFIG),
        _typed(DOCKER_SCHEMA1),
        branches=True,
    ),
    story(
        "keys are asked for again and again", _key(_LAYER), _key(_OTHER), _key(_LAYER), _key(_OTHER)
    ),
    story(
        "keys of one kind with other compression are equal in kind",
        _typed(OCI_LAYER),
        _typed(OCI_LAYER_GZIP),
        _typed(OCI_LAYER_ZSTD),
        _typed(OCI_LAYER_ENCRYPTED),
        _typed(DOCKER_FOREIGN_LAYER_GZIP),
        _typed(CHECKPOINT),
    ),
)
