"""An implementation that uses the protocols, blocking and asyncio. mypy checks this file."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import assert_type

from remotes_conformance.content import Descriptor, Status
from remotes_conformance.errors import (
    AlreadyExists,
    ContentError,
    InvalidArgument,
    chain,
    is_exists,
    is_locked,
)
from remotes_conformance.media_types import (
    DOCKER_SCHEMA1,
    kind_of,
)
from remotes_conformance.protocols import (
    AsyncContext,
    AsyncFetcher,
    AsyncHandler,
    AsyncIngester,
    AsyncIngestingPusher,
    AsyncNamesKeyPrefixes,
    AsyncProvider,
    AsyncPusher,
    AsyncReader,
    AsyncReaderAt,
    AsyncRemotes,
    AsyncSeekableReader,
    AsyncWriter,
    Buffer,
    Context,
    Fetcher,
    Handler,
    Ingester,
    IngestingPusher,
    Logger,
    NamesKeyPrefixes,
    Provider,
    Pusher,
    Reader,
    ReaderAt,
    Remotes,
    SeekableReader,
    Writer,
)


class Mine:
    """Synchronous."""

    def make_ref_key(self, ctx: Context, descriptor: Descriptor) -> str:
        kind = kind_of(descriptor.media_type)
        return f"{kind if kind != 'unknown' else 'unknown'}-{descriptor.digest}"

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher) -> Handler:
        def handle(ctx: Context, descriptor: Descriptor) -> None:
            if descriptor.media_type == DOCKER_SCHEMA1:
                raise InvalidArgument(f"{descriptor.media_type} cannot be fetched")
            while True:
                try:
                    key = self.make_ref_key(ctx, descriptor)
                    writer = ingester.writer(ctx, key, descriptor.size, descriptor.digest)
                    break
                except ContentError as error:
                    if is_exists(error):
                        return
                    if not is_locked(error) or ctx.wait(random.random()):
                        raise
            log: Logger = ctx.logger
            log.debug("fetch %s", descriptor.digest)
            with writer, fetcher.fetch(ctx, descriptor) as reader:
                copy(writer, reader, descriptor)

        return handle

    def push_handler(self, provider: Provider, pusher: Pusher) -> Handler:
        def handle(ctx: Context, descriptor: Descriptor) -> Sequence[Descriptor] | None:
            at: Context = ctx.derive(values={"a": 1}, fields={"b": 2})
            with (
                pusher.push(at, descriptor) as writer,
                provider.reader(at, descriptor.digest) as reader,
            ):
                copy(writer, reader, descriptor)
            return ()

        return handle

    def with_key_prefix(self, ctx: Context, media_type: str, prefix: str) -> Context:
        return ctx.derive(values={media_type: prefix})


def copy(writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
    status: Status = writer.status()
    if status.offset and isinstance(reader, SeekableReader) and reader.seekable():
        assert_type(reader.seek(status.offset), int)
    elif isinstance(reader, ReaderAt):
        assert_type(reader.read_at(status.offset, 10), bytes)
    else:
        writer.truncate(0)
    while content := reader.read(1 << 20):
        rest: Buffer = memoryview(content)
        while rest:
            rest = rest[writer.write(rest) :]
    try:
        writer.commit(descriptor.size, descriptor.digest)
    except AlreadyExists as error:
        assert_type(list(chain(error)), list[BaseException])


class Twin:
    """Asynchronous."""

    def make_ref_key(self, ctx: AsyncContext, descriptor: Descriptor) -> str:
        return f"layer-{descriptor.digest}"

    def fetch_handler(self, ingester: AsyncIngester, fetcher: AsyncFetcher) -> AsyncHandler:
        async def handle(ctx: AsyncContext, descriptor: Descriptor) -> None:
            async with (
                await ingester.writer(ctx, "ref", 0, descriptor.digest) as writer,
                await fetcher.fetch(ctx, descriptor) as reader,
            ):
                await move(writer, reader)
            await ctx.wait(0.5)

        return handle

    def push_handler(self, provider: AsyncProvider, pusher: AsyncPusher) -> AsyncHandler:
        async def handle(ctx: AsyncContext, descriptor: Descriptor) -> None:
            async with await pusher.push(ctx, descriptor) as writer:
                await move(writer, await provider.reader(ctx, descriptor.digest))

        return handle

    def with_key_prefix(self, ctx: AsyncContext, media_type: str, prefix: str) -> AsyncContext:
        return ctx.derive(values={media_type: prefix})


async def move(writer: AsyncWriter, reader: AsyncReader) -> None:
    if isinstance(reader, AsyncSeekableReader):
        assert_type(await reader.seek(0), int)
    if isinstance(reader, AsyncReaderAt):
        assert_type(await reader.read_at(0, 1), bytes)
    await writer.write(await reader.read())


REMOTES: Remotes = Mine()
PREFIXES: NamesKeyPrefixes = Mine()
ASYNC_REMOTES: AsyncRemotes = Twin()
ASYNC_PREFIXES: AsyncNamesKeyPrefixes = Twin()


def pushes(one: IngestingPusher, twin: AsyncIngestingPusher) -> tuple[Pusher, AsyncPusher]:
    return one, twin
