"""Wrong ways to give up waiting for a locked ref: LOCK-6 and LOCK-7."""

from __future__ import annotations

import time

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Ingester, Writer

from ..right import Right
from ..shelf import breaks


@breaks("LOCK-6", "Cancelled")
class RaisesACancellationError(Right):
    """Reports that it was cancelled, not that the ref was locked."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        before = ctx.cancelled
        if super().gives_up(ctx, refusals) and not before:
            raise TimeoutError("Cancelled") from None
        return before


@breaks("LOCK-6", "success")
class ReturnsQuietlyWhenCancelled(Right):
    """Takes a cancelled wait for success."""

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        before = ctx.cancelled
        try:
            return super().open_writer(ctx, ingester, descriptor)
        except Exception as error:
            if self.is_locked(error) and not before:
                return None
            raise


@breaks("LOCK-6", "the lock error of attempt 1")
class RaisesTheFirstLockError(Right):
    """Lets the first lock error out, however often it has asked since."""

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        ref = self.make_ref_key(ctx, descriptor)
        locked: list[Exception] = []
        while True:
            try:
                return self.ask_ingester(ctx, ingester, ref, descriptor, len(locked))
            except Exception as error:
                if self.is_exists(error):
                    return None
                if not self.is_locked(error):
                    raise
                locked.append(error)
                if self.gives_up(ctx, len(locked)):
                    raise locked[0] from None


@breaks("LOCK-6", "it returned 11 ms later")
class SleepsDeafly(Right):
    """Sleeps its time to the end, and looks at the context only then."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        if not ctx.cancelled:
            time.sleep(self.pause(refusals) / 1000)
        return ctx.cancelled


@breaks("LOCK-6", "it returned 11 ms later")
class PollsForCancellation(Right):
    """Looks at the context four times a second."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        left = self.pause(refusals)
        while left > 0 and not ctx.cancelled:
            time.sleep(min(left, 250) / 1000)
            left -= 250
        return ctx.cancelled


@breaks("LOCK-6", "Writer was called")
class AsksOnceMoreWhenCancelled(Right):
    """Makes a last attempt when the caller has given up in a wait."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        before = ctx.cancelled
        super().gives_up(ctx, refusals)
        return before


@breaks("LOCK-7", "it returned 16 ms later")
class WaitsThoughCancelled(Right):
    """Waits once, although the caller had given up before the ref was refused."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        if ctx.cancelled:
            time.sleep(self.pause(refusals) / 1000)
        return super().gives_up(ctx, refusals)


@breaks("LOCK-7", "Writer was called")
class AsksTwiceThoughCancelled(Right):
    """Makes a second attempt, although the caller had given up."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        if ctx.cancelled:
            return refusals > 1
        return super().gives_up(ctx, refusals)
