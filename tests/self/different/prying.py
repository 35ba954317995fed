"""Ways that are permitted and hardly ever taken: calls too many, or an end a little earlier."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Context,
    Fetcher,
    Ingester,
    Provider,
    Pusher,
    Reader,
    SeekableReader,
    Writer,
)
from wrong.right import PIECE, Children, OpenReader, Read, Right
from wrong.right_1_6 import Right16

from .since_1_6 import SINCE_1_6, in_both

__all__ = ["SINCE_1_6"]


class ReadsBeforeItAsks(Right):
    """Begins to read before it knows where to write; asks once more when all is done."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        first, broken = self.look(reader)
        if broken is not None:
            raise broken
        status = writer.status()
        offset = status.offset
        if offset >= len(first) > 0 and reader.seekable():
            _, broken = self.look(reader)
            if broken is not None:
                raise broken
        keeps = self.keeps(reader, offset, descriptor.size)
        read = self.resume(writer, reader, offset, descriptor.size)
        if keeps < offset or offset == 0:
            read = self.after(first, read)
        self.pump(read, writer)
        self.commit(writer, status.ref, descriptor)
        with contextlib.suppress(Exception):
            writer.status()
            reader.read(1)

    def look(self, reader: Reader) -> tuple[bytes, Exception | None]:
        try:
            return reader.read(3), None
        except Exception as error:
            return b"", error

    def after(self, first: bytes, read: Read) -> Read:
        pieces = [first] if first else []
        return lambda size: pieces.pop() if pieces else read(size)


class AsksBeforeItReads(Right):
    """A push asks how much the remote has before it opens its source."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_push(ctx, pusher, descriptor)
        if writer is not None:
            with self.closing(ctx, writer):
                writer.status()
                reader = self.read(ctx, provider, descriptor)
                with self.closing(ctx, reader):
                    self.copy(writer, reader, descriptor)
        return None


class NoticesAtTheEndThatItsCallerGaveUp(Right):
    """A caller that gave up meanwhile gets an error, though the content is there by then."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        given_up = ctx.cancelled
        super().transfer(ctx, writer, open_reader, descriptor)
        if ctx.cancelled and not given_up:
            raise TimeoutError("the caller has given up")


class _ForgetsWhatFailed(Right):
    @contextmanager
    def closing(self, ctx: Context, opened: Reader | Writer) -> Iterator[None]:
        before, failed = ctx.cancelled, False
        with super().closing(ctx, opened):
            try:
                yield
            except Exception:
                failed = True
                if before or not ctx.cancelled:
                    raise
        if failed:
            raise TimeoutError("the caller has given up")


class FailsAsItsCallerGaveUp(_ForgetsWhatFailed):
    """What fails after its caller gave up is of no interest: it fails with an error of its own."""


@in_both
class FailsAsItsCallerHasGivenUp(_ForgetsWhatFailed, Right16):
    """The same, in later editions."""


@in_both
class LooksForMoreBeforeItGoesBack(Right16):
    """After a reset it reads on first; a source that only runs forwards is given up at once."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        size = descriptor.size
        for number in count(1):
            status = writer.status()
            try:
                read = self.go_to(reader, status.offset, size, number - 1)
                self.one_round(writer, status, read, descriptor)
                return
            except Exception as error:
                if not errors.is_reset(error):
                    raise
                seeks = isinstance(reader, SeekableReader) and reader.seekable()
                if number == self.rounds and isinstance(reader, SeekableReader) and seeks:
                    self.seek(reader, 0)
                if number == self.rounds or not (seeks or hasattr(reader, "read_at")):
                    raise
                with contextlib.suppress(Exception):
                    reader.read(PIECE)


@in_both
class FetchesWhatWasCompleteAndIsReset(Right16):
    """A complete ingest whose commit asks for a reset is fetched after all."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_writer(ctx, ingester, descriptor)
        if writer is None:
            return None
        with self.closing(ctx, writer):
            status = writer.status()
            self.check_size(descriptor)
            if self.is_complete(status.offset, descriptor):
                try:
                    self.commit(writer, status.ref, descriptor)
                    return None
                except Exception as error:
                    if not errors.is_reset(error):
                        raise
            data = self.embedded(descriptor)
            if data is not None:
                self.go_round(writer, lambda at: self.reading(data, at), descriptor)
                return None
            if self.is_complete(status.offset, descriptor):
                writer.status()
            reader = self.ask(ctx, fetcher, descriptor)
            with self.closing(ctx, reader):
                self.copy(writer, reader, descriptor)
        return None


@in_both
class RefusesToPushUnknownSizes(Right16):
    """A window of unknown size is an error, before anything is read."""

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        if size < 0:
            raise errors.InvalidArgument("a push needs to know the size")
        return super().window(reader, offset, size)
