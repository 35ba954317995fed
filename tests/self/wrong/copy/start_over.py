"""Wrong ways to start over, where the source cannot begin at the offset: COPY-6 and COPY-7."""

from __future__ import annotations

from remotes_conformance.protocols import Reader, ReaderAt, Writer

from ..copy.resume import skip
from ..right import Read, Right
from ..shelf import breaks


class _StartsOver(Right):
    """Starts over in a way of its own, where the source cannot begin at the offset."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        starts_over = self.keeps(reader, offset, size) < offset
        if starts_over and (offset != size or self.also_complete):
            return self.start_over(writer, reader, offset)
        return super().resume(writer, reader, offset, size)

    also_complete = False

    def start_over(self, writer: Writer, reader: Reader, offset: int) -> Read:
        raise NotImplementedError


@breaks("COPY-6", "Truncate(0) once")
class SkipsInsteadOfStartingOver(_StartsOver):
    """Reads and drops the bytes that are there already, as editions since 1.6 do."""

    def start_over(self, writer: Writer, reader: Reader, offset: int) -> Read:
        skip(reader, offset)
        return reader.read


@breaks("COPY-6", "a Truncate is due")
class AppendsEverything(_StartsOver):
    """Appends all bytes to those that are there."""

    def start_over(self, writer: Writer, reader: Reader, offset: int) -> Read:
        return reader.read


@breaks("COPY-6", "Truncate was called again")
class TruncatesTwice(_StartsOver):
    """Truncates twice, to be sure."""

    def start_over(self, writer: Writer, reader: Reader, offset: int) -> Read:
        writer.truncate(0)
        writer.truncate(0)
        return reader.read


@breaks("COPY-6", "Truncate(")
class TruncatesToTheOffset(_StartsOver):
    """Truncates to the offset instead of to nothing."""

    def start_over(self, writer: Writer, reader: Reader, offset: int) -> Read:
        writer.truncate(offset)
        return reader.read


@breaks("COPY-6", "a Truncate is due")
class RefusesToStartOver(_StartsOver):
    """Fails where it would have to start over."""

    def start_over(self, writer: Writer, reader: Reader, offset: int) -> Read:
        raise OSError("this source cannot be resumed")


@breaks("COPY-6", "a Truncate is due")
class ReadsAtThoughTheSizeIsUnknown(Right):
    """Reads at the offset where the size is not known, as editions since 1.6 do."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        if size <= 0 < offset and isinstance(reader, ReaderAt) and not reader.seekable():
            return self.reading_at(reader, offset)
        return super().resume(writer, reader, offset, size)


@breaks("COPY-7", "Truncate failed")
class IgnoresAFailingTruncate(_StartsOver):
    """Writes on when the ingest could not be emptied."""

    also_complete = True

    def start_over(self, writer: Writer, reader: Reader, offset: int) -> Read:
        try:
            writer.truncate(0)
        except Exception:
            skip(reader, offset)
        return reader.read


@breaks("COPY-7", "Truncate failed")
class RaisesItsOwnTruncateError(_StartsOver):
    """Puts an error of its own in the place of the writer's."""

    also_complete = True

    def start_over(self, writer: Writer, reader: Reader, offset: int) -> Read:
        try:
            writer.truncate(0)
        except Exception as error:
            raise RuntimeError(f"cannot start over: {error}") from None
        return reader.read
