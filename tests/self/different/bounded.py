"""Copies as many bytes as the descriptor says, and not one more."""

from __future__ import annotations

from remotes_conformance.errors import UnexpectedEnd
from remotes_conformance.protocols import Reader, Writer
from wrong.right import Read, Right


class Bounded(Right):
    """Never reads beyond a known size, and notices an end that comes too early."""

    def resume(self, writer: Writer, reader: Reader, offset: int, size: int) -> Read:
        read = super().resume(writer, reader, offset, size)
        return exactly(size - self.keeps(reader, offset, size), read) if size > 0 else read


def exactly(left: int, read: Read) -> Read:
    """*read*, until *left* bytes have come."""

    def bounded(wanted: int) -> bytes:
        nonlocal left
        if left <= 0:
            return b""
        piece = read(min(wanted, left))
        if not piece:
            raise UnexpectedEnd(f"{left} bytes are missing")
        left -= len(piece)
        return piece

    return bounded
