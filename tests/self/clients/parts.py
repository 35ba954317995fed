"""A right client with a fetcher, a pusher and a resolver, made from the one for whole images."""

from __future__ import annotations

import hashlib
import io
from contextlib import AbstractContextManager
from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import AlreadyExists
from remotes_conformance.protocols import Context
from remotes_conformance.remoting import Repository

from .right import MANIFEST, TYPES, Right
from .transport import Answer, Failed


class RightParts(Right):
    """Its readers can seek, and compare the digest at the end."""

    resumes = True
    verifies = True
    stops_at_the_end = True
    ahead = 0
    """Bytes that it reads at once."""

    def open(self, place: Repository) -> None:
        self.begin(place.registry, place.user, place.password)
        self.name = place.name
        self.mount_from = place.mount_from

    def resolve(self, place: Repository, tag: str) -> Descriptor:
        self.open(place)
        headers = {"Accept": self.accept, "Accept-Encoding": "identity"}
        with self.ask("GET", self.url(f"manifests/{tag}"), headers) as answer:
            self.check_read(answer)
            self.check_type(answer)
            content = self.body(answer, self.biggest_manifest)
            media_type = answer.headers["content-type"].partition(";")[0].strip()
            digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
            if answer.headers.get("docker-content-digest", digest) != digest:
                raise Failed("the header has another digest")
        return Descriptor(media_type, digest, len(content))

    def rest_of(self, answer: Answer, offset: int) -> Answer:
        """*answer* to a request for the bytes from *offset* on. Raises `Failed`."""
        if answer.status == 200:
            answer.content(offset)
            return answer
        if answer.status != 206:
            raise self.refused(answer)
        if not answer.headers.get("content-range", "").startswith(f"bytes {offset}-"):
            raise Failed("the rest begins elsewhere")
        return answer

    def give_up(self, place: str, digest: str, content: bytes) -> None:
        """End an upload without its blob."""
        with self.ask("DELETE", place):
            pass

    def fetcher(self, place: Repository) -> Any:
        self.open(place)
        return self

    def fetch(self, ctx: Context, descriptor: Descriptor) -> Any:
        return PartReader(self, descriptor)

    def pusher(self, place: Repository, tag: str) -> Any:
        self.open(place)
        return PartPusher(self, tag)


class PartReader:
    """Asks when it is first read."""

    def __init__(self, client: RightParts, part: Descriptor) -> None:
        self.client, self.part, self.offset = client, part, 0
        self.asked: AbstractContextManager[Answer] | None = None
        self.answer: Answer | None = None
        self.seen, self.count = hashlib.sha256(), 0
        self.kept: io.BytesIO | None = None

    def seek(self, offset: int, whence: int = 0) -> int:
        self.offset = self.count = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        if self.count >= self.part.size and self.offset and self.client.stops_at_the_end:
            return b""
        if self.answer is None:
            self.answer = self.begin()
        if self.client.ahead and self.kept is None:
            self.kept = io.BytesIO(self.answer.content(self.client.ahead))
        piece = self.kept.read(size) if self.kept else b""
        piece = piece or self.answer.content(size)
        self.count += len(piece)
        self.seen.update(piece)
        if not piece or self.count > self.part.size:
            self.check()
        return piece

    def begin(self) -> Answer:
        client, part = self.client, self.part
        kind = "manifests" if part.media_type in TYPES else "blobs"
        headers = {"Accept-Encoding": "identity", "Accept": f"{client.accept}, */*"}
        if self.offset:
            headers["Range"] = f"bytes={self.offset}-"
        self.asked = client.ask("GET", client.url(f"{kind}/{part.digest}"), headers)
        answer = self.asked.__enter__()
        if self.offset:
            return client.rest_of(answer, self.offset)
        client.check_read(answer)
        if part.media_type == MANIFEST:
            client.check_type(answer)
        return answer

    def check(self) -> None:
        is_right = self.count == self.part.size
        if not self.offset:
            is_right = is_right and f"sha256:{self.seen.hexdigest()}" == self.part.digest
        if not is_right:
            raise Failed(f"{self.count} bytes came, or others")

    def close(self) -> None:
        if self.asked is not None:
            self.asked.__exit__(None, None, None)


class PartPusher:
    """Begins an upload for missing content."""

    def __init__(self, client: RightParts, tag: str) -> None:
        self.client, self.tag = client, tag

    def push(self, ctx: Context, descriptor: Descriptor) -> Any:
        client = self.client
        if descriptor.media_type in TYPES:
            return PartWriter(client, descriptor, "", self.tag)
        if client.exists(descriptor.digest):
            raise AlreadyExists(descriptor.digest)
        place = client.begin_upload(descriptor.digest)
        if not place:
            raise AlreadyExists(descriptor.digest)
        return PartWriter(client, descriptor, place, self.tag)


class PartWriter:
    """Keeps the written bytes until they are committed."""

    def __init__(self, client: RightParts, part: Descriptor, place: str, tag: str) -> None:
        self.client, self.part, self.place, self.tag = client, part, place, tag
        self.content, self.is_done = b"", False

    def write(self, piece: bytes) -> int:
        self.content += piece
        return len(piece)

    def commit(self, size: int, expected: str) -> None:
        self.is_done = True
        self.client.verified(self.content, expected)
        if self.place:
            self.client.upload(self.place, expected, self.content)
        else:
            self.client.push_manifest(self.tag or expected, expected, self.content)

    def close(self) -> None:
        if self.place and not self.is_done:
            self.is_done = True
            self.client.give_up(self.place, self.part.digest, self.content)
