"""The push handler, awaited (section PUSH)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_exists
from remotes_conformance.protocols import (
    AsyncContext,
    AsyncHandler,
    AsyncIngester,
    AsyncProvider,
    AsyncPusher,
    AsyncReader,
    AsyncReaderAt,
    AsyncWriter,
)

from ..contexts import describe
from ..editions import FIRST, Edition, edition_named
from ..pushing import has_refs
from ..ref_keys import ref_key
from .contexts import closing
from .copying import copy
from .locked_refs import open_writer
from .sources import Source, Stream, Window


def push_handler(
    provider: AsyncProvider, pusher: AsyncPusher, *, edition: str = "2017-06"
) -> AsyncHandler:
    """A handler that pushes the content of each descriptor it is called with."""
    known = edition_named(edition)

    async def handle(ctx: AsyncContext, descriptor: Descriptor) -> Sequence[Descriptor]:
        await push(describe(ctx, descriptor), provider, pusher, descriptor, known)
        return ()

    return handle


async def push(
    ctx: AsyncContext,
    provider: AsyncProvider,
    pusher: AsyncPusher,
    descriptor: Descriptor,
    edition: Edition = FIRST,
) -> None:
    """Push the content of *descriptor*, unless the remote has it."""
    ctx.logger.debug("push")
    try:
        writer = await _open(ctx, pusher, descriptor, edition)
    except Exception as error:
        if is_exists(error):
            return
        raise
    async with (
        closing(ctx, writer),
        closing(ctx, await provider.reader(ctx, descriptor.digest)) as reader,
    ):
        source = _source(reader, descriptor.size, edition)
        await copy(writer, source, descriptor.size, descriptor.digest, edition)


async def _open(
    ctx: AsyncContext, pusher: AsyncPusher, descriptor: Descriptor, edition: Edition
) -> AsyncWriter:
    """A locked remote is not waited for, but where the pusher has refs (edition 1.6 and later)."""
    if not has_refs(pusher, edition):
        return await pusher.push(ctx, descriptor)
    ref = ref_key(ctx, descriptor, edition)
    return await open_writer(ctx, cast(AsyncIngester, pusher), ref, descriptor, edition)


def _source(reader: AsyncReader, size: int, edition: Edition) -> Source:
    if edition.is_first:
        return Stream(reader, size)
    return Window(cast(AsyncReaderAt, reader).read_at, size)
