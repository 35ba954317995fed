"""The context that handlers pass on, and the closing of what they have opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import AsyncContext, Context

AnyContext = TypeVar("AnyContext", Context, AsyncContext)


class Closable(Protocol):
    def close(self) -> None: ...


Stream = TypeVar("Stream", bound=Closable)


def describe(ctx: AnyContext, descriptor: Descriptor) -> AnyContext:
    """*ctx*, with a logger that adds the content that it is about to every message."""
    fields = {
        "digest": descriptor.digest,
        "mediatype": descriptor.media_type,
        "size": descriptor.size,
    }
    return ctx.derive(fields=fields)


@contextmanager
def closing(ctx: Context, stream: Stream) -> Iterator[Stream]:
    """Close *stream* at the end, once.

    Whether the content is there was decided before: an error of closing is logged, no more
    (FETCH-10).
    """
    try:
        yield stream
    finally:
        try:
            stream.close()
        except Exception as error:
            ctx.logger.warning("closing failed: %s", error)
