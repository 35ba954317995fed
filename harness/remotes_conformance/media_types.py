"""The media types that the contract names, and the kind of content each of them announces.

Source: the OCI image specification (`media-types.md`), and Docker's image manifest v2, schema 1
and schema 2; for what later editions know besides, containerd's `images/mediatypes.go`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

DOCKER_SCHEMA1: Final = "application/vnd.docker.distribution.manifest.v1+prettyjws"

DOCKER_MANIFEST: Final = "application/vnd.docker.distribution.manifest.v2+json"
OCI_MANIFEST: Final = "application/vnd.oci.image.manifest.v1+json"

DOCKER_INDEX: Final = "application/vnd.docker.distribution.manifest.list.v2+json"
OCI_INDEX: Final = "application/vnd.oci.image.index.v1+json"

DOCKER_LAYER: Final = "application/vnd.docker.image.rootfs.diff.tar"
DOCKER_LAYER_GZIP: Final = "application/vnd.docker.image.rootfs.diff.tar.gzip"
DOCKER_FOREIGN_LAYER: Final = "application/vnd.docker.image.rootfs.foreign.diff.tar"
DOCKER_FOREIGN_LAYER_GZIP: Final = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
OCI_LAYER: Final = "application/vnd.oci.image.layer.v1.tar"
OCI_LAYER_GZIP: Final = "application/vnd.oci.image.layer.v1.tar+gzip"
OCI_LAYER_ZSTD: Final = "application/vnd.oci.image.layer.v1.tar+zstd"
OCI_LAYER_ENCRYPTED: Final = "application/vnd.oci.image.layer.v1.tar+gzip+encrypted"
OCI_LAYER_NONDISTRIBUTABLE: Final = "application/vnd.oci.image.layer.nondistributable.v1.tar"
OCI_LAYER_NONDISTRIBUTABLE_GZIP: Final = (
    "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
)

DOCKER_CONFIG: Final = "application/vnd.docker.container.image.v1+json"
OCI_CONFIG: Final = "application/vnd.oci.image.config.v1+json"

CHECKPOINT: Final = "application/vnd.containerd.container.criu.checkpoint.criu.tar"
CHECKPOINT_CONFIG: Final = "application/vnd.containerd.container.checkpoint.config.v1+proto"
CHECKPOINT_OPTIONS: Final = "application/vnd.containerd.container.checkpoint.options.v1+proto"

DOCKER_LAYER_ZSTD: Final = "application/vnd.docker.image.rootfs.diff.tar.zstd"
EROFS_LAYER: Final = "application/vnd.erofs.layer.v1"
IN_TOTO: Final = "application/vnd.in-toto+json"

MANIFESTS: Final = (DOCKER_MANIFEST, OCI_MANIFEST)
"""Edition 2017-06: the media types of manifests."""
INDEXES: Final = (DOCKER_INDEX, OCI_INDEX)
"""Edition 2017-06: the media types of indexes, and of Docker's manifest lists."""
LAYERS: Final = (
    DOCKER_LAYER,
    DOCKER_LAYER_GZIP,
    OCI_LAYER,
    OCI_LAYER_GZIP,
    OCI_LAYER_NONDISTRIBUTABLE,
    OCI_LAYER_NONDISTRIBUTABLE_GZIP,
)
"""Edition 2017-06: the media types of layers."""
CONFIGS: Final = (DOCKER_CONFIG, OCI_CONFIG)
"""Edition 2017-06: the media types of configs."""

KINDS: Final = {
    "manifest": MANIFESTS,
    "index": INDEXES,
    "layer": LAYERS,
    "config": CONFIGS,
}
"""Edition 2017-06: the media types of each kind. Every other string is of the kind "unknown"."""

KNOWN: Final = tuple(media_type for kind in KINDS.values() for media_type in kind)
"""Edition 2017-06: the media types of all kinds."""

NEAR_MISSES: Final = (
    DOCKER_SCHEMA1,
    DOCKER_FOREIGN_LAYER,
    DOCKER_FOREIGN_LAYER_GZIP,
    OCI_LAYER_ZSTD,
    OCI_LAYER_ENCRYPTED,
    CHECKPOINT,
    CHECKPOINT_CONFIG,
)
"""Types that look as if they had a kind, and have none in edition 2017-06."""


