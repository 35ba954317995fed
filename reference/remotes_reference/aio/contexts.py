"""The closing of what an asynchronous handler has opened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from remotes_conformance.protocols import AsyncContext


class Closable(Protocol):
    async def close(self) -> None: ...


Stream = TypeVar("Stream", bound=Closable)


@asynccontextmanager
async def closing(ctx: AsyncContext, stream: Stream) -> AsyncIterator[Stream]:
    """Close *stream* at the end, once; an error of closing is logged, no more (FETCH-10)."""
    try:
        yield stream
    finally:
        try:
            await stream.close()
        except Exception as error:
            ctx.logger.warning("closing failed: %s", error)
