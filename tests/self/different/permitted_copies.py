"""Right ways to copy that only a special scenario shows: each is a freedom that a rule leaves.

`test_permitted_copies.py` plays each with the scenarios that show it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from remotes_conformance import errors
from remotes_conformance.content import Descriptor, Status
from remotes_conformance.protocols import (
    Buffer,
    Context,
    Fetcher,
    Ingester,
    Reader,
    Writer,
)
from wrong.right import PIECE, Children, CommitFailed, OpenReader, Read, Right
from wrong.right_1_6 import Right16

# -- the Status and the source -------------------------------------------------------------------


class OpensBesideTheStatus(Right):
    """Asks for the Status and opens the source; then it looks at both answers."""

    def transfer(
        self, ctx: Context, writer: Writer, open_reader: OpenReader, descriptor: Descriptor
    ) -> None:
        with self.closing(ctx, writer):
            no_status = failed(writer.status)
            with self.closing(ctx, reader := open_reader()):
                if no_status is not None:
                    raise no_status
                self.copy(writer, reader, descriptor)


class OpensBesideTheStatus16(Right16):
    """The same, in a fetch of edition 1.6."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_writer(ctx, ingester, descriptor)
        if writer is not None:
            with self.closing(ctx, writer):
                no_status = failed(writer.status)
                with self.closing(ctx, reader := self.ask(ctx, fetcher, descriptor)):
                    if no_status is not None:
                        raise no_status
                    self.copy(writer, reader, descriptor)
        return None


class FetchesAfterAReset16(Right16):
    """A complete ingest whose Commit asks for a reset is fetched like any other."""

    asks_first = False

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_writer(ctx, ingester, descriptor)
        if writer is not None:
            with self.closing(ctx, writer):
                status = writer.status()
                if self.is_complete(status.offset, descriptor):
                    try:
                        return self.commit(writer, status.ref, descriptor)
                    except Exception as error:
                        if not errors.is_reset(error):
                            raise
                    if self.asks_first:
                        writer.status()
                with self.closing(ctx, reader := self.ask(ctx, fetcher, descriptor)):
                    self.copy(writer, reader, descriptor)
        return None


class AsksAndFetchesAfterAReset16(FetchesAfterAReset16):
    """The same; the Status comes first."""

    asks_first = True


class ReadsBeforeItAsks16(Right16):
    """A read before the Status fails: its error comes out after the Status."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        broken = failed(lambda: reader.read(1))
        writer.status()
        if broken is not None:
            raise broken
        super().copy(writer, reader, descriptor)


class ReadsAllBeforeItAsks(Right):
    """The content is read first, into memory."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        pieces: list[bytes] = []
        broken = failed(lambda: pieces.extend(iter(lambda: reader.read(PIECE), b"")))
        status = writer.status()
        if broken is not None:
            raise broken
        for piece in pieces:
            self.write(writer, piece)
        self.commit(writer, status.ref, descriptor)


# -- errors of reads and Writes ------------------------------------------------------------------


class LooksIntoEmptyContent16(Right16):
    """Reads a byte of content that has none, and does not mind if that fails."""

    def window(self, reader: Any, offset: int, size: int) -> Read:
        if size == 0:
            failed(lambda: reader.read_at(0, 1))
        return super().window(reader, offset, size)


class LooksAtTheStart(Right):
    """By ReadAt; then it reads all, and forgets an error that comes after the last byte."""

    first = False
    """The error that is forgotten comes out if the Commit fails."""

    def copy(self, writer: Writer, reader: Any, descriptor: Descriptor) -> None:
        status, got, late = writer.status(), 0, None
        if hasattr(reader, "read_at"):
            reader.read_at(0, 4)
        while late is None:
            try:
                piece = reader.read(PIECE)
            except Exception as error:
                if got < descriptor.size:
                    raise
                late = error
                break
            if not piece:
                break
            got += len(piece)
            self.write(writer, piece)
        self.ends(writer, status, descriptor, late)

    def ends(
        self, writer: Writer, status: Status, descriptor: Descriptor, late: Exception | None
    ) -> None:
        try:
            self.commit(writer, status.ref, descriptor)
        except Exception as error:
            raise (late if self.first and late else error) from None


class RemembersTheFirstError(LooksAtTheStart):
    """The error of a read comes out in the place of one of the Commit."""

    first = True


class FindsAnotherDigest(LooksAtTheStart):
    """Does not commit what is not the content: here, whatever it is given."""

    def ends(
        self, writer: Writer, status: Status, descriptor: Descriptor, late: Exception | None
    ) -> None:
        raise errors.FailedPrecondition(f"not the content of {descriptor.digest}")


class DescribesWhatItCouldNotCommit(Right):
    """Asks for the Status for its message; if that fails, that comes out."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        try:
            super().commit(writer, ref, descriptor)
        except CommitFailed as error:
            raise CommitFailed(f"{error}: {writer.status().offset} bytes") from error.__cause__


class PrefersTheErrorOfTheRead16(Right16):
    """The source breaks, and the Write of what it gave fails, too."""

    def pour(self, read: Read, writer: Writer) -> int:
        copied = 0
        for piece, broken in self.full_pieces(read):
            unwritten = failed(partial(self.write, writer, piece))
            if error := broken or unwritten:
                raise error
            copied += len(piece)
        return copied


class ReadsOnWhenItsSourceBreaks(Right):
    """So that its connection can be used again; it writes nothing of that."""

    def pump(self, read: Read, writer: Writer) -> None:
        def drain() -> Iterator[bytes]:
            while piece := read(PIECE):
                yield piece

        try:
            super().pump(read, writer)
        except Exception:
            with suppress(Exception):
                list(drain())
            raise


class WritesOnceMore(Right):
    """A piece whose Write failed is written again, so that the next attempt resumes after it."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        try:
            super().write(writer, piece)
        except Exception:
            with suppress(Exception):
                writer.write(piece)
            raise


class HashesBeforeItPushes16(Right16):
    """Reads the content twice: once to see that it is right, and once to push it."""

    def window(self, reader: Any, offset: int, size: int) -> Read:
        at = 0
        while piece := reader.read_at(at, PIECE):
            at += len(piece)
        return super().window(reader, offset, size)


def failed(call: Any) -> Exception | None:
    """Makes the call; its error, or None."""
    try:
        call()
    except Exception as error:
        return error
    return None
