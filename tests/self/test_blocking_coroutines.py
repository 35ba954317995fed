"""Coroutines that block the loop, pools that outlive what was stuck: bad manners, no deadlock."""

from __future__ import annotations

import time

from different import DIFFERENT
from different.asynchronous import Asynchronous
from remotes_conformance import check
from remotes_conformance.protocols import AsyncHandler, AsyncProvider, AsyncPusher
from wrong import SHELF


class Sleeping(Asynchronous):
    """Blocks the loop for a millisecond in each push."""

    def push_handler(self, provider: AsyncProvider, pusher: AsyncPusher) -> AsyncHandler:
        push = super().push_handler(provider, pusher)

        async def sleepily(ctx, descriptor):  # type: ignore[no-untyped-def]
            time.sleep(0.001)
            return await push(ctx, descriptor)

        return sleepily


def test_a_coroutine_that_sleeps_is_no_deadlock() -> None:
    """The others wait for the loop, and then go on."""
    verdict = check(Sleeping(), profile="quick", seed=1, sections=["push"])
    assert not verdict.violations


def test_a_pool_outlives_an_implementation_that_is_stuck() -> None:
    """Its threads wait for work; what was stuck is nothing to them."""
    assert check(DIFFERENT["PooledHashing"](), profile="quick", seed=1).conformant
    stuck = SHELF["TakesItsLockTwice"].factory()
    assert "RUN-1" in check(stuck, profile="quick", seed=1, sections=["conduct"]).violations
    assert check(DIFFERENT["PooledHashing"](), profile="quick", seed=1).conformant
