"""One copy of a ref at a time in this process: others wait for it, then ask the ingester."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    AsyncContext,
    AsyncFetcher,
    AsyncHandler,
    AsyncIngester,
    AsyncWriter,
    Context,
    Fetcher,
    Handler,
    Ingester,
    Writer,
)
from wrong.right import Children, OpenReader, Right
from wrong.right_async import AsyncOpenReader, RightAsync

_LOOK_AGAIN = 0.02
"""Seconds between two looks of a waiting call at whether its caller has given up."""


class SingleFlight(Right):
    """Waits for the copy that is under way, as long as its caller does; then it asks the ingester
    for the result. After its first attempt, a call waits as usual."""

    def __init__(self) -> None:
        self.running: dict[str, threading.Event] = {}

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        return super(SingleFlight, type(self)()).fetch_handler(ingester, fetcher)

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        running = self.running.get(descriptor.digest) if not refusals else None
        while running is not None and not ctx.cancelled and not running.wait(_LOOK_AGAIN):
            pass
        return super().ask_ingester(ctx, ingester, ref, descriptor, refusals)

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        with self.flying(descriptor):
            super().transfer(ctx, writer, open_reader, descriptor)

    @contextmanager
    def flying(self, descriptor: Descriptor) -> Iterator[None]:
        mine = self.running[descriptor.digest] = threading.Event()
        try:
            yield
        finally:
            if self.running.get(descriptor.digest) is mine:
                del self.running[descriptor.digest]
            mine.set()


class QueueForEachRef(Right):
    """A lock for each ref of a handler, held during the whole call: also while the ref is held."""

    def __init__(self) -> None:
        self.mine = threading.Lock()
        self.queues: dict[str, threading.Lock] = {}

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        return super(QueueForEachRef, type(self)()).fetch_handler(ingester, fetcher)

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        with self.mine:
            queue = self.queues.setdefault(descriptor.digest, threading.Lock())
        with queue:
            return super().fetch(ctx, ingester, fetcher, descriptor)


class AsyncSingleFlight(RightAsync):
    """The same as `SingleFlight`, awaited: a future for each copy that is under way."""

    def __init__(self) -> None:
        self.running: dict[str, asyncio.Event] = {}

    def fetch_handler(self, ingester: AsyncIngester, fetcher: AsyncFetcher, /) -> AsyncHandler:
        return super(AsyncSingleFlight, type(self)()).fetch_handler(ingester, fetcher)

    async def fetch(
        self,
        ctx: AsyncContext,
        ingester: AsyncIngester,
        fetcher: AsyncFetcher,
        descriptor: Descriptor,
    ) -> None:
        running = self.running.get(descriptor.digest)
        while running is not None and not running.is_set():
            if await ctx.wait(_LOOK_AGAIN):
                break
        await super().fetch(ctx, ingester, fetcher, descriptor)

    async def transfer(
        self,
        ctx: AsyncContext,
        writer: AsyncWriter,
        open_reader: AsyncOpenReader,
        descriptor: Descriptor,
    ) -> None:
        mine = self.running[descriptor.digest] = asyncio.Event()
        try:
            await super().transfer(ctx, writer, open_reader, descriptor)
        finally:
            mine.set()


class AsyncQueueForEachRef(RightAsync):
    """The same as `QueueForEachRef`, awaited."""

    def __init__(self) -> None:
        self.queues: dict[str, asyncio.Lock] = {}

    def fetch_handler(self, ingester: AsyncIngester, fetcher: AsyncFetcher, /) -> AsyncHandler:
        return super(AsyncQueueForEachRef, type(self)()).fetch_handler(ingester, fetcher)

    async def fetch(
        self,
        ctx: AsyncContext,
        ingester: AsyncIngester,
        fetcher: AsyncFetcher,
        descriptor: Descriptor,
    ) -> None:
        async with self.queues.setdefault(descriptor.digest, asyncio.Lock()):
            await super().fetch(ctx, ingester, fetcher, descriptor)
