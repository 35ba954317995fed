"""Wrong copies of editions 1.6 and 2.x: resumes, unknown sizes, early ends, complete ingests."""

from __future__ import annotations

from dataclasses import replace

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Reader, ReaderAt, SeekableReader, Writer

from ..right import Read
from ..right_1_6 import Right16
from ..shelf import breaks


@breaks("COPY-6a", "Truncate was called")
class StartsOver(Right16):
    """Empties an ingest that it cannot seek to, as the first edition does."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        if not reader.seekable() and not isinstance(reader, ReaderAt) and writer.status().offset:
            writer.truncate(0)
        super().copy(writer, reader, descriptor)


@breaks("COPY-6a", "from byte")
class DiscardsWhatThereIs(Right16):
    """Does not mind that a source ends before the offset."""

    def discard(self, reader: Reader, offset: int) -> None:
        reader.read(offset)

    def check_length(self, length: int, size: int) -> None: ...


@breaks("COPY-8a", "Read was called")
class NeverReadsAt(Right16):
    """Discards bytes before the offset, though the source can read at the offset."""

    def go_to(self, reader: Reader, offset: int, size: int, number: int) -> Read:
        if isinstance(reader, SeekableReader) and reader.seekable():
            return super().go_to(reader, offset, size, number)
        self.discard(reader, offset)
        return reader.read


@breaks("COPY-17a", "size -1")
class TakesMinusOneForNothing(Right16):
    """Turns unknown sizes away."""

    def check_size(self, descriptor: Descriptor) -> None:
        super().check_size(replace(descriptor, size=max(0, descriptor.size)))


@breaks("COPY-18b", "unexpected_end")
class LeavesAnEarlyEndToCommit(Right16):
    """Commits after an early end of the source, as the first edition does."""

    def check_length(self, length: int, size: int) -> None: ...


@breaks("COPY-18b", "unexpected_end")
class CountsWhatItSkips(Right16):
    """Counts discarded bytes twice, so that an early end goes unnoticed."""

    skipped = 0

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        super(CountsWhatItSkips, type(self)()).copy(writer, reader, descriptor)

    def discard(self, reader: Reader, offset: int) -> None:
        super().discard(reader, offset)
        self.skipped = offset

    def pour(self, read: Read, writer: Writer) -> int:
        return super().pour(read, writer) + self.skipped


@breaks("COPY-22a", "Fetch was called")
class FetchesACompleteIngest(Right16):
    """Asks for a source though nothing is missing, as the first edition does."""

    def is_complete(self, offset: int, descriptor: Descriptor) -> bool:
        return False
