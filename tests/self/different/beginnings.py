"""Other ways to begin a copy, and to end it: more questions than needed, or fewer."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import ContentError
from remotes_conformance.protocols import (
    Buffer,
    Context,
    Fetcher,
    Ingester,
    Reader,
    ReaderAt,
    SeekableReader,
    Writer,
)
from wrong.right import PIECE, Children, OpenReader, Read, Right
from wrong.right_1_6 import Right16, one_piece

from .bounded import exactly
from .since_1_6 import SINCE_1_6, in_both

__all__ = ["SINCE_1_6"]


class SeeksToZero(Right):
    """A seekable source is sought in any case, to 0 too; nothing is truncated there."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        if offset == 0 and isinstance(reader, SeekableReader) and reader.seekable():
            self.seek(reader, 0)
        return super().resume(writer, reader, offset, size)


class LooksAtTheStartBeforeItTruncates(Right):
    """By ReadAt, where there is one: a source that is not there is noticed in time."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        if self.keeps(reader, offset, size) < offset and isinstance(reader, ReaderAt):
            reader.read_at(0, 1)
        return super().resume(writer, reader, offset, size)


class AsksForTheStatusOften(Right):
    """Before each write and after it: between two calls a status does no harm."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        before = writer.status().offset
        super().write(writer, piece)
        if writer.status().offset < before:
            raise ContentError("the ingest has become shorter")


class ReadsPastTheEnd(Right):
    """Reads as many bytes as the size, then one more, to see that there is none."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        read = super().resume(writer, reader, offset, size)
        if size <= 0:
            return read
        bounded = exactly(size - self.keeps(reader, offset, size), read)

        def verifying(wanted: int) -> bytes:
            piece = bounded(wanted)
            if not piece and read(1):
                raise ContentError(f"the source has more than {size} bytes")
            return piece

        return verifying


class ClosesTheReaderBeforeCommit(Right):
    """A source that has been read to its end is given back at once."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        with self.closing(ctx, writer):
            reader = open_reader()
            with self.closing(ctx, reader):
                status = writer.status()
                read = self.resume(writer, reader, status.offset, descriptor.size)
                self.pump(read, writer)
            self.commit(writer, status.ref, descriptor)


@in_both
class SeeksToZeroAnyway(Right16):
    """A seekable source is sought in any case, to 0 too."""

    def go_to(self, reader: Reader, offset: int, size: int, number: int) -> Read:
        if not (offset or number) and isinstance(reader, SeekableReader) and reader.seekable():
            self.seek(reader, 0)
        return super().go_to(reader, offset, size, number)


@in_both
class PushesNothingOfUnknownSize(Right16):
    """A window that ends before it begins: nothing is pushed, and the commit decides."""

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        return super().window(reader, offset, size) if size >= 0 else lambda wanted: b""


@in_both
class ClosesTheReaderEarly(Right16):
    """Small content is read whole, and its reader closed; rounds are written from memory."""

    def fetch_from(
        self, ctx: Context, writer: Writer, reader: Reader, descriptor: Descriptor
    ) -> None:
        with self.closing(ctx, reader):
            content, error = one_piece(reader.read)

        def from_memory(offset: int) -> Read:
            pieces = iter([content[offset:]])

            def read(wanted: int) -> bytes:
                piece = next(pieces, b"")
                if not piece and error is not None:
                    raise error
                return piece

            return read

        self.go_round(writer, from_memory, descriptor)

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        if not 0 < descriptor.size < PIECE or descriptor.data is not None:
            return super().fetch(ctx, ingester, fetcher, descriptor)
        writer = self.open_writer(ctx, ingester, descriptor)
        if writer is not None:
            with self.closing(ctx, writer):
                status = writer.status()
                if self.is_complete(status.offset, descriptor):
                    self.commit(writer, status.ref, descriptor)
                    return None
                reader = self.ask(ctx, fetcher, descriptor)
                if status.offset == 0:
                    self.fetch_from(ctx, writer, reader, descriptor)
                else:
                    with self.closing(ctx, reader):
                        self.copy(writer, reader, descriptor)
        return None
