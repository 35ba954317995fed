"""The position of a source of a copy, and how much of it may be read: without reading anything."""

from __future__ import annotations

from typing import Final, Protocol

from .resuming import Start, check_ahead, check_landing, choose_start

# Large enough for hashing to run without the interpreter's lock, small enough for the caches.
PIECE: Final = 256 * 1024


class Seekable(Protocol):
    def seekable(self) -> bool: ...


class Place:
    """The place in *reader*, which reads content of *size* bytes (0 or less: not known).

    `at`: the offset for reads that name one; None: it is read on and on. *discards*: the ingest is
    not emptied (from 1.6 on).
    """

    def __init__(self, reader: Seekable, size: int, *, discards: bool) -> None:
        self._reader = reader
        self._size = size
        self._discards = discards
        self._position = 0
        self.at: int | None = None

    def way_to(self, offset: int) -> Start:
        """The way to go on at *offset*. Raises `Reset` if that was passed and cannot be reached."""
        start = choose_start(
            offset=offset,
            position=self._position if self.at is None else self.at,
            size=self._size,
            seekable=self._reader.seekable(),
            reads_at=hasattr(self._reader, "read_at"),
            discards=self._discards,
        )
        if start is Start.READ_AT:
            self.at = offset
        elif start is Start.DISCARD:
            self.at = None
            check_ahead(offset, self._position)
        return start

    def sought(self, wanted: int, landed: int) -> None:
        """A seek to *wanted* was answered with *landed*."""
        check_landing(wanted, landed)
        self._position = wanted

    def to_discard(self, offset: int) -> int:
        """The number of bytes to read next, for nothing, on the way to *offset*; 0: it is there."""
        return max(0, min(PIECE, offset - self._position))

    def advance(self, read: int) -> None:
        """Take in the number of bytes that were read."""
        if self.at is None:
            self._position += read
        else:
            self.at += read


def within(size: int, at: int, end: int) -> int:
    """The number of bytes, of *size*, to read at *at*, up to *end* (below 0: there is none)."""
    return size if end < 0 else max(0, min(size, end - at))
