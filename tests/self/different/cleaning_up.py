"""Other ways to close what was opened, awaited: each also when its task is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import AsyncContext, AsyncReader, AsyncWriter
from wrong.right_async import AsyncOpenReader, AsyncRead, RightAsync


class AwaitsInFinally(RightAsync):
    """Two plain `try … finally`, and nothing else."""

    async def transfer(
        self,
        ctx: AsyncContext,
        writer: AsyncWriter,
        open_reader: AsyncOpenReader,
        descriptor: Descriptor,
    ) -> None:
        try:
            reader = await open_reader()
            try:
                await self.copy(writer, reader, descriptor)
            finally:
                await self.close(ctx, reader)
        finally:
            await self.close(ctx, writer)


class AwaitsAStack(RightAsync):
    """An exit stack closes in the reverse of the order in which things were opened."""

    async def transfer(
        self,
        ctx: AsyncContext,
        writer: AsyncWriter,
        open_reader: AsyncOpenReader,
        descriptor: Descriptor,
    ) -> None:
        async with AsyncExitStack() as opened:
            opened.push_async_callback(self.close, ctx, writer)
            reader = await open_reader()
            opened.push_async_callback(self.close, ctx, reader)
            await self.copy(writer, reader, descriptor)


class ShieldsItsClosing(RightAsync):
    """A close that has begun goes on, whatever happens to the task that began it."""

    async def close(self, ctx: AsyncContext, opened: AsyncReader | AsyncWriter) -> None:
        await asyncio.shield(asyncio.ensure_future(super().close(ctx, opened)))


class ShieldsItsCommit(RightAsync):
    """A commit that has begun goes on, and is waited for before anything is closed."""

    async def commit(self, writer: AsyncWriter, ref: str, descriptor: Descriptor) -> None:
        committing = asyncio.ensure_future(super().commit(writer, ref, descriptor))
        try:
            await asyncio.shield(committing)
        finally:
            await asyncio.wait([committing])


class CopiesInATaskGroup(RightAsync):
    """The copy is a task of a group of one, which is cancelled with its parent, and waited for."""

    async def copy(self, writer: AsyncWriter, reader: AsyncReader, descriptor: Descriptor) -> None:
        await self.in_a_group(super().copy(writer, reader, descriptor))

    async def in_a_group(self, work: Coroutine[Any, Any, None]) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(work)


class ReadsInATaskGroup(RightAsync):
    """One task reads, another writes; the first error ends both, and comes out by itself."""

    async def pump(self, read: AsyncRead, writer: AsyncWriter) -> None:
        pieces: asyncio.Queue[bytes | Exception] = asyncio.Queue(1)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self.read_all(read, pieces))
                group.create_task(self.write_all(writer, pieces))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def read_all(self, read: AsyncRead, pieces: asyncio.Queue[bytes | Exception]) -> None:
        piece: bytes | Exception = b"first"
        while piece and not isinstance(piece, Exception):
            try:
                piece = await read(64 * 1024)
            except Exception as error:
                piece = error  # in its turn: earlier pieces are written first
            await pieces.put(piece)

    async def write_all(
        self, writer: AsyncWriter, pieces: asyncio.Queue[bytes | Exception]
    ) -> None:
        while piece := await pieces.get():
            if isinstance(piece, Exception):
                raise piece
            await self.write(writer, piece)
