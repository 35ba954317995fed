"""The interface of a content store: Protocols for stores that are judged, and what they report.

A store is an ingester and a provider (`protocols`). `abort`, `info`, `delete` and `walk` are
optional. Errors are of the classes in `errors`; a store with other classes maps ours to its own in
an attribute `error_classes`.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from dataclasses import dataclass
from typing import Protocol

from .protocols import (
    AsyncContext,
    AsyncIngester,
    AsyncProvider,
    Context,
    Ingester,
    Provider,
)


@dataclass(frozen=True, slots=True)
class Info:
    """The description of committed content. `created_at`: seconds since the epoch."""

    digest: str
    size: int
    created_at: float


class Storing(Ingester, Provider, Protocol):
    """A content store: it has `writer` and `reader`. Further methods are those of `Managing`.

    Its readers may have `read_at`. The status of its writers may have `started_at` and
    `updated_at`, in seconds since the epoch.
    """


class Managing(Protocol):
    """Optional methods of a store. Each method is judged if it is there."""

    def abort(self, ctx: Context, ref: str, /) -> None:
        """Remove the ingest *ref*. Raises `NotFound`, or `Locked` while a writer is open on it."""

    def info(self, ctx: Context, digest: str, /) -> Info:
        """The size of content, and when it was committed. Raises `NotFound`."""

    def delete(self, ctx: Context, digest: str, /) -> None:
        """Remove content. Raises `NotFound`. Readers that are open can still read all of it."""

    def walk(self, ctx: Context, /) -> Iterable[Info]:
        """All committed content, each once."""


class AsyncStoring(AsyncIngester, AsyncProvider, Protocol):
    """As `Storing`, awaited."""


class AsyncManaging(Protocol):
    """As `Managing`, awaited; `walk` may also return an asynchronous iterable."""

    async def abort(self, ctx: AsyncContext, ref: str, /) -> None: ...
    async def info(self, ctx: AsyncContext, digest: str, /) -> Info: ...
    async def delete(self, ctx: AsyncContext, digest: str, /) -> None: ...
    def walk(self, ctx: AsyncContext, /) -> AsyncIterable[Info]: ...
