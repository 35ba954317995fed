"""Wrong only in a corner: where something hardly ever happens, or where much has gone right."""

from __future__ import annotations

from dataclasses import replace

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Buffer,
    Context,
    Fetcher,
    Handler,
    Ingester,
    Pusher,
    Reader,
    ReaderAt,
    SeekableReader,
    Writer,
)

from ..right import Children, Read, Right
from ..right_1_6 import Right16
from ..shelf import breaks


@breaks("COPY-1", "success")
class TakesExistsOfTheStatusForSuccess(Right):
    """One `except` too wide around the whole copy."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        try:
            super().copy(writer, reader, descriptor)
        except errors.AlreadyExists:
            return


@breaks("COPY-12", "success")
class TakesExistsOfAWriteForSuccess(Right):
    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        status = writer.status()
        try:
            self.pump(self.resume(writer, reader, status.offset, descriptor.size), writer)
        except errors.AlreadyExists:
            return
        self.commit(writer, status.ref, descriptor)


@breaks("COPY-3", "Seek once")
class RemembersWhatTheFirstSourceCould(Right):
    """The first source of a handler decides for all that follow."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        return Right.fetch_handler(_OfOneHandler(), ingester, fetcher)


class _OfOneHandler(Right):
    def __init__(self) -> None:
        self.first: bool | None = None

    def keeps(self, reader: Reader, offset: int, size: int) -> int:
        if self.first is None:
            self.first = reader.seekable()
        return super().keeps(reader, offset, size) if self.first or not reader.seekable() else 0


@breaks("COPY-4", "Seek failed (unavailable)")
class IgnoresASeekThatIsUnavailable(Right):
    def seek(self, reader: SeekableReader, offset: int) -> None:
        try:
            super().seek(reader, offset)
        except errors.Unavailable:
            return


@breaks("COPY-7", "Truncate failed")
class TakesNothingThereForTruncated(Right):
    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        try:
            return super().resume(writer, reader, offset, size)
        except errors.NotFound:
            return reader.read


@breaks("COPY-11", "the rest")
class WritesTheRestOnlyOnce(Right):
    def write(self, writer: Writer, piece: Buffer) -> None:
        taken = writer.write(piece)
        if taken < len(piece):
            writer.write(memoryview(piece)[taken:])


@breaks("COPY-13", "Commit with the descriptor's size and digest")
class CommitsUnknownSizesWithoutTheDigest(Right):
    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        digest = descriptor.digest if descriptor.size > 0 else ""
        super().commit(writer, ref, replace(descriptor, digest=digest))


class _RefusesAResume(Right):
    """Has counted or hashed only its own bytes, and takes the earlier ones to be wrong."""

    def refuses(self, reader: Reader, offset: int, size: int) -> bool:
        return True

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        read = super().resume(writer, reader, offset, size)
        refuses = offset > 0 and self.refuses(reader, offset, size)

        def until_the_end(wanted: int) -> bytes:
            piece = read(wanted)
            if refuses and not piece:
                raise errors.FailedPrecondition("another digest")
            return piece

        return until_the_end


@breaks("COPY-3", "another digest")
class HashesTheRestBehindASeek(_RefusesAResume):
    def refuses(self, reader: Reader, offset: int, size: int) -> bool:
        return isinstance(reader, SeekableReader) and reader.seekable()


@breaks("COPY-5", "another digest")
class HashesTheRestThatIsReadAt(_RefusesAResume):
    def refuses(self, reader: Reader, offset: int, size: int) -> bool:
        return isinstance(reader, ReaderAt) and self.keeps(reader, offset, size) == offset


@breaks("COPY-6", "another digest")
class CountsOnAfterStartingOver(_RefusesAResume):
    def refuses(self, reader: Reader, offset: int, size: int) -> bool:
        return self.keeps(reader, offset, size) < offset


@breaks("COPY-6a", "another digest", edition="1.6")
class HashesTheRestOfAPlainSource(Right16):
    def discard(self, reader: Reader, offset: int) -> None:
        super().discard(reader, offset)
        raise errors.FailedPrecondition("another digest")


@breaks("COPY-22a", "all bytes are there", edition="1.6")
class LooksAtTheCallerBeforeACompleteCommit(Right16):
    """Does not commit a complete ingest for a caller that had given up."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        self.given_up = ctx.cancelled
        return super().fetch(ctx, ingester, fetcher, descriptor)

    def is_complete(self, offset: int, descriptor: Descriptor) -> bool:
        complete = super().is_complete(offset, descriptor)
        if complete and self.given_up:
            raise errors.Unavailable("the caller has given up")
        return complete


@breaks("COPY-14", "succeeds", edition="1.6")
class TakesExistsAtThePushersCommitForAnError(Right16):
    """Takes *exists* at the commit for an error if the pusher is an ingester as well."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        self.ingests = hasattr(pusher, "writer")
        return super().open_push(ctx, pusher, descriptor)

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        if getattr(self, "ingests", False):
            writer.commit(descriptor.size, descriptor.digest)
        else:
            super().commit(writer, ref, descriptor)


@breaks("COPY-6a", "instead of", edition="1.6")
class DiscardsOneMebibyteAtMost(Right16):
    """Its one read for nothing is as long as a piece."""

    def discard(self, reader: Reader, offset: int) -> None:
        super().discard(reader, min(offset, 1024 * 1024))


@breaks("COPY-22", "succeeds")
class TakesACompleteIngestForAnError(Right):
    """Commits a complete ingest, and then raises an error."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        complete = writer.status().offset == descriptor.size > 0
        super().copy(writer, reader, descriptor)
        if complete:
            raise errors.Unavailable("nothing was copied")
