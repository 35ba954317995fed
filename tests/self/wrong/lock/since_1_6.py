"""Waits that are not drawn as they should be since edition 1.6."""

from __future__ import annotations

import random

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Ingester, Writer

from ..right import Right
from ..right_1_6 import Right16
from ..shelf import breaks


@breaks("LOCK-2a", "less than")
class WaitsAllOfTheBound(Right16):
    """Waits as the first edition does."""

    def pause(self, refusals: int) -> float:
        return Right.pause(self, refusals)


@breaks("LOCK-2a", "less than 16 ms")
class WaitsTwiceTheBound(Right16):
    """Draws from twice as much."""

    def pause(self, refusals: int) -> float:
        return 2 * super().pause(refusals) + 16


@breaks("LOCK-2b", "the lower half")
class WaitsHalfAtMost(Right16):
    """Draws from half of the bound."""

    def pause(self, refusals: int) -> float:
        return super().pause(refusals) / 2


@breaks("LOCK-2b", "waits of 1536 ms")
class WaitsThreeQuarters(Right16):
    """Draws nothing at all."""

    def pause(self, refusals: int) -> float:
        return Right.pause(self, refusals) * 0.75


@breaks("LOCK-2b", "2048 ms")
class StopsDoublingEarly(Right16):
    """No bound is above one second."""

    def pause(self, refusals: int) -> float:
        return random.random() * min(16 << min(refusals - 1, 7), 1024)


@breaks("LOCK-2b", "the bound 16 ms")
class StartsAt1Millisecond(Right16):
    """The bounds are 1, 2, 4 … 2048 ms."""

    def pause(self, refusals: int) -> float:
        return random.random() * min(1 << min(refusals - 1, 11), 2048)


@breaks("LOCK-2b", "from the whole range below it")
class DrawsAroundTheMiddle(Right16):
    """Half the bound, give or take a quarter of that."""

    def pause(self, refusals: int) -> float:
        return min(16 << min(refusals - 1, 7), 2048) * random.uniform(0.375, 0.625)


@breaks("LOCK-2b", "the same 8 waits")
class DrawsByTheRef(Right16):
    """Random numbers seeded by the digest: all calls that wait for one ref ask again together."""

    draws = random.Random(0)

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        mine = type(self)()
        mine.draws = random.Random(descriptor.digest)
        return super(DrawsByTheRef, mine).open_writer(ctx, ingester, descriptor)

    def pause(self, refusals: int) -> float:
        return self.draws.random() * min(16 << min(refusals - 1, 7), 2048)
