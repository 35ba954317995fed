"""One open ingest: counts and hashes what is written, and commits only what is right (STORE)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from typing import Protocol, Self

from remotes_conformance.errors import (
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    UnexpectedEnd,
)
from remotes_conformance.protocols import Buffer

from .digests import CANONICAL, Digest, parse_optional
from .locks import Release
from .store import IngestStatus


class Draft(Protocol):
    """The bytes of one ingest, wherever they are kept, and the writer's way to make them content.

    A draft that is closed is opened again by its next use.
    """

    @property
    def offset(self) -> int:
        """The number of its bytes; right also after an error."""

    @property
    def is_trusted(self) -> bool:
        """True if it has the bytes that were written to it, also if the power was cut meanwhile."""

    def status(self) -> IngestStatus: ...
    def append(self, content: Buffer) -> int: ...
    def empty(self) -> None: ...
    def pieces(self) -> Iterator[bytes]: ...
    def publish(self, digest: Digest) -> None:
        """Make it content, all or nothing. `AlreadyExists`: the draft is discarded instead."""

    def close(self) -> None: ...


class IngestWriter:
    """The writer of one ingest. It holds the lock on the ref until it is closed or committed."""

    def __init__(self, draft: Draft, expected: Digest | None, release: Release) -> None:
        self._draft = draft
        self._release = release
        self._algorithm = expected.algorithm if expected else CANONICAL
        self._using = threading.RLock()
        self._ended = False
        self._begun = draft.status()
        self._last = self._begun
        # Of what was written before, the hash is computed when it is first needed: an ingest that
        # is truncated is not read.
        self._hash = None if draft.offset else hashlib.new(self._algorithm)
        self._start_over_if_hopeless(expected)

    def _start_over_if_hopeless(self, expected: Digest | None) -> None:
        """Empty an ingest that is complete and wrong: a resume would fail to commit for ever."""
        full = self._draft.offset >= self._begun.total > 0
        if expected and full and self._digest(expected.algorithm) != expected:
            self.truncate(0)

    def write(self, content: Buffer, /) -> int:
        with self._using:
            self._check_open()
            view = memoryview(content).cast("B")
            # Interrupted in between, the hash would be wrong: then it is computed again.
            running, self._hash = self._running_hash(), None
            taken = self._draft.append(view)
            running.update(view[:taken])
            self._hash = running
            return taken

    def truncate(self, size: int, /) -> None:
        with self._using:
            self._check_open()
            if size != 0:
                raise InvalidArgument(f"an ingest can be truncated to 0, not to {size}")
            self._hash = None
            self._draft.empty()
            self._hash = hashlib.new(self._algorithm)

    def status(self) -> IngestStatus:
        """Its progress; after the end, the last progress."""
        with self._using:
            return self._last if self._ended else self._draft.status()

    def digest(self) -> str:
        """The digest of what was written so far."""
        with self._using:
            self._check_open()
            return str(self._digest(self._algorithm))

    def commit(self, size: int = 0, expected: str = "", /) -> None:
        """Make the ingest content if it has *size* (0 or less: any) and *expected* (empty: any).

        What fails leaves the ingest as it is, unless its bytes can no longer be trusted; the writer
        can be truncated and written again.
        """
        with self._using:
            self._check_open()
            wanted = parse_optional(expected)
            ref, offset = self._begun.ref, self._draft.offset
            if size > 0 and offset != size:
                raise FailedPrecondition(f"ref {ref} has {offset} bytes instead of {size}")
            if wanted is None and not self._draft.is_trusted:
                raise FailedPrecondition(
                    f"ref {ref} has bytes of a writer that was never closed; after a power cut "
                    "they may be wrong: commit with a digest, or truncate"
                )
            digest = self._digest(wanted.algorithm if wanted else CANONICAL)
            if wanted and digest != wanted:
                raise FailedPrecondition(f"ref {ref} has digest {digest} instead of {wanted}")
            self._last = self._draft.status()
            try:
                self._draft.publish(digest)
            except AlreadyExists:
                self._end()
                raise
            except BaseException:
                self._hash = None
                raise
            self._end()

    def close(self) -> None:
        """Free the ref; without a commit, what was written is kept for the next writer."""
        with self._using:
            if self._ended:
                return
            try:
                self._last = self._draft.status()
            finally:
                self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _end(self) -> None:
        self._ended = True
        try:
            self._draft.close()
        finally:
            self._release()

    def _check_open(self) -> None:
        if self._ended:
            raise FailedPrecondition(f"the writer of ref {self._begun.ref} is closed")

    def _running_hash(self) -> hashlib._Hash:
        if self._hash is None:
            self._hash = self._hash_again(self._algorithm)
        return self._hash

    def _digest(self, algorithm: str) -> Digest:
        same = algorithm == self._algorithm
        hashed = self._running_hash() if same else self._hash_again(algorithm)
        return Digest(algorithm, hashed.hexdigest())

    def _hash_again(self, algorithm: str) -> hashlib._Hash:
        hashed, length = hashlib.new(algorithm), 0
        for piece in self._draft.pieces():
            hashed.update(piece)
            length += len(piece)
        if length != self._draft.offset:
            raise UnexpectedEnd(f"{length} bytes of {self._draft.offset} could be read again")
        return hashed


def open_ingest(
    *,
    lock: Callable[[], Release],
    exists: Callable[[], bool],
    draft: Callable[[], Draft],
    expected: Digest | None,
) -> IngestWriter:
    """Lock a ref and open its draft; whatever fails, the ref is free again."""
    release = lock()
    try:
        # Only under the lock: the holder before may just have committed this content.
        if exists():
            raise AlreadyExists(f"content {expected} exists")
        opened = draft()
        try:
            return IngestWriter(opened, expected, release)
        except BaseException:
            opened.close()
            raise
    except BaseException:
        release()
        raise
