"""Bad guests: RUN-1 (does not come back) and RUN-2 (neither result nor ordinary error)."""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any, cast

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Buffer,
    Context,
    Fetcher,
    Handler,
    Ingester,
    Provider,
    Pusher,
    Writer,
)

from ..right import PIECE, Children, Read, Right
from ..shelf import breaks

# -- RUN-1: every call comes back ----------------------------------------------------------------


@breaks("RUN-1", "livelock")
class AsksOverAndOver(Right):
    """Asks for a locked ref again without any wait."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        return ctx.cancelled


@breaks("RUN-1", "livelock")
class WatchesTheClock(Right):
    """Reads the clock over and over until the wait is over."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        end = time.monotonic() + self.pause(refusals) / 1000
        while time.monotonic() < end and not ctx.cancelled:
            pass
        return ctx.cancelled


@breaks("RUN-1", "livelock")
class ReadsUntilTheFirstByte(Right):
    """Waits for the first byte of an empty blob."""

    def pump(self, read: Read, writer: Writer) -> None:
        first = read(PIECE)
        while not first:
            first = read(PIECE)
        self.write(writer, first)
        super().pump(read, writer)


@breaks("RUN-1", "hang")
class SpinsAtAWriteOfNothing(Right):
    """Turns in a circle for ever when a write takes no byte."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        rest = memoryview(piece)
        while rest:
            taken = writer.write(rest)
            while taken == 0:
                pass
            rest = rest[taken:]


@breaks("RUN-1", "deadlock")
class TakesItsLockTwice(Right):
    """Counts refusals under a lock that it holds already."""

    refused = 0

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        self.lock = threading.Lock()
        return super().fetch_handler(ingester, fetcher)

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        with self.lock:
            self.count()
        return super().gives_up(ctx, refusals)

    def count(self) -> None:
        with self.lock:
            self.refused += 1


@breaks("RUN-1", "deadlock")
class LocksInEitherOrder(Right):
    """Has two locks; fetches take them in one order, pushes in the other."""

    locks: tuple[threading.Lock, threading.Lock] | None = None

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        one, other = self.two_locks()
        self.count(ctx, one, other)
        return super().fetch(ctx, ingester, fetcher, descriptor)

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        one, other = self.two_locks()
        self.count(ctx, other, one)
        return super().push(ctx, provider, pusher, descriptor)

    def two_locks(self) -> tuple[threading.Lock, threading.Lock]:
        self.locks = self.locks or (threading.Lock(), threading.Lock())
        return self.locks

    def count(self, ctx: Context, first: threading.Lock, second: threading.Lock) -> None:
        with first:
            ctx.wait(0)
            with second:
                pass


@breaks("RUN-1", "t0 returns")
class WaitsForADeadReader(Right):
    """Reads in a helper thread that ends without a sign when reading fails."""

    def pump(self, read: Read, writer: Writer) -> None:
        pieces: queue.Queue[bytes] = queue.Queue()

        def produce() -> None:
            try:
                while piece := read(PIECE):
                    pieces.put(piece)
            except Exception:
                return
            pieces.put(b"")

        reading = threading.Thread(target=produce, daemon=True)
        reading.start()
        try:
            while piece := pieces.get():
                self.write(writer, piece)
        finally:
            reading.join()


# -- RUN-2: a result, or an ordinary error -------------------------------------------------------


@breaks("RUN-2", "SystemExit")
class CallsSysExit(Right):
    """Ends the program when it meets schema 1."""

    def refuse(self, descriptor: Descriptor) -> Children:
        sys.exit(f"{descriptor.media_type} not supported")


@breaks("RUN-2", "os._exit(3)")
class EndsTheProcess(Right):
    """Ends the process when it meets schema 1."""

    def refuse(self, descriptor: Descriptor) -> Children:
        os._exit(3)


@breaks("RUN-2", "KeyboardInterrupt")
class RaisesKeyboardInterrupt(Right):
    """Takes a cancelled context for Ctrl-C."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        if super().gives_up(ctx, refusals):
            raise KeyboardInterrupt
        return False


class GaveUp(BaseException):
    """An exception that `except Exception` does not catch."""


@breaks("RUN-2", "GaveUp")
class RaisesABaseException(Right):
    """Raises an exception that `except Exception` does not catch, when it refuses."""

    def refuse(self, descriptor: Descriptor) -> Children:
        raise GaveUp(f"{descriptor.media_type} not supported")


class _Returns(Right):
    """Returns something else from a fetch."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        super().fetch(ctx, ingester, fetcher, descriptor)
        return cast(Children, self.result())

    def result(self) -> Any:
        raise NotImplementedError


@breaks("RUN-2", "not a sequence of descriptors")
class ReturnsTrue(_Returns):
    """Returns True for success."""

    def result(self) -> Any:
        return True


@breaks("RUN-2", "not a sequence of descriptors")
class ReturnsAString(_Returns):
    """Returns `ok` for success."""

    def result(self) -> Any:
        return "ok"


@breaks("RUN-2", "coroutine")
class ReturnsACoroutine(_Returns):
    """Returns something that would have to be awaited, from an ordinary function."""

    def result(self) -> Any:
        async def finish() -> None:
            return None

        return finish()


@breaks("RUN-2", "returned")
class DoesNothingUntilAsked(Right):
    """Is a generator: nothing happens until its children are asked for."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        handle = super().fetch_handler(ingester, fetcher)

        def children(ctx: Context, descriptor: Descriptor) -> Iterator[Descriptor]:
            yield from handle(ctx, descriptor) or ()

        return cast(Handler, children)


@breaks("RUN-2", "not a string")
class ReturnsBytesAsKey(Right):
    """Encodes the ref key."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        return cast(str, super().make_ref_key(ctx, descriptor).encode())

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        right = Right.make_ref_key(self, ctx, descriptor)
        return ingester.writer(ctx, right, descriptor.size, descriptor.digest)


@breaks("RUN-1", "livelock")
class WritesOverAndOver(Right):
    """Goes on with the rest, also at a writer that takes nothing."""

    def write(self, writer: Writer, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest:
            rest = rest[writer.write(rest) :]
