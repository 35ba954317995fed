"""An ingester over a real folder: whatever can go wrong with files can go wrong under a handler.

One file for each ingest, one for each blob, moved from here to there by the commit. Errors of the
content are of our classes; errors of the operating system come out as they are.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import shutil
import threading
from collections.abc import Callable
from typing import Self

from ..content import HEX_LENGTHS, Status
from ..errors import AlreadyExists, FailedPrecondition, InvalidArgument, Locked, NotFound
from ..protocols import Buffer, Context, Ingester
from .prepared import prepared
from .scene import Scene

_PIECE = 64 * 1024
_WELL_FORMED = re.compile(r"[a-z0-9]+:[0-9a-f]+")


def folder_ingesters(root: str | os.PathLike[str]) -> Callable[[Scene], Ingester]:
    """The plug: a `FolderIngester` for each world, in a folder of its own below *root*.

    The folder exists as long as the world. *root* is for one process alone: under pytest-xdist
    each worker needs its own.
    """

    @prepared
    def make(scene: Scene) -> Ingester:
        os.makedirs(root, exist_ok=True)
        names = (os.path.join(root, f"world-{number}") for number in itertools.count(1))
        folder = next(name for name in names if not os.path.exists(name))
        ingester = FolderIngester(folder)
        # A call that a test makes fail may fail here too, and does not matter any more.
        scene.at_end(lambda: shutil.rmtree(folder, ignore_errors=True))
        scene.at_end(ingester.close)
        return ingester

    return make


class FolderIngester:
    """A content store in *folder*: one file for each blob, named by its digest, and one for each
    ingest. Its refs are locked within this process."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._blobs = os.path.join(folder, "blobs")
        self._ingests = os.path.join(folder, "ingests")
        os.makedirs(self._blobs, exist_ok=True)
        os.makedirs(self._ingests, exist_ok=True)
        self._guard = threading.Lock()
        self._locked: set[str] = set()
        self._files: set[int] = set()

    def writer(self, ctx: Context, ref: str, size: int = 0, digest: str = "") -> FolderWriter:
        self._lock(ref)
        try:
            if digest and os.path.exists(self.blob(digest)):
                raise AlreadyExists(f"content {digest} already exists")
            path = self._ingest(ref)
            file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            self._files.add(file)
            return FolderWriter(self, path, file, Status(ref, os.fstat(file).st_size, size, digest))
        except BaseException:
            self.free(ref)
            raise

    def abort(self, ctx: Context, ref: str) -> None:
        """Remove an ingest that is not open."""
        self._lock(ref)
        try:
            os.unlink(self._ingest(ref))
        except FileNotFoundError as error:
            raise NotFound(f"no ingest for ref {ref}") from error
        finally:
            self.free(ref)

    def _ingest(self, ref: str) -> str:
        return os.path.join(
            self._ingests, hashlib.sha256(ref.encode("utf-8", "surrogatepass")).hexdigest()
        )

    def _lock(self, ref: str) -> None:
        with self._guard:
            if ref in self._locked:
                raise Locked(f"ref {ref} is locked")
            self._locked.add(ref)

    def blob(self, digest: str) -> str:
        """The path of the content of *digest*, even if it is not there."""
        name = digest.replace(":", "-")
        if not _WELL_FORMED.fullmatch(digest):
            name = f"odd-{hashlib.sha256(digest.encode('utf-8', 'surrogatepass')).hexdigest()}"
        return os.path.join(self._blobs, name)

    def free(self, ref: str) -> None:
        """Note that *ref* is no longer open."""
        with self._guard:
            self._locked.discard(ref)

    def close_file(self, file: int) -> None:
        """Close the file of a writer."""
        self._files.discard(file)
        os.close(file)

    def close(self) -> None:
        """Close the files that writers have left open."""
        while self._files:
            try:
                self.close_file(next(iter(self._files)))
            except OSError:
                continue


class FolderWriter:
    """One open ingest."""

    def __init__(self, store: FolderIngester, path: str, file: int, begun: Status) -> None:
        self._store = store
        self._path = path
        self._file: int | None = file
        self._begun = begun
        # The result of lseek is not used: that of pyfakefs gives none.
        self._offset = os.fstat(file).st_size
        os.lseek(file, self._offset, os.SEEK_SET)
        self._committed = False

    def _open_file(self) -> int:
        if self._file is None or self._committed:
            raise FailedPrecondition("the writer is closed" if self._file is None else "committed")
        return self._file

    def write(self, content: Buffer, /) -> int:
        taken = os.write(self._open_file(), content)
        self._offset += taken
        return taken

    def status(self) -> Status:
        begun = self._begun
        return Status(begun.ref, self._offset, begun.total, begun.expected)

    def truncate(self, size: int, /) -> None:
        if size != 0:
            raise InvalidArgument("an ingest can only be truncated to 0")
        file = self._open_file()
        os.ftruncate(file, 0)
        os.lseek(file, 0, os.SEEK_SET)
        self._offset = 0

    def commit(self, size: int = 0, expected: str = "") -> None:
        # No message names the ref: that is the handler's duty.
        file = self._open_file()
        if 0 < size != self._offset:
            raise FailedPrecondition(f"size is {self._offset}, not {size}")
        computed = self._digest(file, expected)
        if computed and expected and computed != expected:
            raise FailedPrecondition(f"digest is not {expected}")
        os.fsync(file)
        blob = self._store.blob(expected or computed)
        if os.path.exists(blob):
            self._committed = True
            os.unlink(self._path)
            raise AlreadyExists(f"content {expected or computed} already exists")
        os.rename(self._path, blob)
        self._committed = True

    def _digest(self, file: int, like: str) -> str:
        """The digest of what was written, by the algorithm of *like*; "": it cannot be verified."""
        algorithm, _, encoded = (like or "sha256:" + "0" * 64).partition(":")
        if len(encoded) != HEX_LENGTHS.get(algorithm):
            return ""
        hashed = hashlib.new(algorithm)
        os.lseek(file, 0, os.SEEK_SET)
        while piece := os.read(file, _PIECE):
            hashed.update(piece)
        return f"{algorithm}:{hashed.hexdigest()}"

    def close(self) -> None:
        """Free the ref; what was written and not committed is kept. Closing again does nothing."""
        file, self._file = self._file, None
        if file is not None:
            try:
                self._store.close_file(file)
            finally:
                self._store.free(self._begun.ref)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
