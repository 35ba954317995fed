"""Folders of images, for the adapters of Python clients: what they push, and what they write."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


class Operation(Protocol):
    """What a client is given for one operation: docs/clients.md, "A Python client"."""

    registry: str
    name: str
    tag: str
    digest: str
    user: str
    password: str
    limit: int
    folder: Path


@dataclass(frozen=True)
class Pushed:
    """The image of an OCI image layout with one tag: its manifest, and its blobs in order."""

    folder: Path

    @property
    def manifest(self) -> bytes:
        """The bytes of the manifest."""
        index = json.loads((self.folder / "index.json").read_bytes())
        return self.path(index["manifests"][0]["digest"]).read_bytes()

    @property
    def blobs(self) -> list[dict[str, Any]]:
        """The descriptors of the config and of the layers."""
        return blobs_of(self.manifest)

    def path(self, digest: str) -> Path:
        """The file with that digest."""
        return self.folder / "blobs" / "sha256" / digest.removeprefix("sha256:")


def blobs_of(manifest: bytes) -> list[dict[str, Any]]:
    """The descriptors of the config and of the layers, without a look at anything else."""
    document = json.loads(manifest)
    return [document["config"], *document["layers"]]


def place(folder: Path, digest: str) -> Path:
    """The file for the part with that digest, in a folder that then exists."""
    folder.mkdir(exist_ok=True)
    return folder / digest.removeprefix("sha256:")
