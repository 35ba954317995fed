"""Wrong when its asyncio task is cancelled while it awaits a close."""

from __future__ import annotations

import asyncio

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import AsyncContext, AsyncReader, AsyncWriter

from ..right_async import AsyncOpenReader, RightAsync, breaks_awaited


@breaks_awaited("FETCH-10a", "the writer w1 is closed once")
class ClosesBothInOneFinally(RightAsync):
    """A close of the reader that is cancelled leaves the writer open."""

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
        finally:
            if reader is not None:
                await self.close(ctx, reader)
            await self.close(ctx, writer)


@breaks_awaited("FETCH-10a", "ends in CancelledError")
class ForgetsACancellationAtTheClose(RightAsync):
    """Nothing that a close raises changes the result, not even a cancellation."""

    async def close(self, ctx: AsyncContext, opened: AsyncReader | AsyncWriter) -> None:
        try:
            await opened.close()
        except (Exception, asyncio.CancelledError) as error:
            ctx.logger.warning("close failed: %s", error)
