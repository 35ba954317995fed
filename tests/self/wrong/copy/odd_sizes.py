"""Wrong about sizes below -1, about offset 0, about counts and short sources."""

from __future__ import annotations

from dataclasses import replace

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import InvalidArgument
from remotes_conformance.protocols import (
    Buffer,
    Context,
    Ingester,
    Provider,
    Pusher,
    Reader,
    Writer,
)

from ..right import PIECE, Children, Read, Right
from ..right_1_6 import Right16
from ..shelf import breaks

# -- sizes below -1 ------------------------------------------------------------------------------


@breaks("COPY-17", "-2")
class RefusesSizesBelowMinusOne(Right):
    """Only -1 stands for an unknown size, it believes."""

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        self.check(descriptor)
        return super().open_writer(ctx, ingester, descriptor)

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        self.check(descriptor)
        return super().open_push(ctx, pusher, descriptor)

    def check(self, descriptor: Descriptor) -> None:
        if descriptor.size < -1:
            raise InvalidArgument(f"{descriptor.size} is no size")


@breaks("COPY-17", "-2")
class ReadsNothingForMinusTwo(Right):
    """Reads no more bytes than the size, if that is neither 0 nor -1."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        read = super().resume(writer, reader, offset, size)
        return (lambda wanted: b"") if size < -1 else read


@breaks("COPY-17", "Commit")
class CommitsUnknownSizesAsMinusOne(Right):
    """One number for every unknown size."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        super().commit(writer, ref, replace(descriptor, size=max(descriptor.size, -1)))


@breaks("COPY-17a", "-2", "1.6")
class RefusesSizesBelowMinusOneIn16(Right16):
    """The same, in the edition in which 0 is refused."""

    def check_size(self, descriptor: Descriptor) -> None:
        super().check_size(descriptor)
        if descriptor.size < -1:
            raise InvalidArgument(f"{descriptor.size} is no size")


# -- offset 0 ------------------------------------------------------------------------------------


@breaks("COPY-2a", "Truncate", "2017-06")
class AlwaysTruncates(Right):
    """Makes sure that nothing is there."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        if offset == 0:
            writer.truncate(0)
        return super().resume(writer, reader, offset, size)


@breaks("COPY-2a", "Truncate", "2017-06")
class TruncatesUnknownSizes(Right):
    """Makes sure only where it does not know how much will come."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        if offset == 0 and size <= 0:
            writer.truncate(0)
        return super().resume(writer, reader, offset, size)


@breaks("COPY-2a", "Truncate", "2017-06")
class TruncatesWhatItPushes(Right):
    """Makes sure that the remote begins at 0."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        return Right.push(AlwaysTruncates(), ctx, provider, pusher, descriptor)


# -- counts --------------------------------------------------------------------------------------


@breaks("COPY-11a", "Write", "2017-06")
class TakesTooLargeACount(Right):
    """A slice that begins after its end is empty: nothing seems to be left."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        rest = memoryview(piece)
        while rest:
            taken = writer.write(rest)
            if taken <= 0:
                raise OSError("the writer takes no more bytes")
            rest = rest[taken:]


@breaks("COPY-11a", "Write", "2017-06")
class TakesANegativeCountForAll(Right):
    """Takes a negative count of a write for success."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        rest = memoryview(piece)
        while rest:
            taken = writer.write(rest)
            if taken < 0:
                return
            if not 0 < taken <= len(rest):
                raise OSError(f"the writer took {taken} of {len(rest)} bytes")
            rest = rest[taken:]


@breaks("COPY-12", "Write")
class ForgivesAnErrorAfterAllBytes(Right):
    """Ignores a failed write if all bytes are there by the writer's status."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        before = writer.status().offset
        try:
            super().write(writer, piece)
        except Exception:
            if writer.status().offset < before + len(piece):
                raise


# -- sources that end before the offset ----------------------------------------------------------


@breaks("COPY-7a", "Commit", "1.6")
class GoesOnBeyondAShortSource(Right16):
    """Nothing is left to be discarded: then nothing is missing."""

    def discard(self, reader: Reader, offset: int) -> None:
        while offset > 0 and (piece := reader.read(min(offset, PIECE))):
            offset -= len(piece)
