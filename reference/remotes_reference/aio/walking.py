"""Handlers over a tree of descriptors, awaited: chains, walks, dispatches, children."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_skip, is_stop
from remotes_conformance.protocols import AsyncContext, AsyncHandler, AsyncProvider
from remotes_conformance.trees import AsyncCancellableContext

from ..documents import PIECE, check_size, children_in, is_document
from .contexts import closing


def handlers(*handlers: AsyncHandler) -> AsyncHandler:
    """A handler that calls these in order, and returns the children of all of them."""

    async def chain(ctx: AsyncContext, descriptor: Descriptor) -> Sequence[Descriptor]:
        children: list[Descriptor] = []
        for handler in handlers:
            try:
                children += await handler(ctx, descriptor) or ()
            except Exception as error:
                if is_stop(error):
                    break
                raise
        return children

    return chain


async def walk(ctx: AsyncContext, handler: AsyncHandler, /, *descriptors: Descriptor) -> None:
    """Call *handler* for each descriptor and then for its children, one at a time."""
    left = [iter(descriptors)]
    while left:
        descriptor = next(left[-1], None)
        if descriptor is None:
            left.pop()
            continue
        try:
            children = await handler(ctx, descriptor)
        except Exception as error:
            if not is_skip(error):
                raise
        else:
            left.append(iter(children or ()))


async def dispatch(
    ctx: AsyncCancellableContext,
    handler: AsyncHandler,
    /,
    *descriptors: Descriptor,
    limit: int | None = None,
) -> None:
    """Call *handler* for each descriptor and for its children, siblings at the same time.

    The first failure cancels the context of the others, and comes out when they have ended. If its
    own task is cancelled, so are those of the handlers.
    """
    mine, cancel = ctx.with_cancel()
    free = asyncio.Semaphore(limit) if limit else None
    failure: list[Exception] = []

    async def visit(descriptor: Descriptor) -> None:
        try:
            if free is None:
                children = await handle(descriptor)
            else:
                async with free:
                    children = await handle(descriptor)
        except Exception as error:
            if not is_skip(error):
                failure.append(error)
                cancel()
            return
        for child in children or ():
            group.create_task(visit(child))

    async def handle(descriptor: Descriptor) -> Sequence[Descriptor] | None:
        return None if failure else await handler(mine, descriptor)

    try:
        async with asyncio.TaskGroup() as group:
            for descriptor in descriptors:
                group.create_task(visit(descriptor))
    finally:
        cancel()
    if failure:
        raise failure[0]


def children_handler(provider: AsyncProvider, /, *, edition: str = "2017-06") -> AsyncHandler:
    """A handler that returns what a document names, which it reads from *provider*."""

    async def children(ctx: AsyncContext, descriptor: Descriptor) -> Sequence[Descriptor]:
        if not is_document(ctx, descriptor.media_type, edition):
            return ()
        content = bytearray()
        async with closing(ctx, await provider.reader(ctx, descriptor.digest)) as reader:
            while piece := await reader.read(PIECE):
                content += piece
                check_size(len(content))
        return children_in(bytes(content), descriptor.media_type, edition)

    return children
