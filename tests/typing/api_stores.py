"""The public names for content stores, used as their users would: checked by mypy, never run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from remotes_conformance import Verdict, check_store
from remotes_conformance.contract import STORE_SECTIONS, Requirement
from remotes_conformance.protocols import (
    AsyncContext,
    AsyncReader,
    AsyncWriter,
    Context,
    Reader,
    Writer,
)
from remotes_conformance.stores import AsyncManaging, AsyncStoring, Info, Managing, Storing


class Store:
    """A store of a user."""

    def writer(self, ctx: Context, ref: str, size: int, digest: str, /) -> Writer:
        raise NotImplementedError

    def reader(self, ctx: Context, digest: str, /) -> Reader:
        raise NotImplementedError

    def abort(self, ctx: Context, ref: str, /) -> None: ...

    def info(self, ctx: Context, digest: str, /) -> Info:
        return Info(digest=digest, size=3, created_at=0.5)

    def delete(self, ctx: Context, digest: str, /) -> None: ...

    def walk(self, ctx: Context, /) -> Iterator[Info]:
        yield self.info(ctx, "")


class AsyncStore:
    """The same, awaited."""

    async def writer(self, ctx: AsyncContext, ref: str, size: int, digest: str, /) -> AsyncWriter:
        raise NotImplementedError

    async def reader(self, ctx: AsyncContext, digest: str, /) -> AsyncReader:
        raise NotImplementedError

    async def abort(self, ctx: AsyncContext, ref: str, /) -> None: ...

    async def info(self, ctx: AsyncContext, digest: str, /) -> Info:
        return Info(digest, 3, 0.5)

    async def delete(self, ctx: AsyncContext, digest: str, /) -> None: ...

    async def walk(self, ctx: AsyncContext, /) -> AsyncIterator[Info]:
        yield Info("", 3, 0.5)


def judged() -> Verdict:
    """All arguments, by their names."""
    storing: Storing = Store()
    managing: Managing = Store()
    async_storing: AsyncStoring = AsyncStore()
    async_managing: AsyncManaging = AsyncStore()
    rules: tuple[Requirement, ...] = STORE_SECTIONS["store"]
    print(storing, managing, async_storing, async_managing, rules)
    return check_store(Store, profile="quick", seed=1, strict=True, patience=2.5)
