"""Copying a source into an ingest, awaited (section COPY)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import cast

from remotes_conformance.errors import is_exists
from remotes_conformance.protocols import (
    AsyncReader,
    AsyncReaderAt,
    AsyncSeekableReader,
    AsyncWriter,
    Buffer,
)

from ..copying import PIECE, after_write, failed_commit
from ..resuming import Start, check_landing, choose_start


async def copy(writer: AsyncWriter, reader: AsyncReader, size: int, digest: str) -> None:
    """Copy to the end of *reader*, then commit *size* and *digest* as they were given."""
    status = await writer.status()
    read = await _begin(writer, reader, status.offset, size)
    while piece := await read():
        rest: Buffer = piece
        while rest:
            rest = after_write(rest, await writer.write(rest))
    try:
        await writer.commit(size, digest)
    except Exception as error:
        if not is_exists(error):
            raise failed_commit(status.ref, error) from error


async def _begin(
    writer: AsyncWriter, reader: AsyncReader, offset: int, size: int
) -> Callable[[], Awaitable[bytes]]:
    """Bring source and ingest to one place; the function that reads from there on."""
    start = choose_start(
        offset=offset, size=size, seekable=reader.seekable(), reads_at=hasattr(reader, "read_at")
    )
    if start is Start.SEEK:
        check_landing(offset, await cast(AsyncSeekableReader, reader).seek(offset))
    elif start is Start.READ_AT:
        return _reading_at(cast(AsyncReaderAt, reader), offset)
    elif start is Start.START_OVER:
        await writer.truncate(0)
    return partial(reader.read, PIECE)


def _reading_at(reader: AsyncReaderAt, offset: int) -> Callable[[], Awaitable[bytes]]:
    async def read() -> bytes:
        nonlocal offset
        piece = await reader.read_at(offset, PIECE)
        offset += len(piece)
        return piece

    return read
