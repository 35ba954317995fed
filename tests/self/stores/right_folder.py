"""A content store of files that keeps the contract: each ingest is a file, and is renamed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from remotes_conformance.content import Status
from remotes_conformance.errors import (
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    Locked,
    NotFound,
)
from remotes_conformance.protocols import Buffer
from remotes_conformance.stores import Info

WELL_FORMED = re.compile(r"sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}")


class RightFolder:
    """Locks are of this object: one process has it open, and any number of threads use it."""

    def __init__(self, folder: str) -> None:
        self.blobs, self.ingests = Path(folder, "blobs"), Path(folder, "ingests")
        self.forget_ingests()
        for one in (self.blobs, self.ingests):
            one.mkdir(exist_ok=True)
        self.sync(Path(folder))
        self.locked: set[str] = set()
        self.guard = threading.RLock()

    def ingest(self, ref: str) -> Path:
        return self.ingests / hashlib.sha256(ref.encode("utf-8", "surrogatepass")).hexdigest()

    def blob(self, digest: str) -> Path:
        if not WELL_FORMED.fullmatch(digest):
            raise InvalidArgument(f"malformed digest {digest!r}")
        return self.blobs / digest.replace(":", "-")

    def forget_ingests(self) -> None:
        """After a power cut they may have bytes that were never written."""
        shutil.rmtree(self.ingests, ignore_errors=True)

    def sync(self, folder: Path) -> None:
        """Names in a folder survive a power cut only then."""
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)

    def is_there(self, digest: str) -> bool:
        """It syncs the name: the process that made it may have been killed before."""
        blob = self.blob(digest)
        if not blob.exists():
            return False
        self.sync(blob.parent)
        return True

    def lock(self, ref: str) -> None:
        with self.guard:
            if ref in self.locked:
                raise Locked(ref)
            self.locked.add(ref)

    def unlock(self, ref: str) -> None:
        self.locked.discard(ref)

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> FolderWriter:
        self.lock(ref)
        try:
            if digest and self.is_there(digest):
                raise AlreadyExists(digest)
            return self.open(ref, size, digest)
        except BaseException:
            self.unlock(ref)
            raise

    def open(self, ref: str, size: int, digest: str) -> FolderWriter:
        return FolderWriter(self, ref, size, digest)

    def abort(self, ctx: Any, ref: str) -> None:
        self.lock(ref)
        try:
            self.ingest(ref).unlink()
        except FileNotFoundError as error:
            raise NotFound(ref) from error
        finally:
            self.unlock(ref)

    def reader(self, ctx: Any, digest: str) -> FolderReader:
        try:
            return FolderReader(self.blob(digest))
        except FileNotFoundError as error:
            raise NotFound(digest) from error

    def info(self, ctx: Any, digest: str) -> Info:
        try:
            found = self.blob(digest).stat()
        except FileNotFoundError as error:
            raise NotFound(digest) from error
        return Info(digest, found.st_size, found.st_mtime)

    def delete(self, ctx: Any, digest: str) -> None:
        try:
            self.blob(digest).unlink()
        except FileNotFoundError as error:
            raise NotFound(digest) from error

    def walk(self, ctx: Any) -> Iterator[Info]:
        for path in sorted(self.blobs.iterdir()):
            yield self.info(ctx, path.name.replace("-", ":"))


class FolderWriter:
    """One open ingest."""

    def __init__(self, store: RightFolder, ref: str, size: int, digest: str) -> None:
        self.store, self.ref, self.size, self.digest = store, ref, size, digest
        self.path = store.ingest(ref)
        self.file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self.ended = ""

    def check_open(self) -> None:
        if self.ended:
            raise FailedPrecondition(f"the writer is {self.ended}")

    def write(self, content: Buffer) -> int:
        self.check_open()
        return os.write(self.file, content)

    def status(self) -> Status:
        offset = os.fstat(self.file).st_size if not self.ended else 0
        return Status(self.ref, offset, max(self.size, 0), self.digest)

    def truncate(self, size: int) -> None:
        self.check_open()
        if size != 0:
            raise InvalidArgument("only 0")
        os.ftruncate(self.file, 0)

    def commit(self, size: int = 0, expected: str = "") -> None:
        self.check_open()
        if expected:
            self.store.blob(expected)
        content = self.path.read_bytes()
        if 0 < size != len(content):
            raise FailedPrecondition(f"{len(content)} bytes")
        algorithm = expected.partition(":")[0] or "sha256"
        digest = f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"
        if expected not in ("", digest):
            raise FailedPrecondition("another digest")
        with self.store.guard:
            if self.store.is_there(digest):
                self.path.unlink()
                self.end()
                raise AlreadyExists(digest)
            self.publish(self.store.blob(digest))
        self.end()

    def publish(self, blob: Path) -> None:
        self.sync()
        os.rename(self.path, blob)
        self.store.sync(blob.parent)

    def sync(self) -> None:
        """A sync that has failed is no use trying again: the system may have dropped the bytes."""
        try:
            os.fsync(self.file)
        except OSError:
            self.path.unlink()
            self.end()
            raise

    def end(self) -> None:
        self.ended = "committed"
        self.free()

    def free(self) -> None:
        try:
            os.close(self.file)
        finally:
            self.store.unlock(self.ref)

    def close(self) -> None:
        if not self.ended:
            self.ended = "closed"
            self.free()


class FolderReader:
    """Keeps its file open, so that a deletion does not disturb it."""

    def __init__(self, path: Path) -> None:
        self.file = os.open(path, os.O_RDONLY)
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        return os.read(self.file, size if size >= 0 else os.fstat(self.file).st_size)

    def read_at(self, offset: int, size: int) -> bytes:
        return os.pread(self.file, size, offset)

    def close(self) -> None:
        if not self.closed:
            self.closed = True
            os.close(self.file)
