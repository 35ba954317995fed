"""Coroutine functions all the way, written with ordinary `async def` and `await`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_exists, is_locked
from remotes_conformance.media_types import DOCKER_SCHEMA1
from remotes_conformance.protocols import (
    AsyncContext,
    AsyncFetcher,
    AsyncHandler,
    AsyncIngester,
    AsyncProvider,
    AsyncPusher,
    AsyncReader,
    AsyncReaderAt,
    AsyncSeekableReader,
    AsyncWriter,
)
from wrong.right import CommitFailed, Right

PIECE = 64 * 1024

Read: TypeAlias = Callable[[int], Awaitable[bytes]]


@asynccontextmanager
async def closing(ctx: AsyncContext, opened: AsyncReader | AsyncWriter) -> AsyncIterator[None]:
    """Close in the end. A close that fails is logged: it changes no result."""
    try:
        yield
    finally:
        try:
            await opened.close()
        except Exception as error:
            ctx.logger.warning("close failed: %s", error)


def derive(ctx: AsyncContext, descriptor: Descriptor) -> AsyncContext:
    return ctx.derive(
        fields={
            "digest": descriptor.digest,
            "mediatype": descriptor.media_type,
            "size": descriptor.size,
        }
    )


class Asynchronous:
    """The handlers as coroutine functions."""

    def make_ref_key(self, ctx: AsyncContext, descriptor: Descriptor, /) -> str:
        kind = Right().kind_of(descriptor.media_type)
        if kind == "unknown":
            ctx.logger.warning("unknown media type %s", descriptor.media_type)
        return f"{kind}-{descriptor.digest}"

    def fetch_handler(self, ingester: AsyncIngester, fetcher: AsyncFetcher, /) -> AsyncHandler:
        async def fetch(ctx: AsyncContext, descriptor: Descriptor) -> None:
            ctx = derive(ctx, descriptor)
            if descriptor.media_type == DOCKER_SCHEMA1:
                raise ValueError(f"{DOCKER_SCHEMA1} not supported")
            ctx.logger.debug("fetch")
            writer = await self.open_writer(ctx, ingester, descriptor)
            if writer is None:
                return
            async with closing(ctx, writer):
                reader = await fetcher.fetch(ctx, descriptor)
                async with closing(ctx, reader):
                    await self.copy(writer, reader, descriptor)

        return fetch

    async def open_writer(
        self, ctx: AsyncContext, ingester: AsyncIngester, descriptor: Descriptor
    ) -> AsyncWriter | None:
        ref = self.make_ref_key(ctx, descriptor)
        milliseconds = 16
        while True:
            try:
                return await ingester.writer(ctx, ref, descriptor.size, descriptor.digest)
            except Exception as error:
                if is_exists(error):
                    return None
                if not is_locked(error) or await ctx.wait(milliseconds / 1000):
                    raise
            milliseconds = min(2 * milliseconds, 2048)

    def push_handler(self, provider: AsyncProvider, pusher: AsyncPusher, /) -> AsyncHandler:
        async def push(ctx: AsyncContext, descriptor: Descriptor) -> None:
            ctx = derive(ctx, descriptor)
            ctx.logger.debug("push")
            try:
                writer = await pusher.push(ctx, descriptor)
            except Exception as error:
                if is_exists(error):
                    return
                raise
            async with closing(ctx, writer):
                reader = await provider.reader(ctx, descriptor.digest)
                async with closing(ctx, reader):
                    await self.copy(writer, reader, descriptor)

        return push

    async def copy(self, writer: AsyncWriter, reader: AsyncReader, descriptor: Descriptor) -> None:
        status = await writer.status()
        await self.pump(await resume(writer, reader, status.offset, descriptor.size), writer)
        try:
            await writer.commit(descriptor.size, descriptor.digest)
        except Exception as error:
            if not is_exists(error):
                raise CommitFailed(f"commit of {status.ref} failed") from error

    async def pump(self, read: Read, writer: AsyncWriter) -> None:
        while piece := await read(PIECE):
            await write(writer, piece)


async def write(writer: AsyncWriter, piece: bytes) -> None:
    """Write all of *piece*."""
    rest = memoryview(piece)
    while rest:
        taken = await writer.write(rest)
        if not 0 < taken <= len(rest):
            raise OSError(f"the writer took {taken} of {len(rest)} bytes")
        rest = rest[taken:]


async def resume(writer: AsyncWriter, reader: AsyncReader, offset: int, size: int) -> Read:
    """The `read` for the bytes that are still to be written."""
    if offset > 0:
        if reader.seekable() and isinstance(reader, AsyncSeekableReader):
            if await reader.seek(offset) != offset:
                raise OSError(f"a seek to {offset} landed elsewhere")
        elif isinstance(reader, AsyncReaderAt) and size > offset:
            return reading_at(reader, offset)
        else:
            await writer.truncate(0)
    return reader.read


def reading_at(reader: AsyncReaderAt, offset: int) -> Read:
    async def read(size: int) -> bytes:
        nonlocal offset
        piece = await reader.read_at(offset, size)
        offset += len(piece)
        return piece

    return read
