"""Sources of a copy, awaited: see `remotes_reference.sources`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol, cast

from remotes_conformance.protocols import AsyncReader, AsyncReaderAt, AsyncSeekableReader

from ..place import Place, within
from ..resuming import Start, check_more


class Source(Protocol):
    async def go_to(self, offset: int) -> Start: ...
    async def read(self, size: int) -> bytes: ...


class Stream:
    """A reader that a fetcher has opened, of content of *size* bytes (0 or less: not known)."""

    def __init__(self, reader: AsyncReader, size: int, *, discards: bool = False) -> None:
        self._reader = reader
        self._place = Place(reader, size, discards=discards)

    async def go_to(self, offset: int) -> Start:
        start = self._place.way_to(offset)
        if start is Start.SEEK:
            reader = cast(AsyncSeekableReader, self._reader)
            self._place.sought(offset, await reader.seek(offset))
        elif start is Start.DISCARD:
            while missing := self._place.to_discard(offset):
                check_more(await self.read(missing), offset)
        return start

    async def read(self, size: int) -> bytes:
        at = self._place.at
        if at is None:
            piece = await self._reader.read(size)
        else:
            piece = await cast(AsyncReaderAt, self._reader).read_at(at, size)
        self._place.advance(len(piece))
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
        size = within(size, self._at, self._size)
        piece = await self._read_at(self._at, size) if size else b""
        self._at += len(piece)
        return piece


def window_of(data: bytes) -> Window:
    """A window of bytes that are here already."""

    async def read_at(offset: int, size: int) -> bytes:
        return data[offset : offset + size]

    return Window(read_at, len(data))
