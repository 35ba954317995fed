"""Wrong only beyond some limit: far on in a blob, with many calls at a time, with rare errors."""

from __future__ import annotations

import threading

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import InvalidArgument, UnexpectedEnd, Unsupported
from remotes_conformance.protocols import (
    Context,
    Fetcher,
    Ingester,
    Provider,
    Pusher,
    Reader,
    ReaderAt,
    SeekableReader,
    Writer,
)

from .right import PIECE, Children, Read, Right
from .shelf import breaks

_BLOCK = 64 * 1024


@breaks("COPY-3", "one Seek to 150001")
class SeeksToABlock(Right):
    """Goes on at a boundary of 64 KiB, and writes what came before it again."""

    def seek(self, reader: SeekableReader, offset: int) -> None:
        super().seek(reader, offset - offset % _BLOCK if offset > _BLOCK else offset)


@breaks("COPY-5", "starts at the offset 150001")
class ReadsAtABlock(Right):
    """The same, where the source reads at any offset."""

    def reading_at(self, reader: ReaderAt, offset: int) -> Read:
        return super().reading_at(reader, offset - offset % _BLOCK if offset > _BLOCK else offset)


@breaks("COPY-6", "Truncate")
class KeepsWhatIsLong(Right):
    """Does not throw away an ingest of more than 64 KiB, though its source cannot go back."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        if offset > _BLOCK and self.keeps(reader, offset, size) < offset:
            return reader.read
        return super().resume(writer, reader, offset, size)


class _AFewAtATime(Right):
    """No more than 32 copies at a time; the others stand in line."""

    places = threading.BoundedSemaphore(32)


@breaks("LOCK-10", "it stood still")
class FetchesAFewAtATime(_AFewAtATime):
    """Whoever has no place stands still, though nothing keeps it."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        with self.places:
            return super().ask(ctx, fetcher, descriptor)


@breaks("LOCK-10", "it stood still")
class WaitsForRefsInItsPlace(_AFewAtATime):
    """Keeps its place while it waits for its ref."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        with self.places:
            return super().fetch(ctx, ingester, fetcher, descriptor)


@breaks("FETCH-6", "Fetch failed (other")
class TakesABrokenConnectionForNothing(Right):
    """An error of the operating system is logged, and forgotten."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().fetch(ctx, ingester, fetcher, descriptor)
        except OSError as error:
            ctx.logger.error("fetch failed: %s", error)
            return None


@breaks("PUSH-3", "Push failed (invalid_argument)")
class TakesAnInvalidPushForDone(Right):
    """A remote that cannot take it at all has nothing to wait for."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        try:
            return super().open_push(ctx, pusher, descriptor)
        except (InvalidArgument, Unsupported):
            return None


@breaks("PUSH-4", "unexpected_end")
class LosesTheClassOfAnEnd(Right):
    """Tells of a provider that breaks off in words of its own."""

    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        try:
            return super().read(ctx, provider, descriptor)
        except UnexpectedEnd:
            raise RuntimeError("the provider has no more") from None


@breaks("COPY-1", "Status failed (unsupported)")
class DoesWithoutAStatus(Right):
    """Where there is no status, it starts at 0."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        try:
            ref, offset = writer.status().ref, writer.status().offset
        except Unsupported:
            ref, offset = self.make_ref_key_of(descriptor), 0
        self.pump(self.resume(writer, reader, offset, descriptor.size), writer)
        self.commit(writer, ref, descriptor)

    def make_ref_key_of(self, descriptor: Descriptor) -> str:
        return f"{self.kind_of(descriptor.media_type)}-{descriptor.digest}"


@breaks("COPY-21", "bytes ahead of writing")
class HoardsPushesWithoutSize(Right):
    """Of a push whose size is not known, everything is read first."""

    pushes = False

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        pushing = type(self)()
        pushing.pushes = descriptor.size < 0
        return super(HoardsPushesWithoutSize, pushing).push(ctx, provider, pusher, descriptor)

    def pump(self, read: Read, writer: Writer) -> None:
        pieces = []
        while self.pushes and (piece := read(PIECE)):
            pieces.append(piece)
        if pieces:
            self.write(writer, b"".join(pieces))
        super().pump(read, writer)


@breaks("FETCH-8", "cancelled with it")
class AsksWithAContextOfItsOwn(Right):
    """The fetcher gets a context that remembers whether the caller had given up at the start."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        before = _AsItWas(ctx)
        writer = self.open_writer(ctx, ingester, descriptor)
        if writer is not None:
            self.transfer(ctx, writer, lambda: fetcher.fetch(before, descriptor), descriptor)
        return None


class _AsItWas:
    """A context that hears nothing any more."""

    def __init__(self, ctx: Context) -> None:
        self.cancelled = ctx.cancelled
        self.logger = ctx.logger
        self.value = ctx.value
        self.derive = ctx.derive
        self.wait = ctx.wait
