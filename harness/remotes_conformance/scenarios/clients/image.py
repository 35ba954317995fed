"""The image that a client pulls or pushes: small, valid, and the same for the same seed."""

from __future__ import annotations

import gzip
import io
import json
import random
import tarfile
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from ...content import digest_of

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
BIG = 4 * 1024 * 1024
"""Bytes of a big manifest: what registries have to take at least."""
_LAYERS = (2_000, 150_000)
"""Bytes that each layer holds. They are random, so compression changes little."""

Variant: TypeAlias = Literal["", "ambiguous", "big", "indented"]
"""How the manifest is unusual: it has `manifests` and `layers`, or `BIG` bytes, or a tab before
each line."""


@dataclass(frozen=True, slots=True)
class Part:
    """A blob of an image, or its manifest. `role`: "manifest", "config" or "layer"."""

    role: str
    media_type: str
    content: bytes
    digest: str

    @property
    def descriptor(self) -> dict[str, object]:
        """Its descriptor, as it stands in a manifest."""
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.content)}


@dataclass(frozen=True, slots=True)
class Image:
    """A manifest and its blobs: first the config, then the layers."""

    manifest: Part
    blobs: tuple[Part, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The manifest and all blobs."""
        return (self.manifest, *self.blobs)

    def part(self, digest: str) -> Part | None:
        """The part with that digest, or None."""
        return next((one for one in self.parts if one.digest == digest), None)


@lru_cache(maxsize=64)
def image(seed: str, variant: Variant = "") -> Image:
    """The image of *seed*. Another seed gives other bytes in every part."""
    layers = tuple(_part("layer", LAYER, _layer(f"{seed}/{size}", size)) for size in _LAYERS)
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {"Labels": {"seed": seed}},
        "rootfs": {
            "type": "layers",
            "diff_ids": [digest_of(gzip.decompress(layer.content)) for layer in layers],
        },
    }
    blobs = (_part("config", CONFIG, json.dumps(config).encode()), *layers)
    return Image(_manifest(blobs, variant), blobs)


def _part(role: str, media_type: str, content: bytes) -> Part:
    return Part(role, media_type, content, digest_of(content))


def _layer(seed: str, size: int) -> bytes:
    """A compressed archive with one file of so many random bytes."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        entry = tarfile.TarInfo("data")
        entry.size = size
        tar.addfile(entry, io.BytesIO(random.Random(seed).randbytes(size)))
    return gzip.compress(archive.getvalue(), mtime=0)


def _manifest(blobs: tuple[Part, ...], variant: Variant) -> Part:
    config, *layers = blobs
    document: dict[str, object] = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": config.descriptor,
        "layers": [layer.descriptor for layer in layers],
    }
    if variant == "ambiguous":
        document["manifests"] = [{**layers[0].descriptor, "mediaType": MANIFEST}]
    if variant == "big":
        document["annotations"] = {"filling": ""}
        room = BIG - len(json.dumps(document).encode())
        document["annotations"] = {"filling": "x" * room}
    indent = "\t" if variant == "indented" else None
    return _part("manifest", MANIFEST, json.dumps(document, indent=indent).encode())
