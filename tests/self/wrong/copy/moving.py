"""Wrong ways to move the bytes: COPY-1, COPY-2, COPY-10, COPY-11, COPY-18, COPY-20 and COPY-21."""

from __future__ import annotations

from remotes_conformance.content import Descriptor, Status
from remotes_conformance.errors import FailedPrecondition
from remotes_conformance.protocols import Buffer, Reader, Writer

from ..right import PIECE, Read, Right
from ..shelf import breaks

# -- the status ----------------------------------------------------------------------------------


@breaks("COPY-1", "calls Status before")
class AsksTheStatusLate(Right):
    """Asks for the status when the bytes are written."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        self.pump(reader.read, writer)
        self.commit(writer, writer.status().ref, descriptor)


@breaks("COPY-1", "Status failed")
class IgnoresAFailingStatus(Right):
    """Takes an ingest whose status it does not get for a new one."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        try:
            status = writer.status()
        except Exception:
            status = Status("?", 0, 0)
        read = self.resume(writer, reader, status.offset, descriptor.size)
        self.pump(read, writer)
        self.commit(writer, status.ref, descriptor)


@breaks("COPY-1", "an error of that class")
class RaisesItsOwnStatusError(Right):
    """Puts an error of its own in the place of the status's."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        try:
            writer.status()
        except Exception as error:
            raise RuntimeError(f"no status: {error}") from None
        super().copy(writer, reader, descriptor)


# -- all bytes, in order -------------------------------------------------------------------------


@breaks("COPY-2", "before Commit")
class StopsAtAShortRead(Right):
    """Takes a read that gives less than was asked for for the end."""

    def pump(self, read: Read, writer: Writer) -> None:
        self.write(writer, read(PIECE))


@breaks("COPY-2", "in order")
class SwapsPieces(Right):
    """Writes every two pieces the wrong way round."""

    def pump(self, read: Read, writer: Writer) -> None:
        while piece := read(PIECE):
            following = read(PIECE)
            self.write(writer, following)
            self.write(writer, piece)


@breaks("COPY-2", "in order")
class WritesTheFirstPieceTwice(Right):
    """Looks at the first piece, writes it, and writes it again with the rest."""

    def pump(self, read: Read, writer: Writer) -> None:
        first = read(PIECE)
        self.write(writer, first)
        self.write(writer, first)
        super().pump(read, writer)


@breaks("COPY-2", "in order")
class ReadsAsText(Right):
    """Decodes and encodes the bytes: bytes that are no text do not survive it."""

    def pump(self, read: Read, writer: Writer) -> None:
        while piece := read(PIECE):
            self.write(writer, piece.decode(errors="replace").encode())


@breaks("COPY-2", "before Commit")
class StopsAt16MiB(Right):
    """Copies no more than 16 MiB."""

    def pump(self, read: Read, writer: Writer) -> None:
        left = 16 * PIECE
        while left > 0 and (piece := read(min(left, PIECE))):
            self.write(writer, piece)
            left -= len(piece)


# -- the last bytes ------------------------------------------------------------------------------


@breaks("COPY-10", "that came together with")
class DropsThePieceBeforeTheEnd(Right):
    """Reads one piece ahead, and drops it when nothing follows."""

    def pump(self, read: Read, writer: Writer) -> None:
        piece = read(PIECE)
        while following := read(PIECE):
            self.write(writer, piece)
            piece = following


@breaks("COPY-10", "returned together with")
class DropsThePieceBeforeAnError(Right):
    """Reads one piece ahead, and drops it when an error follows."""

    def pump(self, read: Read, writer: Writer) -> None:
        piece = read(PIECE)
        while piece:
            following = read(PIECE)
            self.write(writer, piece)
            piece = following


@breaks("COPY-11", "a Write took fewer bytes")
class IgnoresShortWrites(Right):
    """Does not look at how many bytes a write took."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        if piece:
            writer.write(piece)


@breaks("COPY-11", "writes the rest")
class WritesThePieceAgain(Right):
    """Answers a short write with the whole piece once more."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        while piece and writer.write(piece) < len(piece):
            pass


@breaks("COPY-11", "success without a Commit")
class StopsQuietlyAtAShortWrite(Right):
    """Ends with success when the writer takes less than it was given."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        status = writer.status()
        read = self.resume(writer, reader, status.offset, descriptor.size)
        while piece := read(PIECE):
            if writer.write(piece) < len(piece):
                return
        self.commit(writer, status.ref, descriptor)


# -- wrong content, shared buffers, memory -------------------------------------------------------


@breaks("COPY-18", "does not match the descriptor")
class TakesAMismatchForSuccess(Right):
    """Does not mind that size or digest turn out to be wrong."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        try:
            super().commit(writer, ref, descriptor)
        except Exception as error:
            if not isinstance(error.__cause__, FailedPrecondition):
                raise


class _Counts(Right):
    """Knows how many bytes there were, before it commits."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        status = writer.status()
        read = self.resume(writer, reader, status.offset, descriptor.size)
        self.pump(read, writer)
        if writer.status().offset >= descriptor.size:
            self.commit(writer, status.ref, descriptor)


@breaks("COPY-18", "does not match the descriptor")
class LeavesShortContentUncommitted(_Counts):
    """Does not commit content that is too short, and calls it success."""


@breaks("COPY-20", "was read for")
class SharesOneBuffer(Right):
    """Copies everything through one buffer, for all calls."""

    def __init__(self) -> None:
        self.buffer = bytearray(PIECE)

    def pump(self, read: Read, writer: Writer) -> None:
        while piece := read(PIECE):
            self.buffer[: len(piece)] = piece
            self.write(writer, memoryview(self.buffer)[: len(piece)])


@breaks("COPY-20", "was read for")
class SharesTheTailBuffer(Right):
    """Has one buffer for the short pieces of all calls."""

    def __init__(self) -> None:
        self.tail = bytearray(8)

    def pump(self, read: Read, writer: Writer) -> None:
        while piece := read(PIECE):
            if len(piece) > len(self.tail):
                self.write(writer, piece)
                continue
            self.tail[: len(piece)] = piece
            self.write(writer, memoryview(self.tail)[: len(piece)])


@breaks("COPY-21", "ahead")
class ReadsEverythingFirst(Right):
    """Reads the whole source before it writes the first byte."""

    def pump(self, read: Read, writer: Writer) -> None:
        pieces: list[bytes] = []
        try:
            while piece := read(PIECE):
                pieces.append(piece)
        finally:
            for piece in pieces:
                self.write(writer, piece)
