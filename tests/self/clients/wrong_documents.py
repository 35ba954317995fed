"""Wrong clients that mix the two types of a document, or give the tag too early."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.remoting import Repository

from .layouts import DOCKER, WritesALayout
from .right import INDEX, Right
from .shelf import breaks
from .transport import Answer, Failed


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


@breaks("REMOTE-15")
class TakesAmbiguousIndexes(Right):
    """It is on its guard with manifests only."""

    def document(self, content: bytes) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(content)
        if document["mediaType"] == INDEX:
            return {"manifests": document["manifests"]}
        return super().document(content)


@breaks("REMOTE-1")
class AsksForManifestsBelowBlobs(Right):
    """First; that is not found, so it asks where it is."""

    def manifest(self, digest: str) -> bytes:
        with self.ask("HEAD", self.url(f"blobs/{digest}")):
            pass
        return super().manifest(digest)


@breaks("REMOTE-2")
class HidesTheStatus(Right):
    """Its error has no reason at all."""

    def refused(self, answer: Answer) -> Failed:
        return Failed("the pull failed")


@breaks("REMOTE-20")
class AsksForEver(Right):
    """A registry that is busy will have time one day."""

    @contextmanager
    def ask(
        self, method: str, url: str, headers: Mapping[str, str] = {}, body: bytes | None = None
    ) -> Iterator[Answer]:
        is_busy = True
        while is_busy:
            with super().ask(method, url, headers, body) as answer:
                if is_busy := answer.status == 503:
                    continue
                yield answer


@breaks("REMOTE-7")
class KeepsTheFirstLocation(Right):
    """Its chunks follow the newest one; the end goes to where the upload began."""

    def begin_upload(self, digest: str) -> str:
        self.first = super().begin_upload(digest)
        return self.first

    def finished(self, place: str, digest: str) -> str:
        return super().finished(self.first, digest)


@breaks("REMOTE-9")
class LeavesOutWhatIsEmpty(Right):
    """Nothing to send is nothing to do."""

    def push_blob(self, digest: str, content: bytes) -> None:
        if content:
            super().push_blob(digest, content)


@breaks("REMOTE-23")
class SendsSmallManifests(Right):
    def push_manifest(self, tag: str, digest: str, content: bytes) -> None:
        if len(content) > 1 << 20:
            raise Failed("the manifest is too large")
        super().push_manifest(tag, digest, content)


@breaks("REMOTE-25")
class SendsEverythingAsDockers(Right):
    """The registry has to know the type by itself."""

    @contextmanager
    def ask(
        self, method: str, url: str, headers: Mapping[str, str] = {}, body: bytes | None = None
    ) -> Iterator[Answer]:
        sent = {**headers, "Content-Type": DOCKER} if "/manifests/" in url else headers
        with super().ask(method, url, sent, body) as answer:
            yield answer


@breaks("REMOTE-28")
class RepeatsARefusedChunk(Right):
    """After 416 it sends the chunk again, to the same place."""

    @contextmanager
    def ask(
        self, method: str, url: str, headers: Mapping[str, str] = {}, body: bytes | None = None
    ) -> Iterator[Answer]:
        with super().ask(method, url, headers, body) as answer:
            if answer.status != 416:
                yield answer
                return
        with super().ask(method, url, headers, body) as answer:
            yield answer


@breaks("REMOTE-31")
class DropsTheAnnotations(Right):
    def referrer(self, document: dict[str, Any], digest: str, size: int) -> dict[str, Any]:
        found = super().referrer(document, digest, size)
        del found["annotations"]
        return found


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
