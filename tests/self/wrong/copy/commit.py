"""Wrong commits of a copy in which nothing fails: COPY-13 and COPY-17."""

from __future__ import annotations

from dataclasses import replace

from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.protocols import (
    Buffer,
    Context,
    Fetcher,
    Handler,
    Ingester,
    Reader,
    Writer,
)

from ..right import Children, Read, Right
from ..shelf import breaks


class _Knows(Right):
    """Counts and keeps the bytes that it writes, and commits by their count or digest."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        status = writer.status()
        read = self.resume(writer, reader, status.offset, descriptor.size)
        content = bytearray()

        def keep(size: int) -> bytes:
            piece = read(size)
            content.extend(piece)
            return piece

        self.pump(keep, writer)
        self.commit(writer, status.ref, self.committed(descriptor, bytes(content)))

    def committed(self, descriptor: Descriptor, content: bytes) -> Descriptor:
        raise NotImplementedError


@breaks("COPY-13", "Commit with the descriptor's size and digest")
class CommitsTheCountedSize(_Knows):
    """Commits with the number of bytes it has written."""

    def committed(self, descriptor: Descriptor, content: bytes) -> Descriptor:
        return replace(descriptor, size=len(content)) if descriptor.size > 0 else descriptor


@breaks("COPY-13", "Commit with the descriptor's size and digest")
class CommitsTheTotalOfTheStatus(Right):
    """Commits with the size that the ingest was begun with."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        status = writer.status()
        self.pump(self.resume(writer, reader, status.offset, descriptor.size), writer)
        self.commit(writer, status.ref, replace(descriptor, size=status.total))


@breaks("COPY-13", "Commit with the descriptor's size and digest")
class CommitsTheComputedDigest(_Knows):
    """Commits with the sha256 digest of the written bytes."""

    def committed(self, descriptor: Descriptor, content: bytes) -> Descriptor:
        return replace(descriptor, digest=digest_of(content))


@breaks("COPY-13", "Commit with the descriptor's size and digest")
class CommitsWithoutTheDigest(_Knows):
    """Commits without a digest."""

    def committed(self, descriptor: Descriptor, content: bytes) -> Descriptor:
        return replace(descriptor, digest="")


@breaks("COPY-13", "Commit with the descriptor's size and digest")
class CommitsWithoutTheSize(_Knows):
    """Commits without a size."""

    def committed(self, descriptor: Descriptor, content: bytes) -> Descriptor:
        return replace(descriptor, size=min(descriptor.size, 0))


@breaks("COPY-13", "Commit was called again")
class CommitsTwice(Right):
    """Commits, and commits again."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        super().commit(writer, ref, descriptor)
        super().commit(writer, ref, descriptor)


@breaks("COPY-13", "Write was called")
class WritesAfterTheCommit(Right):
    """Flushes its bytes after they are committed already."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        super().commit(writer, ref, descriptor)
        writer.write(b"")


@breaks("COPY-13", "success without a Commit")
class ForgetsToCommit(Right):
    """Writes all bytes, and leaves it at that."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        pass


class _Unknown(Right):
    """Does something of its own where the size is not known."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        if descriptor.size > 0:
            super().copy(writer, reader, descriptor)
        else:
            self.copy_unknown(writer, reader, descriptor)

    def copy_unknown(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        raise NotImplementedError


@breaks("COPY-17", "not known")
class RefusesUnknownSizes(_Unknown):
    """Fails where the size is not known."""

    def copy_unknown(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        raise ValueError("the size is not known")


@breaks("COPY-17", "size 0")
class RefusesSizeZero(_Unknown):
    """Fails where the size is 0, as editions since 1.6 do."""

    def copy_unknown(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        if descriptor.size == 0:
            raise ValueError("the size is 0")
        super(_Unknown, self).copy(writer, reader, descriptor)


@breaks("COPY-17", "Commit with the unknown size")
class CommitsTheCountedSizeOfUnknown(_Unknown):
    """Commits with the number of bytes, where the size is not known."""

    def copy_unknown(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        status = writer.status()
        self.pump(self.resume(writer, reader, status.offset, descriptor.size), writer)
        counted = replace(descriptor, size=writer.status().offset)
        self.commit(writer, status.ref, counted)


@breaks("COPY-17", "size")
class TakesMinusOneForZero(Right):
    """Passes 0 on if the descriptor's size is -1."""

    def ask_ingester(
        self, ctx: Context, ingester: Ingester, ref: str, descriptor: Descriptor, refusals: int
    ) -> Writer:
        return ingester.writer(ctx, ref, max(descriptor.size, 0), descriptor.digest)


@breaks("COPY-17", "unknown (0)")
class TakesZeroForEmpty(_Unknown):
    """Copies nothing where the size is 0."""

    def copy_unknown(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        super(_Unknown, self).copy(writer, reader, descriptor)

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        read = super().resume(writer, reader, offset, size)
        return read if size else lambda wanted: b""


@breaks("COPY-13", "success without a Commit")
class GivesUpSilently(Right):
    """Comes back without a word, and without a commit, when the caller gives up in mid-copy."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher) -> Handler:
        handle = super().fetch_handler(ingester, fetcher)

        def silently(ctx: Context, descriptor: Descriptor) -> Children:
            before = ctx.cancelled
            self.gave_up = lambda: ctx.cancelled and not before
            try:
                return handle(ctx, descriptor)
            except InterruptedError:
                return ()

        return silently

    def write(self, writer: Writer, piece: Buffer) -> None:
        if self.gave_up():
            raise InterruptedError
        super().write(writer, piece)
