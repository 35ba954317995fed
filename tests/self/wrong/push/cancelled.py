"""Wrong when its asyncio task is cancelled while it awaits a collaborator."""

from __future__ import annotations

import asyncio

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    AsyncContext,
    AsyncProvider,
    AsyncPusher,
)

from ..fetch.cancelled import (
    ClosesAfterErrorsAwaited,
    CommitsWhatItHasWhenCancelled,
    ShieldsTheCopyAwaited,
)
from ..right_async import RightAsync, breaks_awaited


@breaks_awaited("PUSH-7b", "is closed once")
class ClosesPushesAfterErrorsAwaited(ClosesAfterErrorsAwaited):
    """The same in a push."""


@breaks_awaited("PUSH-7b", "success")
class SwallowsTheCancellationOfAPush(RightAsync):
    """The same in a push."""

    async def push(
        self,
        ctx: AsyncContext,
        provider: AsyncProvider,
        pusher: AsyncPusher,
        descriptor: Descriptor,
    ) -> None:
        try:
            await super().push(ctx, provider, pusher, descriptor)
        except asyncio.CancelledError:
            return


@breaks_awaited("PUSH-7b", "Commit")
class CommitsAPushWhenCancelled(CommitsWhatItHasWhenCancelled):
    """The same in a push."""


@breaks_awaited("PUSH-7b", "Commit was called")
class ShieldsAPushAwaited(ShieldsTheCopyAwaited):
    """The same in a push."""
