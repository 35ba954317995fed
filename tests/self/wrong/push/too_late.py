"""Fails when the writer is open already, by itself: it refuses too late, or cannot wait."""

from __future__ import annotations

import asyncio

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    AsyncWriter,
    Context,
    Provider,
    Reader,
)

from ..fetch.too_late import Impatient
from ..right import Right
from ..right_async import RightAsync, breaks_awaited
from ..shelf import breaks


@breaks("PUSH-4", "the source has to be opened")
class RefusesToPushIndexesTooLate(Right):
    """The same in a push: the provider is not asked."""

    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        if self.kind_of(descriptor.media_type) == "index":
            raise ValueError("an index cannot be pushed")
        return super().read(ctx, provider, descriptor)


@breaks("PUSH-5", "TimeoutError")
class PushesForTenMinutes(Impatient):
    """Fails if the push takes longer than ten minutes."""

    seconds = 600.0


@breaks_awaited("PUSH-5", "TimeoutError")
class CommitsInAMinuteAwaited(RightAsync):
    """`asyncio.timeout` around the commit."""

    async def commit(self, writer: AsyncWriter, ref: str, descriptor: Descriptor) -> None:
        async with asyncio.timeout(60):
            await super().commit(writer, ref, descriptor)
