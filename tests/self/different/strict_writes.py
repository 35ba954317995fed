"""Takes a short write for an error, instead of writing the rest."""

from __future__ import annotations

from remotes_conformance.protocols import Buffer, Writer
from wrong.right import Right


class StrictWrites(Right):
    """A writer that takes less than it was given has failed."""

    def write(self, writer: Writer, piece: Buffer) -> None:
        taken = writer.write(piece)
        if taken != len(piece):
            raise OSError(f"the writer took {taken} of {len(piece)} bytes")
