"""The one image of the lying registry, whole or with an unusual manifest."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import tarfile

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _archive() -> bytes:
    """A tar archive of one file."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        entry = tarfile.TarInfo("data")
        entry.size = 100_000
        tar.addfile(entry, io.BytesIO(random.Random(1).randbytes(entry.size)))
    return archive.getvalue()


_ARCHIVE = _archive()
LAYER = gzip.compress(_ARCHIVE, mtime=0)
CONFIG = json.dumps(
    {
        "architecture": "amd64",
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": [digest(_ARCHIVE)]},
    }
).encode()


def manifest(variant: str = "") -> bytes:
    """The manifest; "bare": without layers; "ambiguous": with manifests and layers; "ambiguous
    index": an index with manifests and layers; "empty": the layer has no bytes; "indented": with
    tabs; "docker": one of Docker's."""
    layer = {
        "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
        "digest": digest(LAYER),
        "size": len(LAYER),
    }
    document: dict[str, object] = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {
            "mediaType": "application/vnd.oci.image.config.v1+json",
            "digest": digest(CONFIG),
            "size": len(CONFIG),
        },
        "layers": [] if variant == "bare" else [layer],
    }
    if variant == "empty":
        note = {"mediaType": "application/vnd.example.note", "digest": digest(b""), "size": 0}
        document["layers"] = [note]
    if variant == "ambiguous index":
        one = {"mediaType": MANIFEST, "digest": digest(manifest()), "size": len(manifest())}
        document.update(mediaType=INDEX, manifests=[one])
    if variant == "ambiguous":
        document["manifests"] = [{**layer, "mediaType": MANIFEST}]
    if variant == "docker":
        document["mediaType"] = DOCKER
    return json.dumps(document, indent="\t" if variant == "indented" else None).encode()
