"""Stories of keys: more kinds, ref names before the digest, prefixes from the context."""

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
    OCI_INDEX,
    OCI_LAYER,
    OCI_MANIFEST,
)
from ...scenario import KeyPrefix, Task
from ..building import fetch, later, story

_REF_NAME = "org.opencontainers.image.ref.name"
_LAYER = fetch().descriptor


def _typed(media_type: str) -> Task:
    return Task("key", replace(_LAYER, media_type=media_type))


def _named(name: str) -> Task:
    return _annotated({_REF_NAME: name})


def _annotated(annotations: dict[str, str]) -> Task:
    return Task("key", replace(_LAYER, annotations=annotations))


def _prefixed_type(media_type: str, *prefixes: tuple[str, str]) -> Task:
    return replace(_prefixed(*prefixes), descriptor=replace(_LAYER, media_type=media_type))


def _prefixed(*prefixes: tuple[str, str], derived: int | None = None) -> Task:
    named = tuple(KeyPrefix(media_type, prefix) for media_type, prefix in prefixes)
    return Task("key", _LAYER, prefixes=named, derived=derived)


KEY = later(
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
        "a ref name stands before the digest, even an empty one",
        *map(_named, ("docker.io/library/busybox:latest", "", "a@b")),
        Task("key", _LAYER),
        _named("docker.io/library/busybox:latest"),
    ),
    story(
        "names that it is tempting to tidy up",
        *map(
            _named, ("x" * 300, f"busybox@{_LAYER.digest}", " busybox ", "b%C3%BCsybox", "BüsyBox")
        ),
    ),
    story(
        "annotations that are near that of the ref name",
        *map(
            _annotated,
            (
                {_REF_NAME.upper(): "busybox"},
                {"org.opencontainers.image.base.name": "busybox"},
                {"org.opencontainers.image.title": "busybox"},
                {"io.containerd.image.name": "elsewhere", _REF_NAME: "busybox"},
                {"io.containerd.image.name": "busybox"},
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
    story("a context names a prefix", _prefixed((OCI_LAYER, "mine"))),
    *(
        story(
            f"a context names a prefix for {media_type.rpartition('/')[2] or 'the empty type'}",
            _prefixed_type(media_type, (media_type, "mine")),
        )
        for media_type in (OCI_MANIFEST, OCI_INDEX, OCI_CONFIG, IN_TOTO, "text/plain", "")
    ),
    story(
        "a context names prefixes for two media types",
        *(
            _prefixed_type(media_type, (OCI_LAYER, "mine"), (OCI_CONFIG, "yours"))
            for media_type in (OCI_LAYER, OCI_CONFIG)
        ),
    ),
    story(
        "a context names a prefix, then an empty one",
        _prefixed((OCI_LAYER, "mine"), (OCI_LAYER, "")),
    ),
    story(
        "a context names a prefix for a type with another suffix",
        _prefixed((f"{OCI_LAYER}+zstd", "mine")),
        _prefixed_type(f"{OCI_LAYER}+zstd", (OCI_LAYER, "mine")),
    ),
    story("a context names a prefix that ends in a hyphen", _prefixed((OCI_LAYER, "mine-"))),
    story(
        "a context names a prefix for the type with parameters",
        _prefixed((f"{OCI_LAYER}; charset=utf-8", "mine")),
        _prefixed_type(f"{OCI_LAYER}; charset=utf-8", (OCI_LAYER, "mine")),
    ),
    story(
        "a context names a prefix twice",
        _prefixed((OCI_LAYER, "mine"), (OCI_LAYER, "yours")),
    ),
    story(
        "a context names a prefix for another media type",
        _prefixed((OCI_CONFIG, "mine")),
        _prefixed((OCI_LAYER.upper(), "mine")),
        Task("key", _LAYER),
    ),
    story(
        "a prefix goes before the ref name",
        replace(_prefixed((OCI_LAYER, "mine")), descriptor=_named("busybox").descriptor),
    ),
    *(
        story(
            f"a prefix is not in the context that it was derived from, which has {derived}",
            _prefixed((OCI_LAYER, "mine"), (OCI_LAYER, "yours"), derived=derived),
        )
        for derived in (0, 1)
    ),
    story(
        "a fetch and its key, with a ref name",
        _named("busybox:latest"),
        fetch(descriptor=_named("busybox:latest").descriptor),
    ),
    story(
        "a fetch and its key, with a prefix",
        _prefixed((OCI_LAYER, "mine")),
        fetch(prefixes=(KeyPrefix(OCI_LAYER, "mine"),)),
    ),
)
