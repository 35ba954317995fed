"""Wrong waits for a locked ref: LOCK-2, one for each way to get the ladder wrong."""

from __future__ import annotations

import random

from remotes_conformance.protocols import Context

from ..right import Right
from ..shelf import breaks


@breaks("LOCK-2", "16 ms")
class AlwaysWaits16(Right):
    """Waits 16 ms each time."""

    def pause(self, refusals: int) -> float:
        return 16


@breaks("LOCK-2", "2048 ms")
class AlwaysWaits2048(Right):
    """Waits as long as allowed each time."""

    def pause(self, refusals: int) -> float:
        return 2048


@breaks("LOCK-2", "1024 ms")
class StopsAt1024(Right):
    """Waits at most 1024 ms."""

    def pause(self, refusals: int) -> float:
        return min(super().pause(refusals), 1024)


@breaks("LOCK-2", "4096 ms")
class StopsAt4096(Right):
    """Waits up to 4096 ms."""

    def pause(self, refusals: int) -> float:
        return min(16 << min(refusals - 1, 8), 4096)


@breaks("LOCK-2", "2048 ms")
class NeverStopsDoubling(Right):
    """Doubles for ever."""

    def pause(self, refusals: int) -> float:
        return 16 << (refusals - 1)


@breaks("LOCK-2", "48 ms")
class Trebles(Right):
    """Trebles each wait."""

    def pause(self, refusals: int) -> float:
        return min(16 * 3.0 ** min(refusals - 1, 5), 2048)


@breaks("LOCK-2", "8 ms")
class StartsAt8(Right):
    """Begins with 8 ms."""

    def pause(self, refusals: int) -> float:
        return min(super().pause(refusals) / 2, 2048)


@breaks("LOCK-2", "16 ms")
class StartsAt32(Right):
    """Doubles before the first wait."""

    def pause(self, refusals: int) -> float:
        return super().pause(refusals + 1)


@breaks("LOCK-2", "48 ms")
class WaitsLinearly(Right):
    """Adds 16 ms each time."""

    def pause(self, refusals: int) -> float:
        return min(16 * refusals, 2048)


@breaks("LOCK-2", "16 ms")
class WaitsTheFirstTwice(Right):
    """Begins to double one wait too late."""

    def pause(self, refusals: int) -> float:
        return super().pause(max(refusals - 1, 1))


@breaks("LOCK-2", "ms")
class WaitsHalfByChance(Right):
    """Adds up to 50 % of jitter on either side."""

    def pause(self, refusals: int) -> float:
        return super().pause(refusals) * random.uniform(0.5, 1.5)


@breaks("LOCK-2", "ms")
class WaitsByChanceBelow(Right):
    """Waits a random time below the rung, as editions since 1.6 do."""

    def pause(self, refusals: int) -> float:
        return super().pause(refusals) * random.random()


@breaks("LOCK-2", "17 ms")
class WaitsOneMillisecondMore(Right):
    """Waits a little longer than it should."""

    def pause(self, refusals: int) -> float:
        return super().pause(refusals) + 1


@breaks("LOCK-2", "2000 ms")
class RoundsTheCap(Right):
    """Takes two seconds for the longest wait."""

    def pause(self, refusals: int) -> float:
        return min(super().pause(refusals), 2000)


@breaks("LOCK-2", "2048 ms")
class StartsOverAfterTheCap(Right):
    """Begins again at 16 ms when it has waited 2048 ms once."""

    def pause(self, refusals: int) -> float:
        return super().pause((refusals - 1) % 8 + 1)


@breaks("LOCK-2", "0 ms")
class AsksAgainAtOnceFirst(Right):
    """Makes its second attempt without a wait."""

    def pause(self, refusals: int) -> float:
        return super().pause(refusals - 1) if refusals > 1 else 0


@breaks("LOCK-2", "16 ms")
class NeverStartsAgain(Right):
    """Goes on, in its second call, where the waits of the first one ended."""

    refusals = 0

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        self.refusals += 1
        return super().gives_up(ctx, self.refusals)
