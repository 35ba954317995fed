"""The media types that the contract names, and the kind of content each of them announces.

Source: the OCI image specification (`media-types.md`), and Docker's image manifest v2, schema 1
and schema 2.
"""

from __future__ import annotations

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

MANIFESTS: Final = (DOCKER_MANIFEST, OCI_MANIFEST)
INDEXES: Final = (DOCKER_INDEX, OCI_INDEX)
LAYERS: Final = (
    DOCKER_LAYER,
    DOCKER_LAYER_GZIP,
    OCI_LAYER,
    OCI_LAYER_GZIP,
    OCI_LAYER_NONDISTRIBUTABLE,
    OCI_LAYER_NONDISTRIBUTABLE_GZIP,
)
CONFIGS: Final = (DOCKER_CONFIG, OCI_CONFIG)

KINDS: Final = {
    "manifest": MANIFESTS,
    "index": INDEXES,
    "layer": LAYERS,
    "config": CONFIGS,
}
"""Edition 2017-06: the media types of each kind. Every other string is of the kind `unknown`."""

KNOWN: Final = tuple(media_type for kind in KINDS.values() for media_type in kind)

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
