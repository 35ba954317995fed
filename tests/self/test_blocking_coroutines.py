"""Coroutines that block the loop, pools that outlive a stuck call: bad manners, no deadlock."""

from __future__ import annotations

import time

from different import DIFFERENT
from different.asynchronous import Asynchronous
from little import LITTLE
from remotes_conformance import Verdict, check
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


def judged(remotes: object, section: str) -> Verdict:
    return check(remotes, profile=LITTLE, seed=1, sections=[section], edition="2017-06", patience=1)


def test_a_coroutine_that_sleeps_is_no_deadlock() -> None:
    """The others wait for the loop, and then go on."""
    assert not judged(Sleeping(), "push").violations


def test_a_pool_outlives_an_implementation_that_is_stuck() -> None:
    """Its threads wait for work; the stuck call does not concern them."""
    assert judged(DIFFERENT["PooledHashing"](), "push").conclusion.conforms_as_claimed
    assert "RUN-1" in judged(SHELF["TakesItsLockTwice"].factory(), "lock").violations
    assert judged(DIFFERENT["PooledHashing"](), "push").conclusion.conforms_as_claimed
