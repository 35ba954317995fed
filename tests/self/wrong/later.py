"""What is wrong in editions from 1.6 on; often it is what a neighbouring edition asks for."""

from __future__ import annotations

from dataclasses import replace

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Context,
    Fetcher,
    Ingester,
    Provider,
    Pusher,
    Reader,
    ReaderAt,
    SeekableReader,
    Writer,
)

from .later_right import GoTo, Right2X, Right16
from .right import Children, Read, Right
from .shelf import breaks


@breaks("LOCK-2a", "less than")
class WaitsAllOfTheBound(Right16):
    """Waits as the first edition does."""

    def pause(self, refusals: int) -> float:
        return Right.pause(self, refusals)


@breaks("LOCK-2a", "less than 16 ms")
class WaitsTwiceTheBound(Right16):
    """Draws from twice as much."""

    def pause(self, refusals: int) -> float:
        return 2 * super().pause(refusals) + 16


@breaks("LOCK-2b", "the lower half")
class WaitsHalfAtMost(Right16):
    """Draws from half of what the bound allows."""

    def pause(self, refusals: int) -> float:
        return super().pause(refusals) / 2


@breaks("LOCK-2b", "waits of 1536 ms")
class WaitsThreeQuarters(Right16):
    """Draws nothing at all."""

    def pause(self, refusals: int) -> float:
        return Right.pause(self, refusals) * 0.75


@breaks("FETCH-5b", "2 times")
class AsksForTheSourceTwice(Right16):
    """Asks the fetcher, closes the reader, and asks again."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        fetcher.fetch(ctx, descriptor).close()
        return fetcher.fetch(ctx, descriptor)


@breaks("FETCH-5b", "never")
class UsesDataTooEarly(Right2X):
    """Takes the data of a descriptor in edition 1.6."""

    edition = "1.6"


@breaks("FETCH-15", "was called")
class TakesSizeZeroForUnknown(Right16):
    """Fetches what has size 0, as the first edition does."""

    def check_size(self, descriptor: Descriptor) -> None: ...


@breaks("FETCH-16", "Fetch was called")
class IgnoresData(Right2X):
    """Fetches what the descriptor has with it."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        return None


@breaks("COPY-6a", "Truncate was called")
class StartsOver(Right16):
    """Empties an ingest that it cannot seek to, as the first edition does."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        if not reader.seekable() and not isinstance(reader, ReaderAt) and writer.status().offset:
            writer.truncate(0)
        super().copy(writer, reader, descriptor)


@breaks("COPY-7a", "was called")
class DiscardsWhatThereIs(Right16):
    """Does not mind that a source ends before the offset."""

    def discard(self, reader: Reader, offset: int) -> None:
        reader.read(offset)

    def check_length(self, length: int, size: int) -> None: ...


@breaks("COPY-8a", "ReadAt is preferred")
class NeverReadsAt(Right16):
    """Reads for nothing what it could read at the offset."""

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


@breaks("COPY-18b", "unexpected end")
class LeavesAnEarlyEndToCommit(Right16):
    """Commits what a source has given, as the first edition does."""

    def check_length(self, length: int, size: int) -> None: ...


@breaks("COPY-22a", "Fetch was called")
class FetchesACompleteIngest(Right16):
    """Asks for a source though nothing is missing, as the first edition does."""

    def is_complete(self, offset: int, descriptor: Descriptor) -> bool:
        return False


@breaks("COPY-24", "the Status is asked again")
class TakesAResetForAnError(Right16):
    """Knows no resets, as the first edition."""

    rounds = 1


@breaks("COPY-24", "success after 1 resets")
class KeepsTheStaleOffset(Right16):
    """Holds the length of a second round against the first offset, as 1.6.20 does."""

    def go_round(self, writer: Writer, go_to: GoTo, descriptor: Descriptor) -> None:
        self.stale = writer.status().offset
        super().go_round(writer, go_to, descriptor)

    def pour(self, read: Read, writer: Writer) -> int:
        begin = writer.status().offset
        return super().pour(read, writer) - abs(begin - self.stale)


@breaks("COPY-25", "an error after the fifth reset")
class GoesRoundForEver(Right16):
    """Puts up with any number of resets, as edition 2.x does."""

    rounds = None


@breaks("COPY-26", "success after 5 resets")
class GivesUpAfterFiveResets(Right2X):
    """Counts its rounds, as edition 1.6 does."""

    rounds = 5


@breaks("PUSH-1a", "by Writer")
class NeverTakesAPusherForAnIngester(Right16):
    """Pushes, whatever else the pusher can do."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        return Right.open_push(self, ctx, pusher, descriptor)


@breaks("PUSH-3a", "the pusher's error itself")
class TakesALockedPushForDone(Right16):
    """Thinks that whoever has the lock will do it."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().push(ctx, provider, pusher, descriptor)
        except Exception as error:
            if not self.is_locked(error):
                raise
            return None


@breaks("PUSH-5a", "no byte behind")
class PushesAllThereIs(Right16):
    """Looks through no window, except for an empty blob."""

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        if size == 0:
            return super().window(reader, offset, size)
        assert isinstance(reader, ReaderAt)
        return self.reading_at(reader, offset)


@breaks("PUSH-8", "refusal")
class WaitsForNoPush(Right16):
    """Asks an ingesting pusher once."""

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        if hasattr(ingester, "push"):
            try:
                ref = self.make_ref_key(ctx, descriptor)
                return ingester.writer(ctx, ref, descriptor.size, descriptor.digest)
            except Exception as error:
                if self.is_exists(error):
                    return None
                raise
        return super().open_writer(ctx, ingester, descriptor)
