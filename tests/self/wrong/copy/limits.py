"""Wrong only beyond some limit: far on in a blob, with many calls at a time, with rare errors."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import Unsupported
from remotes_conformance.protocols import (
    Context,
    Provider,
    Pusher,
    Reader,
    ReaderAt,
    SeekableReader,
    Writer,
)

from ..right import PIECE, Children, Read, Right
from ..shelf import breaks

_BLOCK = 64 * 1024


@breaks("COPY-3", "Seek once, to 150001")
class SeeksToABlock(Right):
    """Goes on at a boundary of 64 KiB, and writes earlier bytes again."""

    def seek(self, reader: SeekableReader, offset: int) -> None:
        super().seek(reader, offset - offset % _BLOCK if offset > _BLOCK else offset)


@breaks("COPY-5", "from the offset 150001")
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


@breaks("COPY-1", "Status failed (unsupported)")
class DoesWithoutAStatus(Right):
    """Starts at 0 if there is no status."""

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
    """Reads everything first in a push whose size is not known."""

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
