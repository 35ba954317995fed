"""Asynchronous stores, whose calls overlap: right ones, and some that are wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from remotes_conformance.errors import AlreadyExists, Locked
from remotes_conformance.protocols import Buffer
from remotes_conformance.stores import Info

from .guarded import Guarded
from .right import Reader, Right, Status, Writer

LATENCY = 0.001


class AsyncWriter:
    def __init__(self, inner: Writer) -> None:
        self.inner = inner

    async def write(self, content: Buffer) -> int:
        await asyncio.sleep(LATENCY)
        return self.inner.write(content)

    async def status(self) -> Status:
        return self.inner.status()

    async def truncate(self, size: int) -> None:
        self.inner.truncate(size)
        await asyncio.sleep(LATENCY)

    async def commit(self, size: int = 0, expected: str = "") -> None:
        await asyncio.sleep(LATENCY)
        try:
            self.inner.commit(size, expected)
        finally:
            await asyncio.sleep(LATENCY)

    async def close(self) -> None:
        self.inner.close()
        await asyncio.sleep(LATENCY)


class AsyncReader:
    def __init__(self, inner: Reader) -> None:
        self.inner = inner

    async def read(self, size: int = -1) -> bytes:
        await asyncio.sleep(LATENCY)
        return self.inner.read(size)

    async def read_at(self, offset: int, size: int) -> bytes:
        return self.inner.read_at(offset, size)

    async def close(self) -> None:
        self.inner.close()


class Asynchronous:
    """Calls overlap: each has its effect at one moment, and waits before or after it."""

    def __init__(self) -> None:
        self.inner = Right()

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        await asyncio.sleep(LATENCY)
        writer = AsyncWriter(self.inner.writer(ctx, ref, size, digest))
        await asyncio.sleep(LATENCY)
        return writer

    async def reader(self, ctx: Any, digest: str) -> AsyncReader:
        await asyncio.sleep(LATENCY)
        return AsyncReader(self.inner.reader(ctx, digest))

    async def abort(self, ctx: Any, ref: str) -> None:
        await asyncio.sleep(LATENCY)
        self.inner.abort(ctx, ref)

    async def info(self, ctx: Any, digest: str) -> Info:
        return self.inner.info(ctx, digest)

    async def delete(self, ctx: Any, digest: str) -> None:
        await asyncio.sleep(LATENCY)
        self.inner.delete(ctx, digest)
        await asyncio.sleep(LATENCY)

    async def walk(self, ctx: Any) -> AsyncIterator[Info]:
        for info in list(self.inner.walk(ctx)):
            yield info


class InThreads(Asynchronous):
    """Its work is done in other threads."""

    def __init__(self) -> None:
        self.inner = Guarded()

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        return AsyncWriter(await asyncio.to_thread(self.inner.writer, ctx, ref, size, digest))

    async def info(self, ctx: Any, digest: str) -> Info:
        return await asyncio.to_thread(self.inner.info, ctx, digest)


async def made_asynchronously() -> Asynchronous:
    """A factory that is a coroutine function."""
    return Asynchronous()


class OpensTwice(Asynchronous):
    """Wrong: between its check and its act, another caller comes in (STORE-1)."""

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        if ref in self.inner.open:
            raise Locked(ref)
        await asyncio.sleep(LATENCY)
        self.inner.open.pop(ref, None)
        return AsyncWriter(self.inner.writer(ctx, ref, size, digest))


class CommitsTwice(Asynchronous):
    """Wrong: two callers commit the same content, and neither gets *exists* (STORE-8)."""

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        writer = await super().writer(ctx, ref, size, digest)
        commit = writer.commit

        async def committed(size: int = 0, expected: str = "") -> None:
            there = expected in self.inner.blobs
            await asyncio.sleep(LATENCY)
            try:
                await commit(size, expected)
            except AlreadyExists:
                if there:
                    raise

        writer.commit = committed  # type: ignore[method-assign]
        return writer


class Yielding(Asynchronous):
    """Its calls let other tasks run, and wait for nothing; so do the tasks that it starts."""

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        await asyncio.sleep(0)
        writer = YieldingWriter(self.inner.writer(ctx, ref, size, digest))
        await asyncio.sleep(0)
        return writer

    async def reader(self, ctx: Any, digest: str) -> AsyncReader:
        await asyncio.sleep(0)
        return AsyncReader(self.inner.reader(ctx, digest))

    async def delete(self, ctx: Any, digest: str) -> None:
        await asyncio.gather(asyncio.sleep(0), super().delete(ctx, digest))

    async def walk(self, ctx: Any) -> AsyncIterator[Info]:
        for info in list(self.inner.walk(ctx)):
            await asyncio.sleep(0)
            yield info


class YieldingWriter(AsyncWriter):
    async def commit(self, size: int = 0, expected: str = "") -> None:
        await asyncio.sleep(0)
        self.inner.commit(size, expected)
        await asyncio.sleep(0)

    async def close(self) -> None:
        self.inner.close()


class SpinsAtCommits(Yielding):
    """Right: one task is in a Commit at a time; the others ask again and again, without waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.is_busy = False

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        writer = await super().writer(ctx, ref, size, digest)
        commit = writer.commit

        async def alone(size: int = 0, expected: str = "") -> None:
            while self.is_busy:
                await asyncio.sleep(0)
            self.is_busy = True
            try:
                await commit(size, expected)
            finally:
                self.is_busy = False

        writer.commit = alone  # type: ignore[method-assign]
        return writer


class YieldsAndOpensTwice(Yielding):
    """Wrong: between its check and its act, it yields (STORE-1)."""

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        if ref in self.inner.open:
            raise Locked(ref)
        await asyncio.sleep(0)
        self.inner.open.pop(ref, None)
        return YieldingWriter(self.inner.writer(ctx, ref, size, digest))


class YieldsAndCommitsTwice(Yielding):
    """Wrong: a task of its own looks whether the content exists, and it acts later (STORE-8)."""

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        writer = await super().writer(ctx, ref, size, digest)
        commit = writer.inner.commit

        async def exists(digest: str) -> bool:
            found = digest in self.inner.blobs
            await asyncio.sleep(0)
            return found

        async def committed(size: int = 0, expected: str = "") -> None:
            there = await asyncio.create_task(exists(expected))
            try:
                commit(size, expected)
            except AlreadyExists:
                if there:
                    raise

        writer.commit = committed  # type: ignore[method-assign]
        return writer
