"""Wrong only with big blobs: COPY-9, COPY-11 and COPY-21."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import ContentError
from remotes_conformance.protocols import Buffer, Reader, Writer

from ..right import PIECE, Read, Right
from ..shelf import breaks

_LARGE = 64 * 1024


@breaks("COPY-11", "the rest")
class LosesTheRestOfALargePiece(Right):
    """Believes that a large write is never short."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        if len(memoryview(piece)) > _LARGE:
            writer.write(piece)
        else:
            super().write(writer, piece)


@breaks("COPY-9", "unavailable")
class TakesALateBreakForTheEnd(Right):
    """Takes an error of the source for its end once many bytes have come."""

    def pump(self, read: Read, writer: Writer) -> None:
        come = 0
        try:
            while piece := read(PIECE):
                come += len(piece)
                self.write(writer, piece)
        except ContentError:
            if come <= PIECE:
                raise


@breaks("COPY-21", "bytes ahead of writing")
class ReadsAllAtOnce(Right):
    """Asks the source for everything in one piece."""

    def pump(self, read: Read, writer: Writer) -> None:
        while piece := read(1 << 40):
            self.write(writer, piece)


@breaks("COPY-21", "bytes ahead of writing")
class HoardsWhatHasNoSize(Right):
    """Reads everything before it writes if the size is not known."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        if descriptor.size > 0:
            super().copy(writer, reader, descriptor)
            return
        status = writer.status()
        read = self.resume(writer, reader, status.offset, descriptor.size)
        pieces = []
        while piece := read(PIECE):
            pieces.append(piece)
        self.write(writer, b"".join(pieces))
        self.commit(writer, status.ref, descriptor)
