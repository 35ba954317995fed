"""Right in editions 1.6 and 2.x, each in its own way: mixed into the small right one of each."""

from __future__ import annotations

import hashlib
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
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
    ReaderAt,
    SeekableReader,
    Writer,
)
from wrong.later_right import GoTo, Right2X, Right16
from wrong.right import PIECE, Children, Read

LATER: dict[str, tuple[Callable[[], object], str]] = {}
"""By its name: a factory of fresh ones, and the edition."""


def in_both(mixin: type) -> type:
    """Put it on the shelf, over each of the two right ones."""
    for base in (Right16, Right2X):
        name = f"{mixin.__name__}{base.edition.replace('.', '').upper()}"
        LATER[name] = (type(name, (mixin, base), {"__doc__": mixin.__doc__}), base.edition)
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
    """Whatever fails comes in a group of one."""

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
    """What it copies from the start it hashes; it does not commit what has another digest."""

    def one_round(self, writer: Writer, status: Status, read: Read, descriptor: Descriptor) -> None:
        algorithm, _, expected = descriptor.digest.partition(":")
        lengths = {"sha256": 64, "sha512": 128}
        can = lengths.get(algorithm) == len(expected) and status.offset == 0 < descriptor.size
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
        if size <= 0:
            return read
        left = size - offset + 1

        def some(wanted: int) -> bytes:
            nonlocal left
            piece = read(min(wanted, left)) if left > 0 else b""
            left -= len(piece)
            return piece

        return some

    def check_length(self, length: int, size: int) -> None:
        super().check_length(length, size)
        if 0 < size < length:
            raise errors.FailedPrecondition("the source is too long")


@in_both
class AsksForTheStatusBeforeEachWrite(Right16):
    """Between two calls a status does no harm."""

    def write(self, writer: Writer, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest:
            writer.status()
            taken = writer.write(rest)
            if taken <= 0:
                raise OSError("the writer takes no more")
            rest = rest[taken:]


@in_both
class GoesBackInMemory(Right16):
    """Keeps the latest pieces of a plain source: a reset that goes back no further is served."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        kept, first, rounds = bytearray(), 0, count()

        def go_to(offset: int) -> Read:
            nonlocal first
            number = next(rounds)
            seeks = isinstance(reader, SeekableReader) and reader.seekable()
            if seeks or (isinstance(reader, ReaderAt) and descriptor.size > offset):
                return self.go_to(reader, offset, descriptor.size, number)
            if number == 0:
                self.discard(reader, offset)
                first = offset
            if not first <= offset <= first + len(kept):
                raise errors.ContentError("the source cannot go back so far")
            again = bytes(kept[offset - first :])
            del kept[offset - first :]

            def read(size: int) -> bytes:
                nonlocal again, first
                piece, again = (again[:size], again[size:]) if again else (reader.read(size), b"")
                kept.extend(piece)
                too_much = max(0, len(kept) - 2 * PIECE)
                del kept[:too_much]
                first += too_much
                return piece

            return read

        self.go_round(writer, go_to, descriptor)


@in_both
class PausesBetweenRounds(Right16):
    """A remote that resets its writers is under load."""

    def go_round(self, writer: Writer, go_to: GoTo, descriptor: Descriptor) -> None:
        rounds = count()

        def after_a_pause(offset: int) -> Read:
            time.sleep(0.05 * next(rounds))
            return go_to(offset)

        super().go_round(writer, after_a_pause, descriptor)


@in_both
class ReadsAtTwoPlacesAtOnce(Right16):
    """A helper thread reads the part behind the one that is read; they are used in order."""

    def reading_at(self, reader: ReaderAt, offset: int) -> Read:
        ahead: list[bytes | Exception] = []

        def read(size: int) -> bytes:
            nonlocal offset
            if not ahead:
                piece = reader.read_at(offset, size)
                if piece:
                    self.beside(lambda at: reader.read_at(at, size), offset + len(piece), ahead)
            else:
                found = ahead.pop()
                if isinstance(found, Exception):
                    raise found
                piece = found[:size]
                if rest := found[size:]:
                    ahead.append(rest)
            offset += len(piece)
            return piece

        return read

    def beside(
        self, read_at: Callable[[int], bytes], offset: int, found: list[bytes | Exception]
    ) -> None:
        def work() -> None:
            try:
                found.append(read_at(offset))
            except Exception as error:
                found.append(error)

        helper = threading.Thread(target=work)
        helper.start()
        helper.join()


@in_both
class FillsTheNextPieceMeanwhile(Right16):
    """A pool of one gathers the next piece while this one is written."""

    def full_pieces(self, read: Read) -> Iterator[tuple[bytes, Exception | None]]:
        with ThreadPoolExecutor(1) as pool:
            coming = pool.submit(self.one_piece, read)
            while True:
                piece, error = coming.result()
                if error is not None or not piece:
                    yield piece, error
                    return
                coming = pool.submit(self.one_piece, read)
                yield piece, None

    def one_piece(self, read: Read) -> tuple[bytes, Exception | None]:
        piece = bytearray()
        try:
            while len(piece) < PIECE and (part := read(PIECE - len(piece))):
                piece += part
        except Exception as error:
            return bytes(piece), error
        return bytes(piece), None


@in_both
class PushesTwoRangesAtATime(Right16):
    """Two ranges of the content are read side by side, and written in order."""

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        window = super().window
        if not 2 <= size - offset <= 4 * PIECE:
            return window(reader, offset, size)
        middle = (offset + size + 1) // 2
        with ThreadPoolExecutor(2) as pool:
            ranges = [
                pool.submit(self.range_of, window(reader, begin, end), end - begin)
                for begin, end in ((offset, middle), (middle, size))
            ]
        answers = [one.result() for one in ranges]

        def read(wanted: int) -> bytes:
            while answers:
                content, error = answers[0]
                if content:
                    answers[0] = content[wanted:], error
                    return content[:wanted]
                if error is not None:
                    raise error
                del answers[0]
            return b""

        return read

    def range_of(self, read: Read, size: int) -> tuple[bytes, Exception | None]:
        content = bytearray()
        try:
            while len(content) < size:
                part = read(size - len(content))
                if not part:
                    return bytes(content), errors.UnexpectedEnd("the range ends early")
                content += part
        except Exception as error:
            return bytes(content), error
        return bytes(content), None


@in_both
class SeeksWhenItPushes(Right16):
    """Where the provider's reader can seek, it is read on from there, up to the size."""

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        if size < 0 or not (isinstance(reader, SeekableReader) and reader.seekable()):
            return super().window(reader, offset, size)
        self.seek(reader, offset)
        left = size - offset

        def read(wanted: int) -> bytes:
            nonlocal left
            piece = reader.read(min(wanted, left)) if left > 0 else b""
            left -= len(piece)
            return piece

        return read


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


LATER[ClosesTheSourceBeforeTheCommit2X.__name__] = (ClosesTheSourceBeforeTheCommit2X, "2.x")
