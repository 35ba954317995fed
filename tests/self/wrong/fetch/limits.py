"""Wrong only beyond some limit: far on in a blob, with many calls at a time, with rare errors."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Context,
    Fetcher,
    Ingester,
)

from ..right import Children, Right
from ..shelf import breaks


@breaks("FETCH-6", "Fetch failed (other")
class TakesABrokenConnectionForNothing(Right):
    """An error of the operating system is logged, and forgotten."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().fetch(ctx, ingester, fetcher, descriptor)
        except OSError as error:
            ctx.logger.error("fetch failed: %s", error)
            return None


@breaks("FETCH-8", "cancelled with it")
class AsksWithAContextOfItsOwn(Right):
    """The fetcher gets a context that remembers whether the caller had given up at the start."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        before = _AsItWas(ctx)
        writer = self.open_writer(ctx, ingester, descriptor)
        if writer is not None:
            self.transfer(ctx, writer, lambda: fetcher.fetch(before, descriptor), descriptor)
        return None


class _AsItWas:
    """A context that hears nothing any more."""

    def __init__(self, ctx: Context) -> None:
        self.cancelled = ctx.cancelled
        self.logger = ctx.logger
        self.value = ctx.value
        self.derive = ctx.derive
        self.wait = ctx.wait
