"""Fills one buffer over and over with `readinto`, instead of taking new bytes from `read`."""

from __future__ import annotations

from collections.abc import Callable

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Reader, Writer
from wrong.right import Right

_SIZE = 256 * 1024


class Filling(Right):
    """Each call has its own buffer, and uses it again only when the writer has taken all of it."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        status = writer.status()
        fill = self.filling(writer, reader, status.offset, descriptor.size)
        buffer = memoryview(bytearray(_SIZE))
        while filled := fill(buffer):
            self.write(writer, buffer[:filled])
        self.commit(writer, status.ref, descriptor)

    def filling(
        self, writer: Writer, reader: Reader, offset: int, size: int
    ) -> Callable[[memoryview], int]:
        read = self.resume(writer, reader, offset, size)
        if read == reader.read:
            return reader.readinto

        def read_at_into(buffer: memoryview) -> int:
            piece = read(len(buffer))
            buffer[: len(piece)] = piece
            return len(piece)

        return read_at_into
