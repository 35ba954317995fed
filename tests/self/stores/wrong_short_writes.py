"""Wrong stores that take fewer bytes than they are offered, as a rule."""

from __future__ import annotations

from typing import Any

from remotes_conformance.protocols import Buffer

from .guarded import Guarded
from .right import Writer
from .shelf import breaks
from .short_writes import MOST, TakesFewBytes


@breaks("STORE-3")
class TakesFewAndNeverHasAny(TakesFewBytes):
    """It does not look whether the content is there."""

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        with self.guard:
            if digest:
                self.check_digest(digest)
            self.lock(ref)
            ingest = self.begin(self.name(ref), ref)
            ingest.total, ingest.expected = max(size, 0) or ingest.total, digest
            self.open[self.name(ref)] = writer = self.make_writer(ingest)
            return writer


@breaks("STORE-12")
class CountsFewerThanItTakes(TakesFewBytes):
    """It takes all bytes, and reports a part of them."""

    class Short(Guarded.Writer):
        def write(self, content: Buffer) -> int:
            return min(super().write(content), MOST)
