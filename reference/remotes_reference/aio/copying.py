"""Copying a source into an ingest, awaited (section COPY)."""

from __future__ import annotations

from remotes_conformance.errors import is_exists
from remotes_conformance.protocols import AsyncWriter

from ..copying import failed_commit
from ..editions import FIRST, Edition
from ..pouring import Pouring, after_write, begins_again
from ..resuming import Start
from .sources import Source


async def copy(
    writer: AsyncWriter, source: Source, size: int, digest: str, edition: Edition = FIRST
) -> None:
    """Copy to the end of *source*, then commit *size* and *digest* as they were given."""
    rounds = 0
    while True:
        rounds += 1
        status = await writer.status()
        if await source.go_to(status.offset) is Start.START_OVER:
            await writer.truncate(0)
        try:
            await _pour(writer, source, Pouring(edition, status.offset, size))
            return await commit(writer, status.ref, size, digest)
        except Exception as error:
            if not begins_again(error, rounds, edition):
                raise


async def commit(writer: AsyncWriter, ref: str, size: int, digest: str) -> None:
    """Commit; content that is there already is as good (COPY-14)."""
    try:
        await writer.commit(size, digest)
    except Exception as error:
        if not is_exists(error):
            raise failed_commit(ref, error) from error


async def _pour(writer: AsyncWriter, source: Source, pouring: Pouring) -> None:
    while pouring.goes_on:
        try:
            while pouring.missing:
                pouring.take(await source.read(pouring.missing))
        except Exception as error:
            pouring.fail(error)
        content = pouring.piece()
        while content:
            content = after_write(content, await writer.write(content))
        pouring.written()
