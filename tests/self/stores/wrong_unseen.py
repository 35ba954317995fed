"""Stores whose mistakes show only with large content, other digests, or a second try."""

from __future__ import annotations

import hashlib
import os
import time
from typing import Any

from remotes_conformance.content import Status as Reported
from remotes_conformance.errors import AlreadyExists, FailedPrecondition
from remotes_conformance.protocols import Buffer

from .right import Ingest, Reader, Right, Status, Writer
from .right_folder import FolderWriter, RightFolder
from .shelf import breaks
from .wrong_contents import Reading
from .wrong_unlikely import Shelved

LARGE = 1 << 16
PAGE = 1 << 12


@breaks("STORE-5")
class HashesOnceSha512(Shelved):
    """Its running SHA-512 also counts what was truncated; a SHA-256 is computed at the Commit."""

    def __init__(self) -> None:
        super().__init__()
        self.of: dict[int, tuple[Ingest, Any]] = {}

    def running(self, ingest: Ingest) -> Any:
        return self.of.setdefault(id(ingest), (ingest, hashlib.sha512()))[1]

    class Writing(Writer):
        def write(self, content: Buffer) -> int:
            taken = super().write(content)
            assert isinstance(self.store, HashesOnceSha512)
            self.store.running(self.ingest).update(content)
            return taken

        def verify(self, content: bytes, size: int, expected: str) -> None:
            assert isinstance(self.store, HashesOnceSha512)
            is_long = expected.startswith("sha512:")
            super().verify(content, size, "" if is_long else expected)
            running = self.store.running(self.ingest).hexdigest()
            if is_long and expected != f"sha512:{running}":
                raise FailedPrecondition("another digest")


@breaks("STORE-6")
class KeepsLargeBuffers(Shelved):
    """Small pieces are copied; of a large one it keeps the caller's buffer until it needs it."""

    class Writing(Writer):
        def __init__(self, store: Right, ingest: Ingest) -> None:
            super().__init__(store, ingest)
            self.kept: Buffer = b""

        def take(self) -> None:
            kept, self.kept = self.kept, b""
            self.ingest.content += kept

        def write(self, content: Buffer) -> int:
            self.check_open()
            self.take()
            if len(content) < LARGE:
                return super().write(content)
            self.kept = content
            return len(content)

        def status(self) -> Status:
            self.take()
            return super().status()

        def truncate(self, size: int) -> None:
            self.take()
            super().truncate(size)

        def commit(self, size: int = 0, expected: str = "") -> None:
            self.take()
            super().commit(size, expected)

        def close(self) -> None:
            self.take()
            super().close()


@breaks("STORE-9")
class RemembersTheFirstTime(Right):
    """Content that was deleted has the time of its first Commit when it is committed again."""

    def __init__(self) -> None:
        super().__init__()
        self.first: dict[str, float] = {}

    def put(self, digest: str, content: bytes) -> None:
        super().put(digest, content)
        self.blobs[digest].created_at = self.first.setdefault(digest, time.time())


@breaks("STORE-11")
class WritesAfterExists(Shelved):
    """If the content exists, what else is written is thrown away without a word."""

    class Writing(Writer):
        is_done = False

        def commit(self, size: int = 0, expected: str = "") -> None:
            try:
                super().commit(size, expected)
            except AlreadyExists:
                self.is_done = True
                raise

        def write(self, content: Buffer) -> int:
            return len(content) if self.is_done else super().write(content)


@breaks("STORE-14")
class ReadsOnlyWholePages(Reading):
    """Beyond the first page, a ReadAt across the end of the content finds nothing."""

    class Own(Reader):
        def read_at(self, offset: int, size: int) -> bytes:
            if offset >= PAGE and offset + size > len(self.content):
                return b""
            return super().read_at(offset, size)


@breaks("STORE-12")
class CountsOnlyWholeWrites(RightFolder):
    """Of a Write that fails on its way some bytes stay in the file, and are not counted."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.offsets: dict[str, int] = {}

    class Writer(FolderWriter):
        def write(self, content: Buffer) -> int:
            assert isinstance(self.store, CountsOnlyWholeWrites)
            self.check_open()
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(self.file, rest) :]
            self.store.offsets[self.ref] = self.store.offsets.get(self.ref, 0) + len(content)
            return len(content)

        def truncate(self, size: int) -> None:
            super().truncate(size)
            self.store.offsets.pop(self.ref, None)  # type: ignore[attr-defined]

        def end(self) -> None:
            super().end()
            self.store.offsets.pop(self.ref, None)  # type: ignore[attr-defined]

        def status(self) -> Reported:
            assert isinstance(self.store, CountsOnlyWholeWrites)
            offset = self.store.offsets.get(self.ref, 0)
            return Reported(self.ref, offset, max(self.size, 0), self.digest)

    def open(self, ref: str, size: int, digest: str) -> FolderWriter:
        return self.Writer(self, ref, size, digest)

    def abort(self, ctx: Any, ref: str) -> None:
        super().abort(ctx, ref)
        self.offsets.pop(ref, None)
