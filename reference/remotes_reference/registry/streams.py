"""A reader of content of a registry: opened when it is first read, anywhere, and again after a cut.

A seek costs nothing before the next read, so an ingest is resumed by one request with a range.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from remotes_conformance.errors import FailedPrecondition, UnexpectedEnd
from remotes_conformance.protocols import Context

from ..blob_reader import position_after
from .answers import Answer
from .waits import check

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE: Final = 256 * 1024
_REOPENINGS: Final = 8


class ContentStream(io.RawIOBase):
    """Content of *size* bytes (below 0: not known), at most *limit*.

    *open_at* gives an answer whose body is the content from an offset on; *observe* is called with
    the length of each piece. Not for several threads.
    """

    def __init__(
        self,
        ctx: Context,
        open_at: Callable[[int], Answer],
        size: int,
        limit: int | None = None,
        observe: Callable[[int], object] = bool,
    ) -> None:
        super().__init__()
        self._ctx = ctx
        self._open_at = open_at
        self._size = size
        self._limit = limit
        self._observe = observe
        self._answer: Answer | None = None
        self._place = 0  # of the answer's next byte
        self._position = 0
        self._reopenings = _REOPENINGS

    def read_at(self, offset: int, size: int, /) -> bytes:
        self._check_open()
        if self._size >= 0:
            size = min(size, self._size - offset)
        if size <= 0:
            return b""
        piece = self._read(offset, min(size, PIECE))
        if not piece and self._size >= 0:
            self._drop()
            raise UnexpectedEnd(f"the content ends after {offset} of {self._size} bytes")
        self._place += len(piece)
        self._observe(len(piece))
        if self._limit is not None and self._place > self._limit:
            self._drop()
            raise FailedPrecondition(f"the content is longer than {self._limit} bytes")
        if self._place == self._size:
            self._check_end()
        return piece

    def _read(self, offset: int, size: int) -> bytes:
        while True:
            check(self._ctx)
            if self._answer is None or self._place != offset:
                self._drop()
                self._answer, self._place, began = self._open_at(offset), offset, True
            else:
                began = False
            try:
                return self._answer.read(size)
            except UnexpectedEnd:
                self._drop()
                self._reopenings -= 1
                # Only after progress: an answer that never has a byte is asked for once.
                if began or self._reopenings < 0:
                    raise

    def _check_end(self) -> None:
        """Even if the digest is right, content that goes on is longer than announced."""
        answer, self._answer = self._answer, None
        if answer is not None:
            try:
                if answer.read(1):
                    raise FailedPrecondition(f"the content is longer than {self._size} bytes")
            finally:
                answer.close()

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0:
            return self.readall()
        piece = self.read_at(self._position, size)
        self._position += len(piece)
        return piece

    def readall(self) -> bytes:
        pieces = []
        while piece := self.read(PIECE):
            pieces.append(piece)
        return b"".join(pieces)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        piece = self.read(len(view))
        view[: len(piece)] = piece
        return len(piece)

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        self._check_open()
        self._position = position_after(offset, whence, self._position, self._size)
        return self._position

    def tell(self) -> int:
        self._check_open()
        return self._position

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def close(self) -> None:
        self._drop()
        super().close()

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _drop(self) -> None:
        answer, self._answer = self._answer, None
        if answer is not None:
            answer.close()

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("the reader is closed")
