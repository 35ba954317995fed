"""Opening a writer on a ref that may be locked, awaited (section LOCK)."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import AsyncContext, AsyncIngester, AsyncWriter

from ..editions import FIRST, Edition
from ..locked_refs import may_pass, pauses


async def open_writer(
    ctx: AsyncContext,
    ingester: AsyncIngester,
    ref: str,
    descriptor: Descriptor,
    edition: Edition = FIRST,
) -> AsyncWriter:
    """Open a writer on *ref*, waiting for as long as another ingest holds its lock.

    A cancelled *ctx* lets out the last lock error. A cancelled asyncio task is another matter: its
    `CancelledError` passes through here, as everywhere.
    """
    ladder = pauses(edition)
    while True:
        try:
            return await ingester.writer(ctx, ref, descriptor.size, descriptor.digest)
        except Exception as error:
            if not may_pass(error) or ctx.cancelled or await ctx.wait(next(ladder)):
                raise
