"""The image that a client pulls or pushes: small, valid, and the same for the same seed."""

from __future__ import annotations

import gzip
import io
import json
import random
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, TypeAlias

from ...content import digest_of
from ...media_types import DOCKER_CONFIG, DOCKER_LAYER_GZIP, DOCKER_MANIFEST

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
BIG = 4 * 1024 * 1024
"""Bytes of a big manifest: what registries have to take at least."""
LARGE = 48 * 1024 * 1024
"""Bytes of a large layer: far more than what the buffers of a connection hold."""
ARTIFACT = "application/vnd.example.note"
"""The `artifactType` of a manifest with a `subject`, and the type of a layer without bytes."""
INDEX = "application/vnd.oci.image.index.v1+json"
_LAYERS = (2_000, 150_000)
"""Bytes that each layer holds. They are random, so compression changes little."""
_PLATFORMS = ("amd64", "arm64")
"""The architectures of the manifests of an index."""

Variant: TypeAlias = Literal[
    "",
    "ambiguous",
    "ambiguous index",
    "big",
    "indented",
    "subject",
    "index",
    "index of one",
    "large",
    "bare",
    "docker",
    "empty",
    "urls",
]
"""The unusual property of the image: its manifest has `manifests` and `layers`, or an index in its
place has; it has `BIG` bytes, or a tab before each line, or a `subject`; an index with two
manifests, or with one, stands in its place; its last layer has `LARGE` bytes, or none, or a URL at
another host; it has no layers, so that its config is its only blob; or all types are Docker's."""


@dataclass(frozen=True, slots=True)
class Part:
    """A blob of an image, or its manifest. `role`: "index", "manifest", "config" or "layer".
    `urls`: where else it can be had."""

    role: str
    media_type: str
    content: bytes
    digest: str
    urls: tuple[str, ...] = ()

    @property
    def descriptor(self) -> dict[str, object]:
        """Its descriptor, as it stands in a manifest."""
        urls = {"urls": list(self.urls)} if self.urls else {}
        size = len(self.content)
        return {"mediaType": self.media_type, "digest": self.digest, "size": size, **urls}

    def since(self, offset: int) -> Part:
        """The bytes from *offset* on, as a part of their own; -1: none of them."""
        rest = self.content[offset:] if offset >= 0 else b""
        return Part(self.role, self.media_type, rest, digest_of(rest))


