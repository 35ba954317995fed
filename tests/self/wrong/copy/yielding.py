"""Wrong only where a coroutine yields, as with `await asyncio.sleep(0)`: others go on there."""

from __future__ import annotations

import asyncio

from remotes_conformance.protocols import AsyncWriter

from ..right_async import RightAsync, breaks_awaited


@breaks_awaited("COPY-20", "was read for")
class KeepsItsPieceWhileItYields(RightAsync):
    """The latest piece is an attribute, for all calls, and each write lets others go first."""

    latest = b""

    async def write(self, writer: AsyncWriter, piece: bytes) -> None:
        self.latest = piece
        await asyncio.sleep(0)
        await super().write(writer, self.latest)
