"""Images of random layers, as OCI image layouts on the disk."""

from __future__ import annotations

import hashlib
import json
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_PIECE = 2**20


@dataclass(frozen=True)
class Made:
    """An image in a layout with the tag v1."""

    folder: Path
    digest: str
    blobs: tuple[str, ...]
    description: str

    def check(self, folder: Path) -> None:
        """Each blob is in *folder*, wherever there, under its digest. Raises `RuntimeError`."""
        there = {one.name.removeprefix("sha256:") for one in folder.rglob("*") if one.is_file()}
        if lacking := set(self.blobs) - there:
            raise RuntimeError(f"{len(lacking)} blobs are not there")


def make_image(folder: Path, sizes: list[int]) -> Made:
    """An image with layers of about *sizes* bytes, which nobody can make smaller."""
    blobs = folder / "blobs" / "sha256"
    blobs.mkdir(parents=True)
    made = [_layer(blobs, seed, size) for seed, size in enumerate(sizes)]
    config = {
        "architecture": "amd64",
        "os": "linux",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": [diff_id for _, diff_id in made]},
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": _write(blobs, CONFIG, json.dumps(config).encode()),
        "layers": [descriptor for descriptor, _ in made],
    }
    root = _write(blobs, MANIFEST, json.dumps(manifest).encode())
    entry = {**root, "annotations": {"org.opencontainers.image.ref.name": "v1"}}
    index = {"schemaVersion": 2, "manifests": [entry]}
    (folder / "index.json").write_text(json.dumps(index))
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    digest = str(root["digest"])
    # Not every tool keeps the manifest under its digest.
    names = tuple(str(one["digest"])[7:] for one, _ in made)
    total = sum(sizes)
    size = f"{total >> 20} MiB" if total >= _PIECE else f"{total >> 10} KiB"
    return Made(folder, digest, names, f"{len(sizes)} layers, {size}")


def _layer(blobs: Path, seed: int, size: int) -> tuple[dict[str, object], str]:
    """A stored stream of gzip, and the digest of what is in it."""
    within, without, length = hashlib.sha256(), hashlib.sha256(), 0
    coming = blobs / "coming"
    with coming.open("wb") as file:
        for piece, content in _pieces(seed, size):
            within.update(content)
            without.update(piece)
            length += len(piece)
            file.write(piece)
    digest = without.hexdigest()
    coming.rename(blobs / digest)
    descriptor = {"mediaType": LAYER, "digest": f"sha256:{digest}", "size": length}
    return descriptor, f"sha256:{within.hexdigest()}"


def _pieces(seed: int, size: int) -> Iterator[tuple[bytes, bytes]]:
    """Pieces of the stream, each with the content that has gone into it."""
    source, stored = random.Random(seed), zlib.compressobj(0, wbits=31)
    for start in range(0, size, _PIECE):
        content = source.randbytes(min(_PIECE, size - start))
        yield stored.compress(content), content
    yield stored.flush(), b""


def _write(blobs: Path, media_type: str, content: bytes) -> dict[str, object]:
    digest = hashlib.sha256(content).hexdigest()
    (blobs / digest).write_bytes(content)
    return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}