@dataclass(frozen=True, slots=True)
class Image:
    """The document that the tag names, a manifest or an index; its blobs: first the config, then
    the layers.

    `manifests`: those of an index. `subject`: the digest of what the manifest is about, or "".
    """

    manifest: Part
    blobs: tuple[Part, ...]
    manifests: tuple[Part, ...] = ()
    subject: str = ""

    @property
    def documents(self) -> tuple[Part, ...]:
        """All that is asked for below `manifests/`, in the order of a push: what is named first."""
        return (*self.manifests, self.manifest)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The document that the tag names, and everything below it."""
        return (self.manifest, *self.manifests, *self.blobs)

    def part(self, digest: str) -> Part | None:
        """The part with that digest, or None."""
        return next((one for one in self.parts if one.digest == digest), None)


@lru_cache(maxsize=64)
def image(seed: str, variant: Variant = "", elsewhere: str = "") -> Image:
    """The image of *seed*. Another seed gives other bytes in every part. *elsewhere*: the URL of a
    folder that has its blobs, too."""
    sizes = _LAYERS if variant != "large" else (*_LAYERS[:-1], LARGE)
    archives = [_archive(f"{seed}/{size}", size) for size in sizes]
    # Stored, not compressed: the bytes are random, and to compress them takes longer than a pull.
    layers = tuple(
        _part("layer", LAYER, gzip.compress(archive, compresslevel=0, mtime=0))
        for archive in archives
    )
    diff_ids = [digest_of(archive) for archive in archives]
    if variant == "bare":
        layers, diff_ids = (), []
    if variant == "empty":
        # Of a type that no client compresses on its way.
        layers, diff_ids = (layers[0], _part("layer", ARTIFACT, b"")), [diff_ids[0], digest_of(b"")]
    if variant == "urls":
        layers = (layers[0], replace(layers[1], urls=(f"{elsewhere}/{layers[1].digest}",)))
    subject = digest_of(f"what {seed} is about".encode()) if variant == "subject" else ""
    if variant in ("index", "index of one"):
        names = _PLATFORMS if variant == "index" else _PLATFORMS[:1]
        configs = tuple(_config(seed, name, diff_ids) for name in names)
        manifests = tuple(_manifest((config, *layers), "") for config in configs)
        return Image(_index(manifests), (*configs, *layers), manifests)
    blobs = (_config(seed, "amd64", diff_ids), *layers)
    if variant == "docker":
        types = (DOCKER_CONFIG, *(DOCKER_LAYER_GZIP for _ in layers))
        blobs = tuple(replace(one, media_type=kind) for one, kind in zip(blobs, types, strict=True))
    if variant == "ambiguous index":
        manifest = _manifest(blobs, "")
        return Image(_index((manifest,), json.loads(manifest.content)), blobs, (manifest,))
    return Image(_manifest(blobs, variant, subject), blobs, subject=subject)


def _config(seed: str, architecture: str, diff_ids: list[str]) -> Part:
    document = {
        "architecture": architecture,
        "os": "linux",
        "config": {"Labels": {"seed": seed}},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    }
    return _part("config", CONFIG, json.dumps(document).encode())


def _part(role: str, media_type: str, content: bytes) -> Part:
    return Part(role, media_type, content, digest_of(content))


def _archive(seed: str, size: int) -> bytes:
    """An archive with one file of so many bytes. The first ones are random for each seed, so that
    no two archives are equal; to draw all of them would take longer than a pull."""
    begins = random.Random(seed).randbytes(32)
    content = (begins + _filling())[: min(size, _LAYERS[-1])]
    before, after = _frame(size)
    return b"".join((before, content, bytes(size - len(content)), after))


@lru_cache
def _frame(size: int) -> tuple[bytes, bytes]:
    """The bytes of such an archive before and after its file."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        entry = tarfile.TarInfo("data")
        entry.size = size
        tar.addfile(entry, io.BytesIO(bytes(size)))
    whole = archive.getvalue()
    return whole[: tarfile.BLOCKSIZE], whole[tarfile.BLOCKSIZE + size :]


@lru_cache
def _filling() -> bytes:
    """Bytes that no compression makes shorter."""
    return random.Random("filling").randbytes(_LAYERS[-1])


def _index(manifests: tuple[Part, ...], more: Mapping[str, object] = {}) -> Part:
    """An index of *manifests*, with other members besides."""
    names = _PLATFORMS[: len(manifests)]
    entries = [
        {**part.descriptor, "platform": {"architecture": name, "os": "linux"}}
        for name, part in zip(names, manifests, strict=True)
    ]
    document = {**more, "schemaVersion": 2, "mediaType": INDEX, "manifests": entries}
    return _part("index", INDEX, json.dumps(document).encode())


def _manifest(blobs: tuple[Part, ...], variant: Variant, subject: str = "") -> Part:
    config, *layers = blobs
    media_type = MANIFEST if variant != "docker" else DOCKER_MANIFEST
    document: dict[str, object] = {
        "schemaVersion": 2,
        "mediaType": media_type,
        "config": config.descriptor,
        "layers": [layer.descriptor for layer in layers],
    }
    if subject:
        document["artifactType"] = ARTIFACT
        document["subject"] = {"mediaType": MANIFEST, "digest": subject, "size": 100}
        document["annotations"] = {"org.example.note": "what it says"}
    if variant == "ambiguous":
        document["manifests"] = [{**layers[0].descriptor, "mediaType": MANIFEST}]
    if variant == "big":
        document["annotations"] = {"filling": ""}
        room = BIG - len(json.dumps(document).encode())
        document["annotations"] = {"filling": "x" * room}
    indent = "\t" if variant == "indented" else None
    return _part("manifest", media_type, json.dumps(document, indent=indent).encode())
