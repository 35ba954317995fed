"""The files of one ingest of a `DiskStore`: its bytes, and what is known about them.

The bytes alone make an ingest: a crash between any two steps leaves a state from
which the next writer can go on. The particulars are written where a writer is closed without a
commit, so an ingest whose process was killed has none, content that is committed in one go never
had any, and other processes know the size of an ingest only after its writer has been closed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, MutableMapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Protocol

from remotes_conformance.errors import AlreadyExists
from remotes_conformance.protocols import Buffer

from .digests import Digest
from .durable import replace_text
from .store import IngestStatus

_PIECE = 256 * 1024
_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)

# All errors of reading a file of JSON that another program has written.
_NONSENSE = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)


class Publisher(Protocol):
    def publish(self, synced: str, digest: Digest) -> None:
        """Move the file *synced* to the content. Raises `AlreadyExists` if it is there."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """The description of an ingest besides its bytes. `synced`: how many are on the disk."""

    ref: str
    total: int = 0
    expected: str = ""
    started_at: float = 0.0
    synced: int = 0

    @classmethod
    def read(cls, path: str, ref: str) -> Particulars | None:
        """The content of *path*; None: there is no such file. A malformed file counts as empty."""
        try:
            with open(path, "rb") as file:
                stored = json.load(file)
            total, expected = int(stored["total"]), str(stored["expected"])
            synced = int(stored.get("synced", 0))
            return cls(ref, total, expected, float(stored["started_at"]), synced)
        except FileNotFoundError:
            return None
        except _NONSENSE:
            return cls(ref)

    def write(self, path: str) -> None:
        replace_text(path, json.dumps(asdict(self)))


def ref_in(path: str) -> str:
    """The ref that a file of particulars names; a file without sense gives the empty string."""
    try:
        with open(path, "rb") as file:
            return str(json.load(file)["ref"])
    except (OSError, *_NONSENSE):
        return ""


@dataclass(frozen=True, slots=True)
class DraftFiles:
    """The places of the files of one ingest.

    `active`: what is known of the refs that have a writer of this store.
    """

    content: str
    particulars: str
    active: MutableMapping[str, Particulars]

    def status(self, ref: str) -> IngestStatus:
        """Raises `FileNotFoundError` if there is no ingest."""
        known = self.active.get(ref) or Particulars.read(self.particulars, ref) or Particulars(ref)
        return _status(os.stat(self.content), known)

    def remove(self) -> None:
        """Raises `FileNotFoundError` if there is no ingest."""
        self.remove_particulars()
        os.unlink(self.content)

    def remove_particulars(self) -> None:
        """If there are any."""
        with suppress(FileNotFoundError):
            os.unlink(self.particulars)


def _status(file: os.stat_result, known: Particulars) -> IngestStatus:
    started_at = known.started_at or file.st_mtime
    return IngestStatus(
        known.ref,
        file.st_size,
        known.total,
        known.expected,
        started_at,
        max(started_at, file.st_mtime),
    )


class DiskDraft:
    """An ingest that is open for writing by the holder of the lock on its ref."""

    def __init__(
        self, files: DraftFiles, publisher: Publisher, ref: str, total: int, expected: str
    ) -> None:
        self._files = files
        self._publisher = publisher
        self._opened: int | None = None
        self._is_ingest = True
        self._is_changed = False
        self._is_exact = True  # the file has `offset` bytes
        self.is_trusted = True
        try:
            status = self._begin(ref, total, expected)
        except BaseException:
            self._close_file()
            raise
        self.offset = status.offset
        self._updated_at = status.updated_at

    def _begin(self, ref: str, total: int, expected: str) -> IngestStatus:
        # A new ingest has no particulars: what a killed process may have left was of another one.
        is_new = self._opened_new()
        self._written = None if is_new else Particulars.read(self._files.particulars, ref)
        before = self._written or Particulars(ref)
        status = _status(os.fstat(self._file()), before)
        # Bytes after those of the last Close were perhaps never on the disk.
        self.is_trusted = is_new or status.offset in (0, before.synced)
        self._known = Particulars(
            ref,
            max(total, 0) or before.total,
            expected or before.expected,
            status.started_at,
            before.synced,
        )
        self._files.active[ref] = self._known
        return status

    def _opened_new(self) -> bool:
        """True if there was no ingest; then there is one now."""
        try:
            self._opened = os.open(self._files.content, _OPEN | os.O_EXCL, 0o666)
        except FileExistsError:
            return False
        return True

    def _file(self) -> int:
        if self._opened is None:
            self._opened = os.open(self._files.content, _OPEN, 0o666)
        return self._opened

    def status(self) -> IngestStatus:
        known = self._known
        # Times are the file system's: its clock and ours differ by some milliseconds.
        if self._opened is not None and self._is_changed:
            self._updated_at = max(self._updated_at, os.fstat(self._opened).st_mtime)
            self._is_changed = False
        times = (known.started_at, self._updated_at)
        return IngestStatus(known.ref, self.offset, known.total, known.expected, *times)

    def append(self, content: Buffer) -> int:
        file = self._file()
        os.lseek(file, self.offset, os.SEEK_SET)
        self._is_changed, self._is_exact = True, False
        taken = os.write(file, content)
        self.offset += taken
        self._is_exact = True
        return taken

    def empty(self) -> None:
        """Begin a new file. A publication that failed may have made content of the old one, if its
        undoing is not on the disk yet: those bytes stay."""
        self._is_changed, self._is_exact = True, False
        name = f"{self._files.content}.empty"
        new = os.open(name, _OPEN | os.O_TRUNC, 0o666)
        try:
            os.replace(name, self._files.content)
        except BaseException:
            os.close(new)
            raise
        old, self._opened = self._opened, new
        self.offset = 0
        self._is_exact = True
        self.is_trusted = True
        if old is not None:
            os.close(old)

    def pieces(self) -> Iterator[bytes]:
        file, left = self._file(), self.offset
        os.lseek(file, 0, os.SEEK_SET)
        while piece := os.read(file, min(_PIECE, left)):
            left -= len(piece)
            yield piece

    def publish(self, digest: Digest) -> None:
        self._sync()
        self._close_file()
        try:
            self._publisher.publish(self._files.content, digest)
        except AlreadyExists:
            self._is_ingest = False
            self._files.remove()
            raise
        self._is_ingest = False
        if self._written is not None:
            # Particulars of no ingest do no harm: the next one writes over them.
            with suppress(OSError):
                self._files.remove_particulars()

    def _sync(self) -> None:
        file = self._file()
        if not self._is_exact:
            # A write that failed may have left bytes all the same: they are not in the digest.
            os.ftruncate(file, self.offset)
        try:
            os.fsync(file)
        except OSError:
            # After a failed fsync the kernel counts pages as written that are not, and a second
            # one would succeed: these bytes cannot be trusted any more.
            self.empty()
            raise

    def close(self) -> None:
        try:
            self._sync_for_the_next()
        finally:
            self._close()

    def _sync_for_the_next(self) -> None:
        """So that the next writer can trust these bytes, also after a power cut."""
        if not self._is_ingest or not self.is_trusted or self._opened is None:
            return
        if self.offset != self._known.synced:
            self._known = replace(self._known, synced=0)
            os.fsync(self._opened)
            self._known = replace(self._known, synced=self.offset)

    def _close(self) -> None:
        try:
            self._close_file()
        finally:
            if self._is_ingest and self._known != self._written:
                # The bytes are what counts. Without particulars less is known of them, no more.
                with suppress(OSError):
                    self._known.write(self._files.particulars)
                    self._written = self._known
            self._files.active.pop(self._known.ref, None)

    def _close_file(self) -> None:
        file, self._opened = self._opened, None
        if file is not None:
            os.close(file)
