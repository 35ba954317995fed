"""Faults in a corner: after a wait, on the second call, at a class that nobody expects."""

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
    SeekableReader,
    Writer,
)

from .right import Children, Read, Right
from .shelf import breaks


@breaks("LOCK-8", "exists was wrapped as")
class KnowsOnlyBareExistsAfterAWait(Right):
    """The loop that asks again was written by somebody else than the first attempt."""

    def __init__(self) -> None:
        self.waited = False

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        self.waited = refusals > 0
        return super().ask_ingester(ctx, ingester, ref, descriptor, refusals)

    def is_exists(self, error: Exception) -> bool:
        return isinstance(error, errors.AlreadyExists) if self.waited else errors.is_exists(error)


@breaks("FETCH-5", "the descriptor that was given, with annotations")
class ForgetsFieldsAfterAWait(Right):
    """What it waits with is only what the ref needs."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        return _Forgetful().fetch(ctx, ingester, fetcher, descriptor)


class _Forgetful(Right):
    waited = False

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        self.waited = True
        return super().gives_up(ctx, refusals)

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        if self.waited:
            descriptor = Descriptor(descriptor.media_type, descriptor.digest, descriptor.size)
        return super().ask(ctx, fetcher, descriptor)


@breaks("PUSH-3", "was called")
class WaitsForAWrappedLockOfThePusher(Right):
    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        try:
            return super().open_push(ctx, pusher, descriptor)
        except Exception as error:
            if isinstance(error, errors.Locked) or not errors.is_locked(error):
                raise
        return super().open_push(ctx, pusher, descriptor)


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


@breaks("COPY-3", "one Seek")
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
