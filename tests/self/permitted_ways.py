"""Small right implementations whose behaviour is rare: see test_permitted_ways.py."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from typing import Any

from different.single_flight import AsyncSingleFlight
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import FailedPrecondition
from remotes_conformance.protocols import (
    AsyncContext,
    AsyncFetcher,
    AsyncIngester,
    Context,
    Fetcher,
    Handler,
    Ingester,
    Reader,
    Writer,
)
from remotes_conformance.scenarios.stories.building import SIZE
from remotes_conformance.trees import CancellableContext
from wrong.right import Children, Right
from wrong.right_1_6 import Right2X
from wrong.right_async import RightAsync
from wrong.right_trees import RightTrees


class WaitsOnForTheCopy(AsyncSingleFlight):
    """A call whose ref is locked waits, and then on until the copies under way here have ended."""

    async def fetch(
        self,
        ctx: AsyncContext,
        ingester: AsyncIngester,
        fetcher: AsyncFetcher,
        descriptor: Descriptor,
    ) -> None:
        await RightAsync.fetch(self, ctx, ingester, fetcher, descriptor)

    async def gives_up(self, ctx: AsyncContext, refusals: int) -> bool:
        given_up = await super().gives_up(ctx, refusals)
        for ended in () if given_up else self.running.values():
            first = {asyncio.ensure_future(one) for one in (ended.wait(), ctx.wait(3_600))}
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            for one in first:
                one.cancel()
            await asyncio.gather(*first, return_exceptions=True)
        return given_up or ctx.cancelled


class LastComeFirstServed(Right):
    """One call for a ref at a time; of those that wait, the latest goes first."""

    def __init__(self) -> None:
        self.turn = threading.Condition()
        self.busy: set[str] = set()
        self.line: list[tuple[str, object]] = []

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        return super(LastComeFirstServed, type(self)()).fetch_handler(ingester, fetcher)

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        digest = descriptor.digest
        me = (digest, object())
        with self.turn:
            self.line.append(me)
            self.turn.wait_for(lambda: digest not in self.busy and self.latest(digest) is me)
            self.line.remove(me)
            self.busy.add(digest)
        try:
            return super().fetch(ctx, ingester, fetcher, descriptor)
        finally:
            with self.turn:
                self.busy.remove(digest)
                self.turn.notify_all()

    def latest(self, digest: str) -> tuple[str, object]:
        return [one for one in self.line if one[0] == digest][-1]


class SlowsItselfDown(Right):
    """Writes no more than a byte in a millisecond, in each call."""

    def write(self, writer: Writer, piece: bytes) -> None:
        super().write(writer, piece)
        time.sleep(len(piece) / 1_000)


class TakesItsTimeToFail(Right):
    """Needs a moment before it closes what it could not commit."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        try:
            super().commit(writer, ref, descriptor)
        except Exception:
            time.sleep(0.01)
            raise


class VerifiesSha256(Right):
    """Refuses content with another SHA-256 itself; other algorithms it leaves to the writer."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        content = b""
        while piece := reader.read(SIZE):
            content += piece
        status = writer.status()
        writer.write(content)
        if descriptor.digest.startswith("sha256:") and digest_of(content) != descriptor.digest:
            raise FailedPrecondition("another digest")
        self.commit(writer, status.ref, descriptor)


class TellsMore(Right2X):
    """Logs a message for each key."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        ctx.logger.debug("a key is made")
        return super().make_ref_key(ctx, descriptor)


class GaveUp(Exception):
    """The error of these functions once their caller has given up."""


class FailsOnItsOwn(RightTrees):
    """Whatever a handler fails with once the caller has given up, its own error comes out."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Any:
        return self.own(ctx, lambda: super(FailsOnItsOwn, self).chain(handlers, ctx, descriptor))

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        self.own(ctx, lambda: super(FailsOnItsOwn, self).walk(ctx, handler, *descriptors))

    def dispatch(
        self,
        ctx: CancellableContext,
        handler: Handler,
        /,
        *descriptors: Descriptor,
        limit: int | None = None,
    ) -> None:
        self.own(ctx, lambda: super(FailsOnItsOwn, self).dispatch(ctx, handler, *descriptors))

    def own(self, ctx: Context, work: Any) -> Any:
        try:
            return work()
        except Exception:
            if ctx.cancelled:
                raise GaveUp from None
            raise


class QuotesTheType(RightTrees):
    """Its warnings have the type in quotes, with escapes."""

    def note(self, ctx: Context, media_type: str) -> None:
        ctx.logger.warning("unknown type %r", media_type)


class Counts(RightTrees):
    """A walk and a dispatch return how many descriptors they were given."""

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> Any:
        super().walk(ctx, handler, *descriptors)
        return len(descriptors)

    def dispatch(
        self,
        ctx: CancellableContext,
        handler: Handler,
        /,
        *descriptors: Descriptor,
        limit: int | None = None,
    ) -> Any:
        super().dispatch(ctx, handler, *descriptors, limit=limit)
        return {"descriptors": len(descriptors)}
