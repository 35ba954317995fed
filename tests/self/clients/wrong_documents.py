"""Wrong clients that mix the two types of a document, or give the tag too early."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.remoting import Repository

from .layouts import DOCKER, WritesALayout
from .right import Right
from .shelf import breaks
from .transport import Failed


@breaks("REMOTE-15")
class ListsTheContentType(WritesALayout):
    """It reads a document by its `mediaType`."""

    def read_as(self) -> str:
        return self.declared


@breaks("REMOTE-15")
class ListsTheMediaType(WritesALayout):
    """It reads a document by its `Content-Type`."""

    def listed_as(self) -> str:
        return self.declared


@breaks("REMOTE-15")
class GuessesTheType(WritesALayout):
    """If the two differ, it is an old registry, which has Docker's manifests only."""

    def resolve(self, place: Repository, tag: str) -> Descriptor:
        found = super().resolve(place, tag)
        is_clear = self.announced == self.declared
        return found if is_clear else Descriptor(DOCKER, found.digest, found.size)


@breaks("REMOTE-26")
class GivesTheTagToEachManifest(Right):
    """In the end, the index has it."""

    def push_document(self, blobs: Path, digest: str, tag: str) -> None:
        self.tag = tag if ":" not in tag else self.tag
        super().push_document(blobs, digest, tag)

    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        super().push_manifest(digest, digest, content)
        super().push_manifest(self.tag, digest, content)


@breaks("REMOTE-26")
class SendsTheManifestMeanwhile(Right):
    """While the last blob is on its way; if that is refused, once more at the end."""

    def push(self, operation: Operation) -> None:
        blobs = operation.folder / "blobs" / "sha256"
        self.first = (blobs / operation.digest.partition(":")[2]).read_bytes()
        self.wanted = operation
        super().push(operation)

    def upload(self, place: str, digest: str, content: bytes) -> None:
        document = json.loads(self.first)
        if not document.get("layers") or document["layers"][-1]["digest"] != digest:
            super().upload(place, digest, content)
            return
        body: Any = _Slow(content, self)
        with self.ask("PUT", self.finished(place, digest), {}, body) as answer:
            self.check_put(answer, digest)

    def try_manifest(self) -> None:
        try:
            self.push_manifest(self.wanted.tag, self.wanted.digest, self.first)
        except Failed:
            return  # it comes again


class _Slow:
    """A body that comes in two pieces, with the manifest between."""

    def __init__(self, content: bytes, client: SendsTheManifestMeanwhile) -> None:
        self._content, self._client = content, client

    def __len__(self) -> int:
        return len(self._content)

    def __iter__(self) -> Iterator[bytes]:
        yield self._content[:1000]
        self._client.try_manifest()
        yield self._content[1000:]
