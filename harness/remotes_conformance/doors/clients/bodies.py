"""The body of an answer without a connection: it ends, breaks and stalls as one over a wire."""

from __future__ import annotations

from collections.abc import Callable
from http.client import IncompleteRead
from typing import Protocol

from ...world.registry.messages import Reply
from .sending import ENDLESS

_ZEROS = bytes(65536)


class Sent(Protocol):
    """Is called with the bytes that have been read, and whether they are all."""

    def __call__(self, size: int, *, is_whole: bool) -> None: ...


class Body:
    """The object that `http.client` would hand to `urllib3`. `headers`: those of the answer.

    `sent`: is called after each read; `wait`: where nothing more comes.
    """

    def __init__(self, reply: Reply, sent: Sent, wait: Callable[[], None]) -> None:
        self._reply, self._sent, self._wait = reply, sent, wait
        body = b"" if reply.skips_body else reply.body
        is_cut = reply.wire in ("cut", "reset", "chunked cut", "no length cut", "stalled")
        self._kept = body[: len(body) // 2] if is_cut else body
        self._is_endless = reply.body_is == "endless" and not reply.skips_body
        self._size = len(body)
        self._at = 0
        self.closed = False
        self.headers = list(reply.all_headers)
        if reply.wire in ("chunked", "chunked cut"):
            self.headers.append(("Transfer-Encoding", "chunked"))
        elif not reply.wire.startswith("no length") and reply.status not in (204, 304):
            self.headers.append(("Content-Length", str(len(reply.body))))
        sent(0, is_whole=not self._size)

    def read(self, size: int | None = None) -> bytes:
        """The next bytes; b"" at the end, if that is a clean one or looks like one."""
        wanted = len(self._kept) if size is None or size < 0 else size
        piece = self._kept[self._at : self._at + wanted]
        if not piece and self._is_endless and self._at < ENDLESS:
            piece = _ZEROS[: wanted or len(_ZEROS)]
        self._at += len(piece)
        if piece:
            is_whole = self._at >= self._size and not self._is_endless
            self._sent(self._at, is_whole=is_whole)
            return piece
        return self._end()

    def _end(self) -> bytes:
        wire = self._reply.wire
        if self._reply.skips_body:
            return b""
        if wire == "reset":
            raise ConnectionResetError(104, "Connection reset by peer")
        if wire == "chunked cut":
            raise IncompleteRead(b"")
        if wire == "stalled":
            self._wait()
            raise TimeoutError("timed out")
        return b""

    def readinto(self, buffer: bytearray) -> int:
        """As `read`."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def isclosed(self) -> bool:
        """As `http.client` names it."""
        return self.closed

    def close(self) -> None:
        """Nothing more is read."""
        self.closed = True

    def flush(self) -> None:
        """There is nothing to flush."""
