"""Sources of a copy: a reader from where the ingest is, or a window of content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from remotes_conformance.protocols import Reader, ReaderAt, SeekableReader

from .place import Place, within
from .resuming import Start, check_more


class Source(Protocol):
    def go_to(self, offset: int) -> Start:
        """Be at *offset*; how, or that the ingest has to be emptied first."""

    def read(self, size: int) -> bytes:
        """Up to *size* bytes; b"" at the end."""


class Stream:
    """A reader that a fetcher has opened, of content of *size* bytes (0 or less: not known)."""

    def __init__(self, reader: Reader, size: int, *, discards: bool = False) -> None:
        self._reader = reader
        self._place = Place(reader, size, discards=discards)

    def go_to(self, offset: int) -> Start:
        start = self._place.way_to(offset)
        if start is Start.SEEK:
            reader = cast(SeekableReader, self._reader)
            self._place.sought(offset, reader.seek(offset))
        elif start is Start.DISCARD:
            while missing := self._place.to_discard(offset):
                check_more(self.read(missing), offset)
        return start

    def read(self, size: int) -> bytes:
        at = self._place.at
        if at is None:
            piece = self._reader.read(size)
        else:
            piece = cast(ReaderAt, self._reader).read_at(at, size)
        self._place.advance(len(piece))
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
        size = within(size, self._at, self._size)
        piece = self._read_at(self._at, size) if size else b""
        self._at += len(piece)
        return piece
