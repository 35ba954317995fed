"""Copying a source into an ingest, awaited (section COPY)."""

from __future__ import annotations

from remotes_conformance.errors import is_exists, is_reset
from remotes_conformance.protocols import AsyncWriter, Buffer

from ..copying import FULL_PIECE, after_write, failed_commit, joined
from ..editions import FIRST, Edition
from ..resuming import Start, check_length
from ..sources import PIECE
from .sources import Source


async def copy(
    writer: AsyncWriter, source: Source, size: int, digest: str, edition: Edition = FIRST
) -> None:
    """Copy to the end of *source*, then commit *size* and *digest* as they were given."""
    rounds = 0
    while True:
        status = await writer.status()
        if await source.go_to(status.offset) is Start.START_OVER:
            await writer.truncate(0)
        rounds += 1
        try:
            if edition.is_first:
                await _pour(writer, source)
            else:
                check_length(status.offset + await _pour_full(writer, source), size)
            return await commit(writer, status.ref, size, digest)
        except Exception as error:
            if rounds == edition.rounds or not is_reset(error):
                raise


async def commit(writer: AsyncWriter, ref: str, size: int, digest: str) -> None:
    """Commit; content that is there already is as good (COPY-14)."""
    try:
        await writer.commit(size, digest)
    except Exception as error:
        if not is_exists(error):
            raise failed_commit(ref, error) from error


async def _pour(writer: AsyncWriter, source: Source) -> None:
    while piece := await source.read(PIECE):
        await _write(writer, piece)


async def _pour_full(writer: AsyncWriter, source: Source) -> int:
    poured = 0
    while True:
        piece, error = await _fill(source)
        await _write(writer, piece)
        poured += len(piece)
        if error is not None:
            raise error
        if len(piece) < FULL_PIECE:
            return poured


async def _fill(source: Source) -> tuple[bytes, Exception | None]:
    parts: list[bytes] = []
    missing = FULL_PIECE
    try:
        while missing and (part := await source.read(missing)):
            parts.append(part)
            missing -= len(part)
    except Exception as error:
        return joined(parts), error
    return joined(parts), None


async def _write(writer: AsyncWriter, content: Buffer) -> None:
    while content:
        content = after_write(content, await writer.write(content))
