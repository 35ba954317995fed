"""Yields to the event loop, as `await asyncio.sleep(0)` does, in many places and many times."""

from __future__ import annotations

import asyncio
import hashlib

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import AsyncContext, AsyncReader, AsyncWriter
from wrong.right_async import AsyncOpenReader, RightAsync

_MOST = 1_500


class YieldsEverywhere(RightAsync):
    """Before it opens and closes, at the end, and in a task that hashes what is written: there
    after each byte of a small piece, and more than a thousand times for a large one."""

    async def transfer(
        self,
        ctx: AsyncContext,
        writer: AsyncWriter,
        open_reader: AsyncOpenReader,
        descriptor: Descriptor,
    ) -> None:
        async def open_slowly() -> AsyncReader:
            await asyncio.sleep(0)
            return await open_reader()

        await super().transfer(ctx, writer, open_slowly, descriptor)
        await asyncio.sleep(0)

    async def write(self, writer: AsyncWriter, piece: bytes) -> None:
        hashing = asyncio.create_task(self.hash(piece))
        try:
            await super().write(writer, piece)
        finally:
            await hashing

    async def hash(self, piece: bytes) -> str:
        hashed = hashlib.sha256()
        step = 1 + len(piece) // _MOST
        for place in range(0, len(piece), step):
            hashed.update(piece[place : place + step])
            await asyncio.sleep(0)
        return hashed.hexdigest()

    async def close(self, ctx: AsyncContext, opened: AsyncReader | AsyncWriter) -> None:
        await asyncio.sleep(0)
        await super().close(ctx, opened)
