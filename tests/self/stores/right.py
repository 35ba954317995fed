"""A content store in memory that keeps the contract, in small methods for wrong ones to replace."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Self

from remotes_conformance.errors import (
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    Locked,
    NotFound,
)
from remotes_conformance.protocols import Buffer
from remotes_conformance.stores import Info

LENGTHS = {"sha256": 64, "sha384": 96, "sha512": 128}


@dataclass
class Status:
    ref: str
    offset: int
    total: int
    expected: str
    started_at: float
    updated_at: float


@dataclass
class Ingest:
    ref: str
    content: bytearray = field(default_factory=bytearray)
    total: int = 0
    expected: str = ""
    started_at: float = field(default_factory=lambda: time.time())  # looked up when it is called
    updated_at: float = field(default_factory=lambda: time.time())


@dataclass
class Blob:
    content: bytes
    created_at: float


class Right:
    """Every method does one thing that the contract asks for."""

    def __init__(self) -> None:
        self.blobs: dict[str, Blob] = {}
        self.ingests: dict[str, Ingest] = {}
        self.open: dict[str, Writer] = {}

    # -- ingester --------------------------------------------------------------------------------

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        if digest:
            self.check_digest(digest)
        self.lock(ref)
        if digest in self.blobs:
            self.unlock_refused(ref)
            raise AlreadyExists(digest)
        ingest = self.begin(self.name(ref), ref)
        ingest.total, ingest.expected = max(size, 0) or ingest.total, digest
        self.open[self.name(ref)] = writer = self.make_writer(ingest)
        return writer

    def name(self, ref: str) -> str:
        """The name of the ingest of a ref."""
        return ref

    def check_digest(self, digest: str) -> None:
        algorithm, _, encoded = digest.partition(":")
        length = LENGTHS.get(algorithm, -1)
        if not re.fullmatch(f"[0-9a-f]{{{length}}}" if length > 0 else "(?!)", encoded):
            raise InvalidArgument(f"malformed digest {digest!r}")

    def lock(self, ref: str) -> None:
        if self.name(ref) in self.open:
            raise Locked(ref)

    def unlock_refused(self, ref: str) -> None:
        """A writer is refused after its ref was locked."""

    def begin(self, name: str, ref: str) -> Ingest:
        return self.ingests.setdefault(name, Ingest(ref))

    def make_writer(self, ingest: Ingest) -> Writer:
        return Writer(self, ingest)

    def unlock(self, writer: Writer) -> None:
        name = self.name(writer.ingest.ref)
        if self.open.get(name) is writer:
            del self.open[name]

    def put(self, digest: str, content: bytes) -> None:
        if digest in self.blobs:
            raise AlreadyExists(digest)
        self.blobs[digest] = Blob(content, time.time())

    def abort(self, ctx: Any, ref: str) -> None:
        self.lock(ref)
        if self.name(ref) not in self.ingests:
            raise NotFound(ref)
        del self.ingests[self.name(ref)]

    # -- provider and manager --------------------------------------------------------------------

    def find(self, digest: str) -> Blob:
        self.check_digest(digest)
        if digest not in self.blobs:
            raise NotFound(digest)
        return self.blobs[digest]

    def reader(self, ctx: Any, digest: str) -> Reader:
        return Reader(self, self.find(digest))

    def info(self, ctx: Any, digest: str) -> Info:
        blob = self.find(digest)
        return Info(digest, len(blob.content), blob.created_at)

    def delete(self, ctx: Any, digest: str) -> None:
        self.find(digest)
        del self.blobs[digest]

    def walk(self, ctx: Any) -> Iterator[Info]:
        for digest, blob in list(self.blobs.items()):
            yield Info(digest, len(blob.content), blob.created_at)


class Writer:
    """One open ingest."""

    def __init__(self, store: Right, ingest: Ingest) -> None:
        self.store, self.ingest = store, ingest
        self.ended = ""

    def check_open(self) -> None:
        if self.ended:
            raise FailedPrecondition(f"the writer is {self.ended}")

    def write(self, content: Buffer) -> int:
        self.check_open()
        self.ingest.content += content
        self.ingest.updated_at = time.time()
        return len(content)

    def status(self) -> Status:
        ingest = self.ingest
        return Status(
            ingest.ref, len(ingest.content), ingest.total, ingest.expected, ingest.started_at,
            ingest.updated_at,
        )  # fmt: skip

    def truncate(self, size: int) -> None:
        self.check_open()
        if size != 0:
            raise InvalidArgument("only 0")
        self.ingest.content.clear()

    def commit(self, size: int = 0, expected: str = "") -> None:
        self.check_open()
        content = bytes(self.ingest.content)
        if expected:
            self.store.check_digest(expected)
        self.verify(content, size, expected)
        try:
            self.store.put(expected or digest_like(content, ""), content)
        finally:
            self.end()

    def verify(self, content: bytes, size: int, expected: str) -> None:
        if 0 < size != len(content):
            raise FailedPrecondition(f"{len(content)} bytes")
        if expected and digest_like(content, expected) != expected:
            raise FailedPrecondition("another digest")

    def end(self) -> None:
        """The ingest is gone."""
        self.ended = "committed"
        self.store.ingests.pop(self.store.name(self.ingest.ref), None)
        self.store.unlock(self)

    def close(self) -> None:
        if not self.ended:
            self.ended = "closed"
            self.store.unlock(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class Reader:
    """Keeps the bytes, whatever is deleted."""

    def __init__(self, store: Right, blob: Blob) -> None:
        self.store, self.content = store, blob.content
        self.position = 0

    def read(self, size: int = -1) -> bytes:
        end = len(self.content) if size < 0 else self.position + size
        piece = self.content[self.position : end]
        self.position += len(piece)
        return piece

    def read_at(self, offset: int, size: int) -> bytes:
        if offset < 0:
            raise InvalidArgument("a negative offset")
        return self.content[offset : offset + size]

    def readinto(self, buffer: bytearray | memoryview) -> int:
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def seekable(self) -> bool:
        return False

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def digest_like(content: bytes, digest: str) -> str:
    algorithm = digest.partition(":")[0] or "sha256"
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"
