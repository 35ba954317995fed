"""Right ways to bring a source to the offset that only a special scenario shows.

`test_permitted_copies.py` plays them.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from remotes_conformance.content import Descriptor, Status
from remotes_conformance.protocols import Context, Provider, Reader, Writer
from wrong.right import PIECE, Read, Right
from wrong.right_1_6 import Right2X, Right16, at_most


class SeeksBeforeItPushes2X(Right2X):
    """A push seeks where it can; where that does not work, it reads at the offset."""

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        with suppress(Exception):
            reader.seek(offset)  # type: ignore[attr-defined]
        return super().window(reader, offset, size)


class TruncatesWhatIsTooLong16(Right16):
    """A push to an ingest that is too long writes it anew, if the writer truncates it."""

    def go_round(self, writer: Writer, go_to: Any, descriptor: Descriptor) -> None:
        too_long = writer.status().offset > descriptor.size >= 0
        if too_long:
            writer.truncate(0)
        super().go_round(writer, go_to, descriptor)


class LooksAtTheStartBeforeItSeeks(Right):
    """By ReadAt, which moves nothing."""

    def seek(self, reader: Any, offset: int) -> None:
        reader.read_at(0, 4)
        super().seek(reader, offset)


class ReadsTheEndFirst16(Right16):
    """Reads the source up to the offset and after it in two ranges, the second one first."""

    def discard(self, reader: Any, offset: int) -> None:
        self.rest = iter([reader.read_at(offset, PIECE)])
        reader.read_at(0, offset)

    def go_to(self, reader: Reader, offset: int, size: int, number: int) -> Read:
        super().go_to(reader, offset, size, number)
        return lambda wanted: next(self.rest, b"")


class SeeksBackAfterAShortWrite(Right):
    """Reads again what a Write did not take."""

    def copy(self, writer: Writer, reader: Any, descriptor: Descriptor) -> None:
        status = writer.status()
        read = self.resume(writer, reader, status.offset, descriptor.size)
        while piece := read(PIECE):
            if writer.write(piece) < len(piece):
                self.seek(reader, writer.status().offset)
        self.commit(writer, status.ref, descriptor)


class CommitsWhatIsCompleteAfterAReset16(Right16):
    """Where no byte is missing, a Seek that fails does not matter."""

    def seek(self, reader: Any, offset: int) -> None:
        with suppress(Exception):
            super().seek(reader, offset)

    def one_round(self, writer: Writer, status: Status, read: Read, descriptor: Descriptor) -> None:
        missing = descriptor.size - status.offset
        super().one_round(writer, status, at_most(missing, read), descriptor)


class EndsAtAReset16(Right16):
    """Does not go on after a reset."""

    def go_round(self, writer: Writer, go_to: Any, descriptor: Descriptor) -> None:
        status = writer.status()
        self.one_round(writer, status, go_to(status.offset), descriptor)


class RefusesUnknownSizesLate16(Right16):
    """A push of unknown size fails when its source is open."""

    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        reader = super().read(ctx, provider, descriptor)
        if descriptor.size < 0:
            with self.closing(ctx, reader):
                raise ValueError(f"{descriptor.digest} has no size")
        return reader
