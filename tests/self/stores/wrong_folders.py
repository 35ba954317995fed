"""Stores of files that are wrong about paths and failing disks."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from remotes_conformance.content import Status
from remotes_conformance.errors import AlreadyExists
from remotes_conformance.protocols import Buffer

from .right_folder import FolderWriter, RightFolder
from .shelf import breaks


@breaks("STORE-16")
class RefsArePaths(RightFolder):
    def ingest(self, ref: str) -> Path:
        return self.ingests / (ref.replace("\0", "%00")[:200] or "%")


@breaks("STORE-15")
class DigestsArePaths(RightFolder):
    def blob(self, digest: str) -> Path:
        return self.blobs / digest.rpartition(":")[2].replace("\0", "%00")

    def walk(self, ctx: Any) -> Any:
        for path in sorted(self.blobs.iterdir()):
            if len(path.name) == 64:
                yield self.info(ctx, f"sha256:{path.name}")


class Own(RightFolder):
    """Right: it gives its own kind of writers."""

    class Writer(FolderWriter):
        pass

    def open(self, ref: str, size: int, digest: str) -> FolderWriter:
        return self.Writer(self, ref, size, digest)


@breaks("STORE-18")
class IgnoresFailedSyncs(Own):
    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            with suppress(OSError):
                os.fsync(self.file)
            os.rename(self.path, blob)


@breaks("STORE-18")
class RenamesBeforeItSyncs(Own):
    """The ref is not free after a failed sync."""

    class Writer(FolderWriter):
        def close(self) -> None:
            if self.ended != "failed":
                super().close()

        def publish(self, blob: Path) -> None:
            self.ended = "failed"
            super().publish(blob)


@breaks("STORE-18")
class CopiesInPlace(Own):
    """Content is visible in part."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            content = self.path.read_bytes()
            file = os.open(blob, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.write(file, content[:5])
                os.write(file, content[5:])
                os.fsync(file)
            finally:
                os.close(file)
            self.path.unlink()


@breaks("STORE-18")
class CountsWhatDidNotFit(Own):
    """Counts the bytes that did not fit on a full disk."""

    class Writer(FolderWriter):
        def write(self, content: Buffer) -> int:
            super().write(content)
            return len(content)


@breaks("STORE-18")
class SwallowsErrors(Own):
    """A rename that failed is no success."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.fsync(self.file)
            with suppress(OSError):
                os.rename(self.path, blob)


@breaks("STORE-10", "STORE-18")
class LeaksTheLockOfAFailedOpen(Own):
    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> FolderWriter:
        self.lock(ref)
        if digest and self.blob(digest).exists():
            self.unlock(ref)
            raise AlreadyExists(digest)
        return self.open(ref, size, digest)


@breaks("STORE-18")
class KeepsTheLockOfAFailedClose(Own):
    class Writer(FolderWriter):
        def free(self) -> None:
            os.close(self.file)
            self.store.unlock(self.ref)


@breaks("STORE-18")
class LosesOthersWhenFull(Own):
    """Makes room by removing content."""

    class Writer(FolderWriter):
        def write(self, content: Buffer) -> int:
            taken = super().write(content)
            if taken < len(content):
                for blob in self.store.blobs.iterdir():
                    blob.unlink()
            return taken


@breaks("STORE-18")
class WritesAHoleAfterAShortWrite(Own):
    """After a failed Write it goes on where it would have been."""

    class Writer(FolderWriter):
        def __init__(self, store: RightFolder, ref: str, size: int, digest: str) -> None:
            super().__init__(store, ref, size, digest)
            os.close(self.file)
            self.file = os.open(self.path, os.O_RDWR)
            self.offset = os.fstat(self.file).st_size

        def write(self, content: Buffer) -> int:
            self.check_open()
            os.pwrite(self.file, content, self.offset)
            self.offset += len(content)
            return len(content)

        def truncate(self, size: int) -> None:
            super().truncate(size)
            self.offset = 0

        def status(self) -> Status:
            return Status(self.ref, self.offset, max(self.size, 0), self.digest)


@breaks("STORE-18")
class VerifiesWhatItWasGiven(Own):
    """The digest is of the bytes in memory, not of those on the disk."""

    class Writer(FolderWriter):
        def __init__(self, store: RightFolder, ref: str, size: int, digest: str) -> None:
            super().__init__(store, ref, size, digest)
            self.given = self.path.read_bytes()

        def write(self, content: Buffer) -> int:
            super().write(content)
            self.given += bytes(content)
            return len(content)

        def truncate(self, size: int) -> None:
            super().truncate(size)
            self.given = b""

        def commit(self, size: int = 0, expected: str = "") -> None:
            self.check_open()
            digest = f"sha256:{hashlib.sha256(self.given).hexdigest()}"
            if expected not in ("", digest) or 0 < size != len(self.given):
                return super().commit(size, expected)
            if self.store.blob(digest).exists():
                return super().commit(size, expected)
            self.publish(self.store.blob(digest))
            return self.end()
