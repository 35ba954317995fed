"""The fetch handler, awaited (section FETCH)."""

from __future__ import annotations

from collections.abc import Sequence

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_exists
from remotes_conformance.protocols import AsyncContext, AsyncFetcher, AsyncHandler, AsyncIngester

from ..contexts import describe
from ..fetching import refuse_schema1
from ..ref_keys import make_ref_key
from .contexts import closing
from .copying import copy
from .locked_refs import open_writer


def fetch_handler(ingester: AsyncIngester, fetcher: AsyncFetcher) -> AsyncHandler:
    """A handler that fetches the content of each descriptor it is called with."""

    async def handle(ctx: AsyncContext, descriptor: Descriptor) -> Sequence[Descriptor]:
        refuse_schema1(descriptor)
        await fetch(describe(ctx, descriptor), ingester, fetcher, descriptor)
        return ()

    return handle


async def fetch(
    ctx: AsyncContext, ingester: AsyncIngester, fetcher: AsyncFetcher, descriptor: Descriptor
) -> None:
    """Fetch the content of *descriptor*, unless it is there."""
    ctx.logger.debug("fetch")
    try:
        writer = await open_writer(ctx, ingester, make_ref_key(ctx, descriptor), descriptor)
    except Exception as error:
        if is_exists(error):
            return
        raise
    async with (
        closing(ctx, writer),
        closing(ctx, await fetcher.fetch(ctx, descriptor)) as reader,
    ):
        await copy(writer, reader, descriptor.size, descriptor.digest)
