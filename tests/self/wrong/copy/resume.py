"""Wrong ways to go on with an ingest that has begun: COPY-3 to COPY-5, COPY-8, COPY-19
and COPY-22. `start_over` has the rest."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Reader, ReaderAt, SeekableReader, Writer

from ..right import PIECE, Read, Right
from ..shelf import breaks


def skip(reader: Reader, left: int) -> None:
    """Read *left* bytes, and forget them."""
    while left > 0 and (piece := reader.read(min(left, PIECE))):
        left -= len(piece)


# -- seeking -------------------------------------------------------------------------------------


@breaks("COPY-3", "from the start")
class SeeksFromHere(Right):
    """Seeks relative to where the reader stands."""

    def seek(self, reader: SeekableReader, offset: int) -> None:
        if reader.seek(offset, 1) != offset:
            raise OSError("the seek landed elsewhere")


@breaks("COPY-3", "Seek once")
class SeeksTwice(Right):
    """Seeks to the end to learn the size, and then to the offset."""

    def seek(self, reader: SeekableReader, offset: int) -> None:
        reader.seek(0, 2)
        super().seek(reader, offset)


@breaks("COPY-3", "a Seek is due")
class SkipsInsteadOfSeeking(Right):
    """Reads and forgets the bytes before the offset, though the source can seek."""

    def seek(self, reader: SeekableReader, offset: int) -> None:
        skip(reader, offset)


@breaks("COPY-3", "a Seek is due")
class ForgetsToSeek(Right):
    """Appends all bytes to those that are there, though the source can seek."""

    def seek(self, reader: SeekableReader, offset: int) -> None:
        pass


@breaks("COPY-3", "Seek once")
class SeeksOneTooFar(Right):
    """Takes the offset for the last byte that is there."""

    def seek(self, reader: SeekableReader, offset: int) -> None:
        super().seek(reader, offset + 1)


@breaks("COPY-4", "landed at")
class IgnoresWhereTheSeekLands(Right):
    """Does not look at the position that a seek reports."""

    def seek(self, reader: SeekableReader, offset: int) -> None:
        reader.seek(offset)


class _HasAnotherWay(Right):
    """Does something else when the seek fails."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        try:
            return super().resume(writer, reader, offset, size)
        except Exception:
            if offset > 0 and isinstance(reader, SeekableReader):
                return self.other_way(writer, reader, offset)
            raise

    def other_way(self, writer: Writer, reader: Reader, offset: int) -> Read:
        return reader.read


@breaks("COPY-4", "Truncate was called")
class TruncatesWhenTheSeekFails(_HasAnotherWay):
    """Starts over when the seek fails."""

    def other_way(self, writer: Writer, reader: Reader, offset: int) -> Read:
        writer.truncate(0)
        return reader.read


@breaks("COPY-4", "Seek failed")
class SkipsWhenTheSeekFails(_HasAnotherWay):
    """Reads on from the start when the seek fails, and drops the bytes that are there already."""

    def other_way(self, writer: Writer, reader: Reader, offset: int) -> Read:
        skip(reader, offset)
        return reader.read


# -- reading at an offset ------------------------------------------------------------------------


@breaks("COPY-5", "from the offset")
class ReadsAtFromTheStart(Right):
    """Reads at offset 0, and drops the bytes before the offset."""

    def reading_at(self, reader: ReaderAt, offset: int) -> Read:
        reader.read_at(0, offset)
        return super().reading_at(reader, offset)


@breaks("COPY-5", "the source's bytes from byte")
class ReadsAtOneTooFar(Right):
    """Leaves the byte at the offset out."""

    def reading_at(self, reader: ReaderAt, offset: int) -> Read:
        return super().reading_at(reader, offset + 1)


@breaks("COPY-5", "before Commit")
class TakesTheLengthForTheEnd(Right):
    """Stops reading at `size - offset`, as if that were a place."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        read = super().resume(writer, reader, offset, size)
        if not offset or reader.seekable() or not self.keeps(reader, offset, size):
            return read
        left = size - 2 * offset

        def bounded(wanted: int) -> bytes:
            nonlocal left
            piece = read(min(wanted, left)) if left > 0 else b""
            left -= len(piece)
            return piece

        return bounded


@breaks("COPY-5", "Read was called")
class SkipsInsteadOfReadingAt(Right):
    """Reads on from the start, though the source can read at an offset."""

    def reading_at(self, reader: ReaderAt, offset: int) -> Read:
        skip(reader, offset)
        return reader.read


# -- which way is taken ---------------------------------------------------------------------------


@breaks("COPY-8", "a Seek is due")
class PrefersReadingAtToSeeking(Right):
    """Reads at the offset where the source can do both."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        if isinstance(reader, ReaderAt) and size > offset > 0:
            return self.reading_at(reader, offset)
        return super().resume(writer, reader, offset, size)


@breaks("COPY-8", "Truncate was called")
class PrefersStartingOverToReadingAt(Right):
    """Starts over where the source can read at an offset."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        if offset > 0 and not reader.seekable():
            writer.truncate(0)
            return reader.read
        return super().resume(writer, reader, offset, size)


# -- as much as is wanted, or more ---------------------------------------------------------------


@breaks("COPY-19", "success without a Commit")
class TrustsALongIngest(Right):
    """Takes an ingest with more bytes than wanted for complete."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        if not writer.status().offset > descriptor.size > 0:
            super().copy(writer, reader, descriptor)


@breaks("COPY-22", "Truncate(0)")
class CommitsACompleteIngestAtOnce(Right):
    """Does not start over where all bytes are there, though the source cannot seek."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        if offset == size > 0 and not reader.seekable():
            return lambda wanted: b""
        return super().resume(writer, reader, offset, size)


@breaks("COPY-22", "Truncate was called")
class StartsOverWhenComplete(Right):
    """Starts over where all bytes are there, though the source can seek."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        if offset == size > 0:
            writer.truncate(0)
            return reader.read
        return super().resume(writer, reader, offset, size)
