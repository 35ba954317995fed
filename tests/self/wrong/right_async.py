"""The small, right implementation once more, awaited (edition 2017-06), and how wrong ones of its
kind are put on the shelf: whole, for an implementation is either awaited or not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias, TypeVar

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

from .right import PIECE, CommitFailed, Right
from .shelf import SHELF, Wrong

AsyncRead: TypeAlias = Callable[[int], Awaitable[bytes]]
AsyncOpenReader: TypeAlias = Callable[[], Awaitable[AsyncReader]]


class RightAsync:
    """Keeps every rule of edition 2017-06. A wrong one replaces as few methods as it needs."""

    def make_ref_key(self, ctx: AsyncContext, descriptor: Descriptor, /) -> str:
        kind = Right().kind_of(descriptor.media_type)
        if kind == "unknown":
            ctx.logger.warning("reference for unknown type: %s", descriptor.media_type)
        return f"{kind}-{descriptor.digest}"

    def derive(self, ctx: AsyncContext, descriptor: Descriptor) -> AsyncContext:
        fields = {
            "digest": descriptor.digest,
            "mediatype": descriptor.media_type,
            "size": descriptor.size,
        }
        return ctx.derive(fields=fields)

    # -- fetch -----------------------------------------------------------------------------------

    def fetch_handler(self, ingester: AsyncIngester, fetcher: AsyncFetcher, /) -> AsyncHandler:
        async def handle(ctx: AsyncContext, descriptor: Descriptor) -> None:
            ctx = self.derive(ctx, descriptor)
            if descriptor.media_type == DOCKER_SCHEMA1:
                raise ValueError(f"{descriptor.media_type} not supported")
            ctx.logger.debug("fetch")
            await self.fetch(ctx, ingester, fetcher, descriptor)

        return handle

    async def fetch(
        self,
        ctx: AsyncContext,
        ingester: AsyncIngester,
        fetcher: AsyncFetcher,
        descriptor: Descriptor,
    ) -> None:
        writer = await self.open_writer(ctx, ingester, descriptor)
        if writer is not None:
            await self.transfer(ctx, writer, lambda: fetcher.fetch(ctx, descriptor), descriptor)

    async def open_writer(
        self, ctx: AsyncContext, ingester: AsyncIngester, descriptor: Descriptor
    ) -> AsyncWriter | None:
        """A writer, or None: the content exists."""
        ref = self.make_ref_key(ctx, descriptor)
        refusals = 0
        while True:
            try:
                return await ingester.writer(ctx, ref, descriptor.size, descriptor.digest)
            except Exception as error:
                if is_exists(error):
                    return None
                refusals += 1
                if not is_locked(error) or await self.gives_up(ctx, refusals):
                    raise

    async def gives_up(self, ctx: AsyncContext, refusals: int) -> bool:
        """Wait after that many refusals. True: do not ask again."""
        return await ctx.wait(Right().pause(refusals) / 1000)

    # -- push ------------------------------------------------------------------------------------

    def push_handler(self, provider: AsyncProvider, pusher: AsyncPusher, /) -> AsyncHandler:
        async def handle(ctx: AsyncContext, descriptor: Descriptor) -> None:
            ctx = self.derive(ctx, descriptor)
            ctx.logger.debug("push")
            await self.push(ctx, provider, pusher, descriptor)

        return handle

    async def push(
        self,
        ctx: AsyncContext,
        provider: AsyncProvider,
        pusher: AsyncPusher,
        descriptor: Descriptor,
    ) -> None:
        try:
            writer = await pusher.push(ctx, descriptor)
        except Exception as error:
            if is_exists(error):
                return
            raise
        await self.transfer(
            ctx, writer, lambda: provider.reader(ctx, descriptor.digest), descriptor
        )

    # -- the copy --------------------------------------------------------------------------------

    async def transfer(
        self,
        ctx: AsyncContext,
        writer: AsyncWriter,
        open_reader: AsyncOpenReader,
        descriptor: Descriptor,
    ) -> None:
        async with self.closing(ctx, writer):
            reader = await open_reader()
            async with self.closing(ctx, reader):
                await self.copy(writer, reader, descriptor)

    @asynccontextmanager
    async def closing(
        self, ctx: AsyncContext, opened: AsyncReader | AsyncWriter
    ) -> AsyncIterator[None]:
        """Close in the end. A close that fails is logged: it changes no result."""
        try:
            yield
        finally:
            await self.close(ctx, opened)

    async def close(self, ctx: AsyncContext, opened: AsyncReader | AsyncWriter) -> None:
        try:
            await opened.close()
        except Exception as error:
            ctx.logger.warning("close failed: %s", error)

    async def copy(self, writer: AsyncWriter, reader: AsyncReader, descriptor: Descriptor) -> None:
        status = await writer.status()
        await self.pump(await self.resume(writer, reader, status.offset, descriptor.size), writer)
        await self.commit(writer, status.ref, descriptor)

    async def resume(
        self, writer: AsyncWriter, reader: AsyncReader, offset: int, size: int
    ) -> AsyncRead:
        """The `read` for the bytes that are still to be written."""
        if offset > 0:
            if reader.seekable() and isinstance(reader, AsyncSeekableReader):
                if await reader.seek(offset) != offset:
                    raise OSError(f"a seek to {offset} landed elsewhere")
            elif isinstance(reader, AsyncReaderAt) and size > offset:
                return self.reading_at(reader, offset)
            else:
                await writer.truncate(0)
        return reader.read

    def reading_at(self, reader: AsyncReaderAt, offset: int) -> AsyncRead:
        async def read(size: int) -> bytes:
            nonlocal offset
            piece = await reader.read_at(offset, size)
            offset += len(piece)
            return piece

        return read

    async def pump(self, read: AsyncRead, writer: AsyncWriter) -> None:
        while piece := await read(PIECE):
            await self.write(writer, piece)

    async def write(self, writer: AsyncWriter, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest:
            taken = await writer.write(rest)
            if not 0 < taken <= len(rest):
                raise OSError(f"the writer took {taken} of {len(rest)} bytes")
            rest = rest[taken:]

    async def commit(self, writer: AsyncWriter, ref: str, descriptor: Descriptor) -> None:
        try:
            await writer.commit(descriptor.size, descriptor.digest)
        except Exception as error:
            if not is_exists(error):
                raise CommitFailed(f"commit of {ref} failed") from error


_Kind = TypeVar("_Kind", bound=type[RightAsync])


def breaks_awaited(rule: str, fault: str, edition: str = "2017-06") -> Callable[[_Kind], _Kind]:
    """Put the class below on the shelf, as `breaks` does."""

    def shelve(kind: _Kind) -> _Kind:
        name = kind.__name__
        if name in SHELF:
            raise ValueError(f"two wrong implementations are called {name}")
        SHELF[name] = Wrong(rule, kind, fault, kind, edition)
        return kind

    return shelve
