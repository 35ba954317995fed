"""One small, right implementation of the handlers (edition 2017-06), cut into methods.

A wrong one replaces as few of them as its fault needs. All of them work in the order of the
contract's events, and none keeps anything from one call to the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import DOCKER_SCHEMA1, KINDS
from remotes_conformance.protocols import (
    Buffer,
    Context,
    Fetcher,
    Handler,
    Ingester,
    Provider,
    Pusher,
    Reader,
    ReaderAt,
    SeekableReader,
    Writer,
)

PIECE = 1024 * 1024

Children: TypeAlias = Sequence[Descriptor] | None
Read: TypeAlias = Callable[[int], bytes]
OpenReader: TypeAlias = Callable[[], Reader]


class CommitFailed(Exception):
    """The writer refused to commit; its reason is the cause."""


class Right:
    """Keeps every rule of KEY, LOCK, FETCH, COPY and PUSH, and the conduct rules."""

    # -- keys ------------------------------------------------------------------------------------

    def make_ref_key(self, ctx: Context, descriptor: Descriptor, /) -> str:
        kind = self.kind_of(descriptor.media_type)
        if kind == "unknown":
            ctx.logger.warning("reference for unknown type: %s", descriptor.media_type)
        return f"{kind}-{descriptor.digest}"

    def kind_of(self, media_type: str) -> str:
        return next((kind for kind, types in KINDS.items() if media_type in types), "unknown")

    # -- fetch -----------------------------------------------------------------------------------

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        def handle(ctx: Context, descriptor: Descriptor) -> Children:
            ctx = self.derive(ctx, descriptor)
            if descriptor.media_type == DOCKER_SCHEMA1:
                return self.refuse(descriptor)
            self.announce(ctx, "fetch")
            return self.fetch(ctx, ingester, fetcher, descriptor)

        return handle

    def derive(self, ctx: Context, descriptor: Descriptor) -> Context:
        fields = {
            "digest": descriptor.digest,
            "mediatype": descriptor.media_type,
            "size": descriptor.size,
        }
        return ctx.derive(fields=fields)

    def refuse(self, descriptor: Descriptor) -> Children:
        raise ValueError(f"{descriptor.media_type} not supported")

    def announce(self, ctx: Context, what: str) -> None:
        ctx.logger.debug(what)

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_writer(ctx, ingester, descriptor)
        if writer is not None:
            self.transfer(ctx, writer, lambda: self.ask(ctx, fetcher, descriptor), descriptor)
        return None

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        return fetcher.fetch(ctx, descriptor)

    # -- waiting for the ref ---------------------------------------------------------------------

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        """A writer, or None: the content exists."""
        ref = self.make_ref_key(ctx, descriptor)
        refusals = 0
        while True:
            try:
                return self.ask_ingester(ctx, ingester, ref, descriptor, refusals)
            except Exception as error:
                if self.is_exists(error):
                    return None
                refusals += 1
                if not self.is_locked(error) or self.gives_up(ctx, refusals):
                    raise

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        return ingester.writer(ctx, ref, descriptor.size, descriptor.digest)

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        """Wait after that many refusals. True: do not ask again."""
        return ctx.wait(self.pause(refusals) / 1000)

    def pause(self, refusals: int) -> float:
        """Milliseconds: 16, 32 … 2048, 2048 …"""
        return min(16 << min(refusals - 1, 7), 2048)

    def is_exists(self, error: Exception) -> bool:
        return errors.is_exists(error)

    def is_locked(self, error: Exception) -> bool:
        return errors.is_locked(error)

    # -- push ------------------------------------------------------------------------------------

    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler:
        def handle(ctx: Context, descriptor: Descriptor) -> Children:
            ctx = self.derive(ctx, descriptor)
            self.announce(ctx, "push")
            return self.push(ctx, provider, pusher, descriptor)

        return handle

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_push(ctx, pusher, descriptor)
        if writer is not None:
            self.transfer(ctx, writer, lambda: self.read(ctx, provider, descriptor), descriptor)
        return None

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        """A writer, or None: the remote has it."""
        try:
            return pusher.push(ctx, descriptor)
        except Exception as error:
            if self.is_exists(error):
                return None
            raise

    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        return provider.reader(ctx, descriptor.digest)

    # -- the copy --------------------------------------------------------------------------------

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        with self.closing(ctx, writer):
            reader = open_reader()
            with self.closing(ctx, reader):
                self.copy(writer, reader, descriptor)

    @contextmanager
    def closing(self, ctx: Context, opened: Reader | Writer) -> Iterator[None]:
        """Close in the end. A close that fails is logged: it changes no result."""
        try:
            yield
        finally:
            try:
                opened.close()
            except Exception as error:
                ctx.logger.warning("close failed: %s", error)

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        status = writer.status()
        read = self.resume(writer, reader, status.offset, descriptor.size)
        self.pump(read, writer)
        self.commit(writer, status.ref, descriptor)

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        """The `read` for the bytes that are still to be written."""
        if self.keeps(reader, offset, size) < offset:
            writer.truncate(0)
        elif offset > 0:
            if isinstance(reader, SeekableReader) and reader.seekable():
                self.seek(reader, offset)
            elif isinstance(reader, ReaderAt):
                return self.reading_at(reader, offset)
        return reader.read

    def keeps(self, reader: Reader, offset: int, size: int) -> int:
        """The number of bytes of the ingest that can stay: all, or none."""
        reads_at = isinstance(reader, ReaderAt) and size > offset
        return offset if reader.seekable() or reads_at else 0

    def seek(self, reader: SeekableReader, offset: int) -> None:
        position = reader.seek(offset)
        if position != offset:
            raise OSError(f"a seek to {offset} landed at {position}")

    def reading_at(self, reader: ReaderAt, offset: int) -> Read:
        def read(size: int) -> bytes:
            nonlocal offset
            piece = reader.read_at(offset, size)
            offset += len(piece)
            return piece

        return read

    def pump(self, read: Read, writer: Writer) -> None:
        while piece := read(PIECE):
            self.write(writer, piece)

    def write(self, writer: Writer, piece: Buffer) -> None:
        rest = memoryview(piece)
        while rest:
            taken = writer.write(rest)
            if not 0 < taken <= len(rest):
                raise OSError(f"the writer took {taken} of {len(rest)} bytes")
            rest = rest[taken:]

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        try:
            writer.commit(descriptor.size, descriptor.digest)
        except Exception as error:
            if not self.is_exists(error):
                raise CommitFailed(f"commit of {ref} failed") from error