@dataclass(frozen=True, slots=True)
class MediaTypes:
    """A set of media types: those of one kind, in one edition. `in` tests for one.

    `exact`: these strings. `suffixed`: these, alone or followed by `+` and anything. `prefixes`:
    every string that begins with one of these.
    """

    exact: tuple[str, ...] = ()
    suffixed: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()

    def __contains__(self, media_type: str) -> bool:
        base = media_type.partition("+")[0]
        return (
            media_type in self.exact
            or base in self.suffixed
            or media_type.startswith(self.prefixes)
        )


_OCI_LAYERS: Final = "application/vnd.oci.image.layer."
_DOCKER_LAYERS: Final = (
    DOCKER_LAYER,
    DOCKER_LAYER_GZIP,
    DOCKER_FOREIGN_LAYER,
    DOCKER_FOREIGN_LAYER_GZIP,
)
_IN_1_6: Final = {
    "manifest": MediaTypes(MANIFESTS),
    "index": MediaTypes(INDEXES),
    "layer": MediaTypes(suffixed=_DOCKER_LAYERS, prefixes=(_OCI_LAYERS,)),
    "config": MediaTypes((*CONFIGS, CHECKPOINT, CHECKPOINT_CONFIG)),
}
_IN_2_X: Final = {
    **_IN_1_6,
    "layer": MediaTypes(
        suffixed=(*_DOCKER_LAYERS, DOCKER_LAYER_ZSTD, EROFS_LAYER), prefixes=(_OCI_LAYERS,)
    ),
    "attestation": MediaTypes((IN_TOTO,)),
}

EDITIONS: Final[Mapping[str, Mapping[str, MediaTypes]]] = MappingProxyType(
    {
        "2017-06": {kind: MediaTypes(types) for kind, types in KINDS.items()},
        "1.6": _IN_1_6,
        "2.x": _IN_2_X,
    }
)
"""By edition and kind: the media types. Every other string is of the kind "unknown"."""


@lru_cache(maxsize=1024)
def kind_of(media_type: str, edition: str = "2017-06") -> str:
    """The kind of a media type in *edition*: "manifest", "index", "layer", "config", in 2.x also
    "attestation"; "unknown": it has none. Raises `KeyError` for an unknown edition."""
    kinds = EDITIONS[edition]
    return next((kind for kind, types in kinds.items() if media_type in types), "unknown")


_OF_SOME_EDITION: Final = (
    *KNOWN,
    *NEAR_MISSES,
    OCI_LAYER + "+encrypted",
    OCI_LAYER + "; charset=utf-8",
    _OCI_LAYERS,
    _OCI_LAYERS + "v2.tar",
    DOCKER_LAYER_GZIP + "+encrypted",
    DOCKER_FOREIGN_LAYER + "+a+b",
    DOCKER_LAYER_ZSTD,
    EROFS_LAYER,
    EROFS_LAYER + "+zstd",
    IN_TOTO,
)
_OF_NO_EDITION: Final = (
    _OCI_LAYERS[:-1],
    "x" + OCI_LAYER,
    OCI_LAYER.upper(),
    DOCKER_LAYER + "; charset=utf-8",
    OCI_MANIFEST + "+zstd",
    OCI_CONFIG + "+encrypted",
    IN_TOTO + "+zstd",
    CHECKPOINT_OPTIONS,
)


def examples(edition: str = "2017-06") -> Mapping[str, tuple[str, ...]]:
    """Examples of media types, by their kind in *edition*. "unknown": strings that look like media
    types of a kind and are not. Raises `KeyError` for an unknown edition."""
    found: dict[str, list[str]] = {kind: [] for kind in (*EDITIONS[edition], "unknown")}
    for media_type in (*_OF_SOME_EDITION, *_OF_NO_EDITION):
        found[kind_of(media_type, edition)].append(media_type)
    return {kind: tuple(types) for kind, types in found.items()}
