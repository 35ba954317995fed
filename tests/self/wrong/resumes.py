"""Resumes that come to nothing, and other faults that show where much has gone right."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from remotes_conformance import errors
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

from .right import Children, Read, Right
from .right_1_6 import Right2X, Right16
from .shelf import breaks


class _RefusesAResume(Right):
    """Has counted or hashed only what it has read itself, and takes the rest to be wrong."""

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


@breaks("RUN-1", "livelock")
class WritesOverAndOver(Right):
    """Goes on with the rest, also at a writer that takes nothing."""

    def write(self, writer: Writer, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest:
            rest = rest[writer.write(rest) :]


class _OneAtATime(Right16):
    """Holds a lock around a call, as if what it calls could not be shared."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()


@breaks("LOCK-10", "it stood still", edition="1.6")
class PushesOneAtATime(_OneAtATime):
    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        with self.lock:
            return super().open_push(ctx, pusher, descriptor)


@breaks("LOCK-10", "it stood still", edition="1.6")
class AsksTheProviderOneAtATime(_OneAtATime):
    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        with self.lock:
            return super().read(ctx, provider, descriptor)


@breaks("LOCK-10", "it stood still", edition="1.6")
class AsksTheIngesterOneAtATime(_OneAtATime):
    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        with self.lock:
            return super().ask_ingester(ctx, ingester, ref, descriptor, refusals)


@breaks("COPY-22a", "all bytes are there", edition="1.6")
class LooksAtTheCallerBeforeACompleteCommit(Right16):
    """Does not commit what is all there, for a caller that had given up."""

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


@breaks("FETCH-16", "the embedded content", edition="2.x")
class KnowsOneAlgorithm(Right2X):
    """Embedded content is verified by sha256, and fetched if it has another digest."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        return super().embedded(descriptor) if descriptor.digest.startswith("sha256:") else None


@breaks("FETCH-10", "closing", edition="1.6")
class LetsTheCloseErrorOfACompleteIngestOut(Right16):
    """Knows how to let it be where a source was open; where none was, it comes out."""

    @contextmanager
    def closing(self, ctx: Context, opened: Reader | Writer) -> Iterator[None]:
        if hasattr(opened, "read"):
            self.has_read = True
            with super().closing(ctx, opened):
                yield
            return
        self.has_read = False
        try:
            yield
        finally:
            try:
                opened.close()
            except Exception:
                if not self.has_read:
                    raise


@breaks("COPY-14", "success", edition="1.6")
class TakesExistsAtThePushersCommitForAnError(Right16):
    """Where the pusher is an ingester as well."""

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


@breaks("COPY-22", "success")
class TakesACompleteIngestForAnError(Right):
    """Commits what was all there, and then tells of an error."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        complete = writer.status().offset == descriptor.size > 0
        super().copy(writer, reader, descriptor)
        if complete:
            raise errors.Unavailable("nothing was copied")


@breaks("FETCH-16", "the embedded content", edition="2.x")
class LooksAtTheCallerBeforeEmbeddedContent(Right2X):
    """Does not use what it has at hand, for a caller that had given up."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        self.given_up = ctx.cancelled
        return super().fetch(ctx, ingester, fetcher, descriptor)

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        data = super().embedded(descriptor)
        if data is not None and self.given_up:
            raise errors.Unavailable("the caller has given up")
        return data


@breaks("PUSH-7", "never", edition="1.6")
class ForgetsThePushersWriter(Right16):
    """Where the pusher is an ingester as well, and the provider fails."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        if not hasattr(pusher, "writer"):
            return super().push(ctx, provider, pusher, descriptor)
        writer = self.open_push(ctx, pusher, descriptor)
        if writer is not None:
            reader = self.read(ctx, provider, descriptor)
            with self.closing(ctx, writer), self.closing(ctx, reader):
                size = descriptor.size
                self.go_round(writer, lambda at: self.window(reader, at, size), descriptor)
        return None


@breaks("LOCK-10", "it stood still", edition="1.6")
class ReadsOneAtATime(_OneAtATime):
    def go_to(self, reader: Reader, offset: int, size: int, number: int) -> Read:
        read = super().go_to(reader, offset, size, number)

        def alone(wanted: int) -> bytes:
            with self.lock:
                return read(wanted)

        return alone
