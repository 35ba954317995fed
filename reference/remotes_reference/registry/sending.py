"""A request whose body one thread writes and another sends: `requests` wants to read it itself."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final

from remotes_conformance.errors import ContentError
from remotes_conformance.protocols import Context

from ..call_context import Cancelled
from .answers import Answer
from .waits import check
from .wire import PART, Stream

_AHEAD: Final = 1
"""Pieces that wait to be sent. With pieces of 1 MiB, a writer is so far ahead at most."""

_LOOKS_EVERY: Final = 0.2
"""Seconds after which a waiting writer looks whether it was given up."""


class Sending:
    """*send* sends a body, in a thread of its own; it has *size* bytes (below 0: not known)."""

    def __init__(self, ctx: Context, send: Callable[[Stream], Answer], size: int) -> None:
        self._ctx = ctx
        self._send = send
        self._body = _Body() if size < 0 else _SizedBody(size)
        self._ended = threading.Event()
        self._answer: Answer | None = None
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def write(self, piece: bytes) -> None:
        """Hand over *piece*. Raises what the request has ended with."""
        while not self._body.has_room():
            if self._ended.is_set():
                self._check_going()
            check(self._ctx)
        self._check_going()
        self._body.add(piece)

    def finish(self, last: bytes) -> Answer:
        """Hand over the last piece; the answer to the whole."""
        self.write(last)
        self._body.end()
        while not self._ended.wait(_LOOKS_EVERY):
            check(self._ctx)
        if self._failure is not None:
            raise self._failure
        assert self._answer is not None
        return self._answer

    def abort(self) -> None:
        """Break the request off. Its connection is closed as soon as the thread notices."""
        self._body.abort()
        if self._ended.wait(_LOOKS_EVERY) and self._answer is not None:
            self._answer.close()

    def _check_going(self) -> None:
        if self._ended.is_set():
            failure = self._failure
            raise failure or ContentError("the registry has answered before it had everything")

    def _run(self) -> None:
        try:
            self._answer = self._send(self._body)
        except BaseException as error:
            self._failure = error
        finally:
            self._ended.set()
            self._body.abort()


class _Body:
    def __init__(self) -> None:
        self._pieces: deque[memoryview] = deque()
        self._changed = threading.Condition()
        self._is_all = self._is_aborted = False

    def has_room(self) -> bool:
        """True if a piece may be added now; waits for that a moment."""
        with self._changed:
            return self._changed.wait_for(
                lambda: self._is_aborted or len(self._pieces) < _AHEAD, timeout=_LOOKS_EVERY
            )

    def add(self, piece: bytes) -> None:
        with self._changed:
            if piece:
                self._pieces.append(memoryview(piece))
            self._changed.notify_all()

    def end(self) -> None:
        with self._changed:
            self._is_all = True
            self._changed.notify_all()

    def abort(self) -> None:
        with self._changed:
            self._is_aborted = True
            self._changed.notify_all()

    def read(self, size: int) -> memoryview | bytes:
        with self._changed:
            self._changed.wait_for(lambda: self._is_aborted or self._is_all or self._pieces)
            if self._is_aborted:
                raise Cancelled("the push was given up")
            if not self._pieces:
                return b""
            piece = self._pieces.popleft()
            if len(piece) > PART:
                self._pieces.appendleft(piece[PART:])
            self._changed.notify_all()
            return piece[:PART]

    def __iter__(self) -> Iterator[bytes]:
        while part := self.read(PART):
            yield bytes(part)


class _SizedBody(_Body):
    def __init__(self, size: int) -> None:
        super().__init__()
        self._size = size

    def __len__(self) -> int:
        return self._size
