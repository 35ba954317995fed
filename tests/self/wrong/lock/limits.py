"""Wrong only beyond some limit: far on in a blob, with many calls at a time, with rare errors."""

from __future__ import annotations

import threading

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Context,
    Fetcher,
    Ingester,
    Reader,
)

from ..right import Children, Right
from ..shelf import breaks


class _AFewAtATime(Right):
    """No more than 32 copies at a time; the others stand in line."""

    places = threading.BoundedSemaphore(32)


@breaks("LOCK-10", "it stood still")
class FetchesAFewAtATime(_AFewAtATime):
    """Copies a few at a time: the other calls stand still without a reason."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        with self.places:
            return super().ask(ctx, fetcher, descriptor)


@breaks("LOCK-10", "it stood still")
class WaitsForRefsInItsPlace(_AFewAtATime):
    """Keeps its place while it waits for its ref."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        with self.places:
            return super().fetch(ctx, ingester, fetcher, descriptor)
