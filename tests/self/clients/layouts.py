"""A right client that pulls into an OCI image layout, whose index shows a media type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.remoting import Repository

from .parts import RightParts
from .right import INDEX, MANIFEST
from .transport import Answer, Failed

DOCKER = "application/vnd.docker.distribution.manifest.v2+json"


class WritesALayout(RightParts):
    """It takes each document for what its `Content-Type` says."""

    accept = f"{MANIFEST}, {INDEX}, {DOCKER}"
    announced = declared = top = ""
    """The two types of the latest document, and the one that the layout lists."""

    def check_type(self, answer: Answer) -> None:
        self.announced = answer.headers.get("content-type", "").partition(";")[0].strip()
        if self.announced not in (MANIFEST, INDEX, DOCKER):
            raise Failed("a type that was not accepted")

    def document(self, content: bytes) -> dict[str, Any]:
        document = super().document(content)
        self.declared = document.get("mediaType", self.announced)
        self.top = self.top or self.listed_as()
        names = ("manifests",) if self.read_as() == INDEX else ("config", "layers")
        return {name: document[name] for name in names if name in document}

    def read_as(self) -> str:
        """The type by which it reads the latest document."""
        return self.announced

    def listed_as(self) -> str:
        """The type that it returns for that, and writes down."""
        return self.announced

    def resolve(self, place: Repository, tag: str) -> Descriptor:
        found = super().resolve(place, tag)
        self.document(self.manifest(found.digest))
        return Descriptor(self.listed_as(), found.digest, found.size)

    def pull(self, operation: Operation) -> None:
        self.top = ""
        super().pull(operation)
        blob = self.path(operation.folder, operation.digest)
        entry = {"mediaType": self.top, "digest": operation.digest, "size": blob.stat().st_size}
        index = {"schemaVersion": 2, "manifests": [entry]}
        (operation.folder / "index.json").write_text(json.dumps(index))
        (operation.folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')

    def keep(self, folder: Path, digest: str, content: bytes) -> None:
        self.path(folder, digest).parent.mkdir(parents=True, exist_ok=True)
        self.path(folder, digest).write_bytes(content)

    def path(self, folder: Path, digest: str) -> Path:
        return folder / "blobs" / "sha256" / digest.partition(":")[2]
