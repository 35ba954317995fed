"""Sources of a copy: a reader from where the ingest is, or a window of content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol, cast

from remotes_conformance.protocols import Reader, ReaderAt, SeekableReader

from .resuming import Start, check_ahead, check_landing, check_more, choose_start

# Large enough for hashing to run without the interpreter's lock, small enough for the caches.
PIECE: Final = 256 * 1024


class Source(Protocol):
    def go_to(self, offset: int) -> Start:
        """Be at *offset*; how, or that the ingest has to be emptied first."""

    def read(self, size: int) -> bytes:
        """Up to *size* bytes; b"" at the end."""


class Stream:
    """A reader that a fetcher has opened, of content of *size* bytes (0 or less: not known)."""

    def __init__(self, reader: Reader, size: int, *, discards: bool = False) -> None:
        self._reader = reader
        self._size = size
        self._discards = discards
        self._position = 0
        self._at: int | None = None

    def go_to(self, offset: int) -> Start:
        start = choose_start(
            offset=offset,
            position=self._position if self._at is None else self._at,
            size=self._size,
            seekable=self._reader.seekable(),
            reads_at=hasattr(self._reader, "read_at"),
            discards=self._discards,
        )
        if start is Start.SEEK:
            check_landing(offset, cast(SeekableReader, self._reader).seek(offset))
            self._position = offset
        elif start is Start.READ_AT:
            self._at = offset
        elif start is Start.DISCARD:
            self._at = None
            self._discard(offset)
        return start

    def _discard(self, offset: int) -> None:
        check_ahead(offset, self._position)
        while self._position < offset:
            check_more(self.read(min(PIECE, offset - self._position)), offset)

    def read(self, size: int) -> bytes:
        if self._at is not None:
            piece = cast(ReaderAt, self._reader).read_at(self._at, size)
            self._at += len(piece)
        else:
            piece = self._reader.read(size)
            self._position += len(piece)
        return piece


class Window:
    """The first *size* bytes of what *read_at* reads; all of it, if *size* is below 0."""

    def __init__(self, read_at: Callable[[int, int], bytes], size: int) -> None:
        self._read_at = read_at
        self._size = size
        self._at = 0

    def go_to(self, offset: int) -> Start:
        self._at = offset
        return Start.BEGIN

    def read(self, size: int) -> bytes:
        size = size if self._size < 0 else min(size, self._size - self._at)
        piece = self._read_at(self._at, size) if size > 0 else b""
        self._at += len(piece)
        return piece
