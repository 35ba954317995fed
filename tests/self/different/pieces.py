"""Very small and very big pieces."""

from __future__ import annotations

from remotes_conformance.protocols import Writer
from wrong.right import Read, Right

_KIB = 1024


class OneByteAtATime(Right):
    """Reads and writes single bytes, however many there are."""

    def pump(self, read: Read, writer: Writer) -> None:
        while piece := read(1):
            self.write(writer, piece)


class EightMebibytesAtATime(Right):
    """Asks for 8 MiB, and collects as much before it writes, or the end, or an error."""

    def pump(self, read: Read, writer: Writer) -> None:
        whole = 8 * _KIB * _KIB
        piece = bytearray()
        try:
            while read_now := read(whole - len(piece)):
                piece += read_now
                if len(piece) == whole:
                    self.write(writer, piece)
                    piece = bytearray()
        except Exception:
            # Bytes that were read before the error are written; the error comes out after that.
            self.write(writer, piece)
            raise
        self.write(writer, piece)
