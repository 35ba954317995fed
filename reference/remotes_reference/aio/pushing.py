"""The push handler, awaited (section PUSH)."""

from __future__ import annotations

from collections.abc import Sequence

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_exists
from remotes_conformance.protocols import AsyncContext, AsyncHandler, AsyncProvider, AsyncPusher

from ..contexts import describe
from .contexts import closing
from .copying import copy


def push_handler(provider: AsyncProvider, pusher: AsyncPusher) -> AsyncHandler:
    """A handler that pushes the content of each descriptor it is called with."""

    async def handle(ctx: AsyncContext, descriptor: Descriptor) -> Sequence[Descriptor]:
        await push(describe(ctx, descriptor), provider, pusher, descriptor)
        return ()

    return handle


async def push(
    ctx: AsyncContext, provider: AsyncProvider, pusher: AsyncPusher, descriptor: Descriptor
) -> None:
    """Push the content of *descriptor*, unless the remote has it."""
    ctx.logger.debug("push")
    try:
        writer = await pusher.push(ctx, descriptor)
    except Exception as error:
        if is_exists(error):
            return
        raise
    async with (
        closing(ctx, writer),
        closing(ctx, await provider.reader(ctx, descriptor.digest)) as reader,
    ):
        await copy(writer, reader, descriptor.size, descriptor.digest)
