"""The fetch handler, awaited (section FETCH)."""

from __future__ import annotations

from collections.abc import Sequence

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_exists
from remotes_conformance.protocols import (
    AsyncContext,
    AsyncFetcher,
    AsyncHandler,
    AsyncIngester,
    AsyncWriter,
)

from ..contexts import describe
from ..editions import FIRST, Edition, edition_named
from ..embedded import embedded
from ..fetching import refuse_nothing, refuse_schema1
from ..ref_keys import ref_key
from .contexts import closing
from .copying import commit, copy
from .locked_refs import open_writer
from .sources import Stream, window_of


def fetch_handler(
    ingester: AsyncIngester, fetcher: AsyncFetcher, *, edition: str = "2017-06"
) -> AsyncHandler:
    """A handler that fetches the content of each descriptor it is called with."""
    known = edition_named(edition)

    async def handle(ctx: AsyncContext, descriptor: Descriptor) -> Sequence[Descriptor]:
        refuse_schema1(descriptor)
        await fetch(describe(ctx, descriptor), ingester, fetcher, descriptor, known)
        return ()

    return handle


async def fetch(
    ctx: AsyncContext,
    ingester: AsyncIngester,
    fetcher: AsyncFetcher,
    descriptor: Descriptor,
    edition: Edition = FIRST,
) -> None:
    """Fetch the content of *descriptor*, unless it is there."""
    ctx.logger.debug("fetch")
    try:
        ref = ref_key(ctx, descriptor, edition)
        writer = await open_writer(ctx, ingester, ref, descriptor, edition)
    except Exception as error:
        if is_exists(error):
            return
        raise
    async with closing(ctx, writer):
        if not edition.is_first and await _needs_no_fetch(writer, descriptor, edition):
            return
        async with closing(ctx, await fetcher.fetch(ctx, descriptor)) as reader:
            source = Stream(reader, descriptor.size, discards=not edition.is_first)
            await copy(writer, source, descriptor.size, descriptor.digest, edition)


async def _needs_no_fetch(writer: AsyncWriter, descriptor: Descriptor, edition: Edition) -> bool:
    """True if the content is now there without a fetch: written before, or embedded."""
    status = await writer.status()
    refuse_nothing(descriptor)
    if status.offset == descriptor.size:
        await commit(writer, status.ref, descriptor.size, descriptor.digest)
        return True
    data = embedded(descriptor, edition)
    if data is None:
        return False
    await copy(writer, window_of(data), descriptor.size, descriptor.digest, edition)
    return True
