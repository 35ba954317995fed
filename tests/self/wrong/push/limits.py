"""Wrong only beyond some limit: far on in a blob, with many calls at a time, with rare errors."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import InvalidArgument, UnexpectedEnd, Unsupported
from remotes_conformance.protocols import (
    Context,
    Provider,
    Pusher,
    Reader,
    Writer,
)

from ..right import Right
from ..shelf import breaks


@breaks("PUSH-3", "Push failed (invalid_argument)")
class TakesAnInvalidPushForDone(Right):
    """A remote that cannot take it at all has nothing to wait for."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        try:
            return super().open_push(ctx, pusher, descriptor)
        except (InvalidArgument, Unsupported):
            return None


@breaks("PUSH-4", "unexpected_end")
class LosesTheClassOfAnEnd(Right):
    """Reports an early end of the provider by an error of its own, without the class."""

    def read(self, ctx: Context, provider: Provider, descriptor: Descriptor) -> Reader:
        try:
            return super().read(ctx, provider, descriptor)
        except UnexpectedEnd:
            raise RuntimeError("the provider has no more") from None
