"""Waiting calls share too much: an error, a decision to give up, one place to wait in."""

from __future__ import annotations

import asyncio
import threading

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    AsyncContext,
    AsyncFetcher,
    AsyncHandler,
    AsyncIngester,
    Context,
    Fetcher,
    Handler,
    Ingester,
    Writer,
)

from ..right import Right
from ..right_async import RightAsync, breaks_awaited
from ..shelf import breaks


class OfOneHandler(Right):
    """A handler with a memory of its own."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        return super(OfOneHandler, type(self)()).fetch_handler(ingester, fetcher)


@breaks("LOCK-3", "tries again")
class GivesUpTogether(OfOneHandler):
    """When one caller gives up, the others that wait do so too, each with its own error."""

    def __init__(self) -> None:
        self.given_up = False

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        if super().gives_up(ctx, refusals):
            self.given_up = True
        return self.given_up


@breaks("LOCK-10", "still")
class WaitsOneAfterTheOther(Right):
    """All handlers of the process wait in one place, which has room for one."""

    place = threading.Lock()

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        with self.place:
            return super().gives_up(ctx, refusals)


@breaks("LOCK-10", "still")
class OpensOneAfterTheOther(Right):
    """A handler that waits for its ref keeps the place in which others would ask for theirs."""

    place = threading.Lock()

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        with self.place:
            return super().open_writer(ctx, ingester, descriptor)


@breaks_awaited("LOCK-10", "still")
class WaitsOneAfterTheOtherAwaited(RightAsync):
    """The calls of one handler wait in one place."""

    def __init__(self) -> None:
        self.place = asyncio.Lock()

    def fetch_handler(self, ingester: AsyncIngester, fetcher: AsyncFetcher, /) -> AsyncHandler:
        mine = type(self)()
        return super(WaitsOneAfterTheOtherAwaited, mine).fetch_handler(ingester, fetcher)

    async def gives_up(self, ctx: AsyncContext, refusals: int) -> bool:
        async with self.place:
            return await super().gives_up(ctx, refusals)
