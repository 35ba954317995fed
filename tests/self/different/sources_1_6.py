"""Right in editions 1.6 and 2.x, each with a way of its own to read its source."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Reader, ReaderAt, SeekableReader, Writer
from wrong.right import PIECE, Read
from wrong.right_1_6 import GoTo, Right16, at_most, one_piece

from .since_1_6 import SINCE_1_6, in_both

__all__ = ["SINCE_1_6"]


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
class DiscardsByReadAt(Right16):
    """A source that can be read at offsets is read in no other way, also up to the offset."""

    def go_to(self, reader: Reader, offset: int, size: int, number: int) -> Read:
        if number or not (isinstance(reader, ReaderAt) and offset > 0 and size <= offset):
            return super().go_to(reader, offset, size, number)
        if reader.seekable():
            return super().go_to(reader, offset, size, number)
        read = self.reading_at(reader, 0)
        while offset > 0:
            piece = read(min(offset, PIECE))
            if not piece:
                raise errors.UnexpectedEnd("the source ends before the offset")
            offset -= len(piece)
        return read


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
    """A helper thread reads the next part meanwhile; parts are used in order."""

    def reading_at(self, reader: ReaderAt, offset: int) -> Read:
        ahead: list[bytes | BaseException] = []

        def read(size: int) -> bytes:
            nonlocal offset
            if not ahead:
                piece = reader.read_at(offset, size)
                if piece:
                    self.beside(lambda at: reader.read_at(at, size), offset + len(piece), ahead)
            else:
                found = ahead.pop()
                if isinstance(found, BaseException):
                    raise found
                piece = found[:size]
                if rest := found[size:]:
                    ahead.append(rest)
            offset += len(piece)
            return piece

        return read

    def beside(
        self, read_at: Callable[[int], bytes], offset: int, found: list[bytes | BaseException]
    ) -> None:
        def work() -> None:
            try:
                found.append(read_at(offset))
            except BaseException as error:
                found.append(error)

        helper = threading.Thread(target=work)
        helper.start()
        helper.join()


@in_both
class FillsTheNextPieceMeanwhile(Right16):
    """A pool of one gathers the next piece while this one is written."""

    def full_pieces(self, read: Read) -> Iterator[tuple[bytes, Exception | None]]:
        with ThreadPoolExecutor(1) as pool:
            coming = pool.submit(one_piece, read)
            while True:
                piece, error = coming.result()
                if error is not None or not piece:
                    yield piece, error
                    return
                coming = pool.submit(one_piece, read)
                yield piece, None


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
        content, error = one_piece(read, size)
        if error is None and len(content) < size:
            error = errors.UnexpectedEnd("the range ends early")
        return content, error


@in_both
class SeeksWhenItPushes(Right16):
    """Seeks a seekable reader of the provider to the offset, and reads on up to the size."""

    def window(self, reader: Reader, offset: int, size: int) -> Read:
        if size < 0 or not (isinstance(reader, SeekableReader) and reader.seekable()):
            return super().window(reader, offset, size)
        self.seek(reader, offset)
        return at_most(size - offset, reader.read)
