"""Stores that take content, refs or times for something other than they are."""

from __future__ import annotations

import zlib
from typing import Any

from .right import Reader, Right, Writer, digest_like
from .shelf import breaks
from .wrong_unlikely import Shelved


@breaks("STORE-9")
class ReadsNoZerosAtTheEnd(Right):
    """They are a hole of its file, which does not make the file longer."""

    def reader(self, ctx: Any, digest: str) -> Reader:
        reader = super().reader(ctx, digest)
        reader.content = reader.content.rstrip(b"\0")
        return reader


@breaks("STORE-9")
class Decompresses(Right):
    """What looks compressed is read without its compression."""

    def reader(self, ctx: Any, digest: str) -> Reader:
        reader = super().reader(ctx, digest)
        if reader.content.startswith(b"\x1f\x8b"):
            reader.content = zlib.decompress(reader.content, wbits=31)
        return reader


@breaks("STORE-9")
class ReadsAsText(Right):
    """All line ends are alike."""

    def reader(self, ctx: Any, digest: str) -> Reader:
        reader = super().reader(ctx, digest)
        reader.content = reader.content.replace(b"\r\n", b"\n")
        return reader


@breaks("STORE-16")
class AbortsWhatIsBelow(Right):
    """A ref with a slash is a path."""

    def abort(self, ctx: Any, ref: str) -> None:
        super().abort(ctx, ref)
        for name in list(self.ingests):
            if name.startswith(f"{ref}/") and name not in self.open:
                del self.ingests[name]


@breaks("STORE-4")
class AbortsByTheBeginning(Right):
    """A ref that begins like the one that is aborted loses its ingest."""

    def abort(self, ctx: Any, ref: str) -> None:
        super().abort(ctx, ref)
        for name in list(self.ingests):
            if name.startswith(ref) and name.isalnum() and name not in self.open:
                del self.ingests[name]


@breaks("STORE-5")
class TruncatesToWhereItIs(Shelved):
    """A Truncate that changes nothing succeeds, whatever the size."""

    class Writing(Writer):
        def truncate(self, size: int) -> None:
            if size and size == len(self.ingest.content):
                self.check_open()
                return
            super().truncate(size)


@breaks("STORE-12")
class IsYoungerAfterATruncate(Shelved):
    """The time of the last change falls back to the beginning."""

    class Writing(Writer):
        def truncate(self, size: int) -> None:
            super().truncate(size)
            self.ingest.updated_at = self.ingest.started_at


@breaks("STORE-9")
class ReportsTheTimeOfTheLastWrite(Shelved):
    """That of its file, which no rename changes."""

    class Writing(Writer):
        def commit(self, size: int = 0, expected: str = "") -> None:
            super().commit(size, expected)
            digest = expected or digest_like(bytes(self.ingest.content), "")
            self.store.blobs[digest].created_at = self.ingest.updated_at
