"""Wrong when an exception comes out of a collaborator that is no ordinary error."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Context,
    Provider,
    Pusher,
    Writer,
)

from ..fetch.interrupted import FIRST, CloseAfterOrdinaryErrors
from ..right import PIECE, Children, Read, Right
from ..shelf import breaks


@breaks("PUSH-7c", "is closed once", FIRST)
class ClosesPushesAfterOrdinaryErrors(CloseAfterOrdinaryErrors):
    """The same in a push."""


@breaks("PUSH-7c", "success", FIRST)
class SwallowsInterruptionsOfPushes(Right):
    """The same in a push."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().push(ctx, provider, pusher, descriptor)
        except KeyboardInterrupt:
            return None


@breaks("PUSH-7c", "Commit", FIRST)
class TakesAnInterruptionForTheEnd(Right):
    """A source that was interrupted has no more bytes."""

    def pump(self, read: Read, writer: Writer) -> None:
        try:
            while piece := read(PIECE):
                self.write(writer, piece)
        except KeyboardInterrupt:
            return
