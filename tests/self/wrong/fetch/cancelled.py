"""Wrong when its asyncio task is cancelled while it awaits a collaborator."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import AlreadyExists
from remotes_conformance.protocols import (
    AsyncContext,
    AsyncFetcher,
    AsyncIngester,
    AsyncReader,
    AsyncWriter,
)

from ..right import PIECE
from ..right_async import AsyncOpenReader, AsyncRead, RightAsync, breaks_awaited


@breaks_awaited("FETCH-10a", "is closed once")
class ClosesAfterErrorsAwaited(RightAsync):
    """Cleans up in `except Exception` and in `else`: a cancellation is neither."""

    @asynccontextmanager
    async def closing(
        self, ctx: AsyncContext, opened: AsyncReader | AsyncWriter
    ) -> AsyncIterator[None]:
        try:
            yield
        except Exception:
            await self.close(ctx, opened)
            raise
        else:
            await self.close(ctx, opened)


@breaks_awaited("FETCH-10a", "the reader r1 is closed once")
class LeavesTheReaderAwaited(RightAsync):
    """Only the writer is closed in any case."""

    async def transfer(
        self,
        ctx: AsyncContext,
        writer: AsyncWriter,
        open_reader: AsyncOpenReader,
        descriptor: Descriptor,
    ) -> None:
        async with self.closing(ctx, writer):
            reader = await open_reader()
            async with ClosesAfterErrorsAwaited().closing(ctx, reader):
                await self.copy(writer, reader, descriptor)


@breaks_awaited("FETCH-10a", "the writer w1 is closed once")
class LeavesTheWriterWhenItOpens(RightAsync):
    """A cancellation while the source is opened leaves the writer open."""

    async def transfer(
        self,
        ctx: AsyncContext,
        writer: AsyncWriter,
        open_reader: AsyncOpenReader,
        descriptor: Descriptor,
    ) -> None:
        try:
            reader = await open_reader()
        except Exception:
            await self.close(ctx, writer)
            raise
        async with self.closing(ctx, writer), self.closing(ctx, reader):
            await self.copy(writer, reader, descriptor)


@breaks_awaited("FETCH-10a", "is closed")
class ClosesTheWriterFirstAwaited(RightAsync):
    """Closes in the order of opening when it is cancelled."""

    async def transfer(
        self,
        ctx: AsyncContext,
        writer: AsyncWriter,
        open_reader: AsyncOpenReader,
        descriptor: Descriptor,
    ) -> None:
        opened: list[AsyncReader | AsyncWriter] = [writer]
        try:
            reader = await open_reader()
            opened.append(reader)
            await self.copy(writer, reader, descriptor)
        except asyncio.CancelledError:
            for each in opened:
                await self.close(ctx, each)
            raise
        except BaseException:
            for each in reversed(opened):
                await self.close(ctx, each)
            raise
        for each in reversed(opened):
            await self.close(ctx, each)


@breaks_awaited("FETCH-10a", "2 times")
class ClosesTwiceAwaited(RightAsync):
    """Cleans up where the cancellation is noticed, and then as always."""

    async def copy(self, writer: AsyncWriter, reader: AsyncReader, descriptor: Descriptor) -> None:
        try:
            await super().copy(writer, reader, descriptor)
        except asyncio.CancelledError:
            await reader.close()
            raise


@breaks_awaited("FETCH-10a", "success")
class SwallowsItsCancellation(RightAsync):
    """Cleans up, and returns as if nothing had been."""

    async def fetch(
        self,
        ctx: AsyncContext,
        ingester: AsyncIngester,
        fetcher: AsyncFetcher,
        descriptor: Descriptor,
    ) -> None:
        try:
            await super().fetch(ctx, ingester, fetcher, descriptor)
        except asyncio.CancelledError:
            return


@breaks_awaited("FETCH-10a", "CancelledError")
class MakesAnErrorOfItsCancellation(RightAsync):
    """Raises an error of its own to its caller."""

    async def fetch(
        self,
        ctx: AsyncContext,
        ingester: AsyncIngester,
        fetcher: AsyncFetcher,
        descriptor: Descriptor,
    ) -> None:
        try:
            await super().fetch(ctx, ingester, fetcher, descriptor)
        except asyncio.CancelledError as error:
            raise RuntimeError("the transfer was stopped") from error


@breaks_awaited("FETCH-10a", "Commit")
class CommitsWhatItHasWhenCancelled(RightAsync):
    """A source whose reading was cancelled has no more bytes."""

    async def pump(self, read: AsyncRead, writer: AsyncWriter) -> None:
        try:
            while piece := await read(PIECE):
                await self.write(writer, piece)
        except asyncio.CancelledError:
            return


@breaks_awaited("FETCH-10a", "is closed")
class ClosesInTasksLeftBehind(RightAsync):
    """Leaves tasks behind that close the rest, instead of waiting when it is cancelled."""

    async def transfer(
        self,
        ctx: AsyncContext,
        writer: AsyncWriter,
        open_reader: AsyncOpenReader,
        descriptor: Descriptor,
    ) -> None:
        reader: AsyncReader | None = None
        try:
            reader = await open_reader()
            await self.copy(writer, reader, descriptor)
        except asyncio.CancelledError:
            self.left = asyncio.ensure_future(self.close_later(ctx, reader, writer))
            raise
        except BaseException:
            await self.close_both(ctx, reader, writer)
            raise
        await self.close_both(ctx, reader, writer)

    async def close_both(
        self, ctx: AsyncContext, reader: AsyncReader | None, writer: AsyncWriter
    ) -> None:
        if reader is not None:
            await self.close(ctx, reader)
        await self.close(ctx, writer)

    async def close_later(
        self, ctx: AsyncContext, reader: AsyncReader | None, writer: AsyncWriter
    ) -> None:
        await asyncio.sleep(0.01)
        await self.close_both(ctx, reader, writer)


@breaks_awaited("FETCH-10a", "Commit was called")
class ShieldsTheCopyAwaited(RightAsync):
    """The copy is a task that a cancellation does not reach, and it is waited for to its Commit."""

    async def transfer(
        self,
        ctx: AsyncContext,
        writer: AsyncWriter,
        open_reader: AsyncOpenReader,
        descriptor: Descriptor,
    ) -> None:
        whole = super().transfer(ctx, writer, open_reader, descriptor)
        copying = asyncio.create_task(whole)
        try:
            await asyncio.shield(copying)
        except asyncio.CancelledError:
            await asyncio.wait([copying])
            raise


@breaks_awaited("RUN-3", "in Commit")
class LeavesItsShieldedCommit(RightAsync):
    """A commit goes on if its call is cancelled, and nothing waits for it before all is closed."""

    async def commit(self, writer: AsyncWriter, ref: str, descriptor: Descriptor) -> None:
        await asyncio.shield(asyncio.ensure_future(super().commit(writer, ref, descriptor)))


@breaks_awaited("RUN-3", "in Commit")
class ShieldsTheCommitItself(RightAsync):
    """The same, of the collaborator's coroutine."""

    async def commit(self, writer: AsyncWriter, ref: str, descriptor: Descriptor) -> None:
        with suppress(AlreadyExists):
            await asyncio.shield(writer.commit(descriptor.size, descriptor.digest))
