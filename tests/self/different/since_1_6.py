"""Right in editions 1.6 and 2.x, each in its own way: mixed into the small right one of each."""

from __future__ import annotations

import contextlib
import hashlib
import random
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from remotes_conformance import errors
from remotes_conformance.content import Descriptor, Status
from remotes_conformance.protocols import (
    Context,
    Fetcher,
    Ingester,
    Provider,
    Pusher,
    Reader,
    Writer,
)
from wrong.right import Children, Read
from wrong.right_1_6 import Right2X, Right16, at_most

SINCE_1_6: dict[str, tuple[Callable[[], object], str]] = {}
"""By name: a factory of fresh instances, and the edition."""


def in_both(mixin: type) -> type:
    """Put the mixin on the shelf, over the right implementation of each of the two editions."""
    for base in (Right16, Right2X):
        name = f"{mixin.__name__}{base.edition.replace('.', '').upper()}"
        SINCE_1_6[name] = (type(name, (mixin, base), {"__doc__": mixin.__doc__}), base.edition)
    return mixin


def bound(refusals: int) -> int:
    """The longest wait, in milliseconds, after that many refusals."""
    return min(16 << min(refusals - 1, 7), 2048)


@in_both
class DrawsWholeMilliseconds(Right16):
    """As Go's `rand.Intn`: now and then 0, and then it asks again without a wait."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        milliseconds = secrets.randbelow(bound(refusals))
        return ctx.cancelled if milliseconds == 0 else ctx.wait(milliseconds / 1000)


@in_both
class WaitsInSlices(Right16):
    """Until a moment that it drew, a quarter of a second at a time."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        end = time.monotonic() + random.random() * bound(refusals) / 1000
        while (left := end - time.monotonic()) > 0:
            if ctx.wait(min(left, 0.25)):
                return True
        return ctx.cancelled


@in_both
class GroupsErrors(Right16):
    """Every error is raised in a group of one."""

    def fetch(self, *args: Any) -> Children:
        return self.grouped(super().fetch, *args)

    def push(self, *args: Any) -> Children:
        return self.grouped(super().push, *args)

    def grouped(self, call: Callable[..., Children], *args: Any) -> Children:
        try:
            return call(*args)
        except Exception as error:
            raise ExceptionGroup("the transfer failed", [error]) from None


@in_both
class VerifiesBeforeTheCommit(Right16):
    """It hashes content that it copies from the start, and does not commit another digest. A push
    of size 0 copies nothing, and what it has copied has the digest of nothing."""

    def one_round(self, writer: Writer, status: Status, read: Read, descriptor: Descriptor) -> None:
        algorithm, _, expected = descriptor.digest.partition(":")
        lengths = {"sha256": 64, "sha512": 128}
        can = lengths.get(algorithm) == len(expected) and status.offset == 0 <= descriptor.size
        hashed = hashlib.new(algorithm if can else "sha256")

        def read_and_hash(size: int) -> bytes:
            piece = read(size)
            hashed.update(piece)
            return piece

        copied = self.pour(read_and_hash, writer)
        self.check_length(status.offset + copied, descriptor.size)
        if can and hashed.hexdigest() != expected:
            raise errors.FailedPrecondition(f"not the content of {descriptor.digest}")
        self.commit(writer, status.ref, descriptor)


@in_both
class ReadsOneByteTooManyAtMost(Right16):
    """Enough to see that a source is too long, which it refuses before the commit."""

    def go_to(self, reader: Reader, offset: int, size: int, number: int) -> Read:
        read = super().go_to(reader, offset, size, number)
        return read if size <= 0 else at_most(size - offset + 1, read)

    def check_length(self, length: int, size: int) -> None:
        super().check_length(length, size)
        if 0 < size < length:
            raise errors.FailedPrecondition("the source is too long")


@in_both
class PushesNothingThatIsTooLong(Right16):
    """Looks whether the provider has a byte after those that are pushed, and refuses it if so."""

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        if size >= 0 and super().window(reader, size, size + 1)(1):
            raise errors.FailedPrecondition("the provider has more than the content")
        return super().window(reader, offset, size)


