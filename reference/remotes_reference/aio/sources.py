"""Sources of a copy, awaited: see `remotes_reference.sources`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, cast

from remotes_conformance.protocols import AsyncReader, AsyncReaderAt, AsyncSeekableReader

from ..resuming import Start, check_ahead, check_landing, check_more, choose_start
from ..sources import PIECE


class Source(Protocol):
    async def go_to(self, offset: int) -> Start: ...
    async def read(self, size: int) -> bytes: ...


class Stream:
    """A reader that a fetcher has opened, of content of *size* bytes (0 or less: not known)."""

    def __init__(self, reader: AsyncReader, size: int, *, discards: bool = False) -> None:
        self._reader = reader
        self._size = size
        self._discards = discards
        self._position = 0
        self._at: int | None = None

    async def go_to(self, offset: int) -> Start:
        start = choose_start(
            offset=offset,
            position=self._position if self._at is None else self._at,
            size=self._size,
            seekable=self._reader.seekable(),
            reads_at=hasattr(self._reader, "read_at"),
            discards=self._discards,
        )
        if start is Start.SEEK:
            check_landing(offset, await cast(AsyncSeekableReader, self._reader).seek(offset))
            self._position = offset
        elif start is Start.READ_AT:
            self._at = offset
        elif start is Start.DISCARD:
            self._at = None
            await self._discard(offset)
        return start

    async def _discard(self, offset: int) -> None:
        check_ahead(offset, self._position)
        while self._position < offset:
            check_more(await self.read(min(PIECE, offset - self._position)), offset)

    async def read(self, size: int) -> bytes:
        if self._at is not None:
            piece = await cast(AsyncReaderAt, self._reader).read_at(self._at, size)
            self._at += len(piece)
        else:
            piece = await self._reader.read(size)
            self._position += len(piece)
        return piece


class Window:
    """The first *size* bytes of what *read_at* reads; all of it, if *size* is below 0."""

    def __init__(self, read_at: Callable[[int, int], Awaitable[bytes]], size: int) -> None:
        self._read_at = read_at
        self._size = size
        self._at = 0

    async def go_to(self, offset: int) -> Start:
        self._at = offset
        return Start.BEGIN

    async def read(self, size: int) -> bytes:
        size = size if self._size < 0 else min(size, self._size - self._at)
        piece = await self._read_at(self._at, size) if size > 0 else b""
        self._at += len(piece)
        return piece


def window_of(data: bytes) -> Window:
    """A window of bytes that are here already."""

    async def read_at(offset: int, size: int) -> bytes:
        return data[offset : offset + size]

    return Window(read_at, len(data))
