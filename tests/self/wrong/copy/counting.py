"""Wrong counts of bytes, from 1.6 on: over several rounds, and where none are missing."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Buffer, Status, Writer

from ..right import Read
from ..right_1_6 import GoTo, Right16
from ..shelf import breaks


@breaks("COPY-18b", "unexpected_end, without a Commit")
class CountsAllRoundsTogether(Right16):
    """Bytes that were taken before a reset count as if they were still there."""

    def go_round(self, writer: Writer, go_to: GoTo, descriptor: Descriptor) -> None:
        self.taken = writer.status().offset
        super().go_round(writer, go_to, descriptor)

    def one_round(self, writer: Writer, status: Status, read: Read, descriptor: Descriptor) -> None:
        self.pour(read, writer)
        self.check_length(self.taken, descriptor.size)
        self.commit(writer, status.ref, descriptor)

    def write(self, writer: Writer, piece: Buffer) -> None:
        super().write(writer, piece)
        self.taken += len(piece)


@breaks("COPY-22a", "without another Write")
class FlushesACompletePush(Right16):
    """Makes one write of no bytes before it commits a complete ingest."""

    def pour(self, read: Read, writer: Writer) -> int:
        copied = super().pour(read, writer)
        if not copied:
            writer.write(b"")
        return copied