@in_both
class AsksForTheStatusBeforeEachWrite(Right16):
    """Between two calls a status does no harm."""

    def write(self, writer: Writer, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest:
            writer.status()
            taken = writer.write(rest)
            if not 0 < taken <= len(rest):
                raise OSError(f"the writer took {taken} of {len(rest)} bytes")
            rest = rest[taken:]


@in_both
class PausesBeforeItWritesAgain(Right16):
    """A writer that takes nothing may take some in a moment; after three of them it gives up."""

    def write(self, writer: Writer, piece: bytes) -> None:
        rest, pauses = memoryview(piece), 0
        while rest:
            taken = writer.write(rest)
            if not 0 <= taken <= len(rest):
                raise OSError(f"the writer took {taken} of {len(rest)} bytes")
            rest = rest[taken:]
            if not taken:
                pauses += 1
                if pauses > 3:
                    raise OSError("the writer takes no more")
                time.sleep(0.01)


@in_both
class RefusesAnIngestThatIsTooLong(Right16):
    """A longer ingest cannot be the content: the fetcher is not even asked."""

    def is_complete(self, offset: int, descriptor: Descriptor) -> bool:
        if offset > descriptor.size > 0:
            raise errors.FailedPrecondition("the ingest is longer than the content")
        return super().is_complete(offset, descriptor)


@in_both
class AsksWhatIsThereWhenACommitFails(Right16):
    """For the message; the commit fails the same if the status cannot be read."""

    def commit(self, writer: Writer, ref: str, descriptor: Descriptor) -> None:
        try:
            super().commit(writer, ref, descriptor)
        except Exception as error:
            with contextlib.suppress(Exception):
                error.add_note(f"{writer.status().offset} bytes are there")
            raise


@in_both
class APrefixIsAValueOfItsOwn(Right16):
    """The context holds one value for each media type that has a prefix."""

    def with_key_prefix(self, ctx: Context, media_type: str, prefix: str, /) -> Context:
        return ctx.derive(values={f"prefix of {media_type}": prefix})

    def prefixes(self, ctx: Context) -> Mapping[str, str]:
        return _Prefixes(ctx)


class _Prefixes(dict[str, str]):
    def __init__(self, ctx: Context) -> None:
        super().__init__()
        self._ctx = ctx

    def get(self, media_type: str, default: Any = None) -> Any:
        return self._ctx.value(f"prefix of {media_type}") or default


class ClosesTheSourceBeforeTheCommit2X(Right2X):
    """A commit that is reset then has no source to go back to: the error comes out."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_writer(ctx, ingester, descriptor)
        if writer is None:
            return None
        with self.closing(ctx, writer):
            status = writer.status()
            self.check_size(descriptor)
            complete = self.is_complete(status.offset, descriptor)
            if (data := self.embedded(descriptor)) is not None and not complete:
                Right2X().go_round(writer, lambda at: self.reading(data, at), descriptor)
                return None
            if not complete:
                reader = self.ask(ctx, fetcher, descriptor)
                with self.closing(ctx, reader):
                    self.copy(writer, reader, descriptor)
            self.commit(writer, status.ref, descriptor)
        return None

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        writer = self.open_push(ctx, pusher, descriptor)
        if writer is None:
            return None
        with self.closing(ctx, writer):
            reader = self.read(ctx, provider, descriptor)
            with self.closing(ctx, reader):
                size = descriptor.size
                self.go_round(writer, lambda at: self.window(reader, at, size), descriptor)
            self.commit(writer, writer.status().ref, descriptor)
        return None

    def one_round(self, writer: Writer, status: Status, read: Read, descriptor: Descriptor) -> None:
        self.check_length(status.offset + self.pour(read, writer), descriptor.size)


SINCE_1_6[ClosesTheSourceBeforeTheCommit2X.__name__] = (ClosesTheSourceBeforeTheCommit2X, "2.x")
