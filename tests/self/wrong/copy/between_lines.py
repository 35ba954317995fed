"""Shared state is checked on one line and taken on another: a race without a call in between."""

from __future__ import annotations

from ..right import PIECE, Read, Right, Writer
from ..shelf import breaks


class _Lends(Right):
    """Copies through buffers that it lends to one call at a time."""

    def take(self) -> bytearray:
        raise NotImplementedError

    def give_back(self, buffer: bytearray) -> None:
        raise NotImplementedError

    def pump(self, read: Read, writer: Writer) -> None:
        buffer = self.take()
        try:
            while piece := read(PIECE):
                buffer[: len(piece)] = piece
                self.write(writer, memoryview(buffer)[: len(piece)])
        finally:
            self.give_back(buffer)


@breaks("COPY-20", "was read for")
class LendsOneBufferTwice(_Lends):
    """Looks whether its buffer is free, and only then takes it."""

    def __init__(self) -> None:
        self.buffer = bytearray(PIECE)
        self.is_free = True

    def take(self) -> bytearray:
        if self.is_free:
            self.is_free = False
            return self.buffer
        return bytearray(PIECE)

    def give_back(self, buffer: bytearray) -> None:
        self.is_free = self.is_free or buffer is self.buffer


@breaks("COPY-20", "was read for")
class CountsWithoutALock(_Lends):
    """Has a buffer for each call under way, by a number that two calls can both read."""

    def __init__(self) -> None:
        self.buffers = [bytearray(PIECE) for _ in range(8)]
        self.under_way = 0

    def take(self) -> bytearray:
        number = self.under_way
        self.under_way = number + 1
        return self.buffers[number % len(self.buffers)]

    def give_back(self, buffer: bytearray) -> None:
        self.under_way -= 1


@breaks("COPY-20", "was read for")
class MakesItsBufferLate(_Lends):
    """Makes a buffer when the first call needs one, and another for a call that comes meanwhile."""

    def __init__(self) -> None:
        self.spare: bytearray | None = None

    def take(self) -> bytearray:
        if self.spare is None:
            self.spare = bytearray(PIECE)
        buffer = self.spare
        self.spare = None
        return buffer

    def give_back(self, buffer: bytearray) -> None:
        self.spare = buffer
