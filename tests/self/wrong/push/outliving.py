"""State of an earlier call affects a later one: errors, outcomes, a handler that is used up.

Each keeps it for its handler only: worlds do not meet, and two handlers neither.
"""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import (
    Context,
    Pusher,
    Writer,
)

from ..fetch.outliving import Keeping, WithOneMemory
from ..shelf import breaks


@breaks("PUSH-7", "t0")
class KeepsErrorsOfPushes(Keeping):
    """Does not push again after one failure."""


@breaks("PUSH-7", "t0")
class TakesAWriterAgain(WithOneMemory):
    """Does not ask the pusher again after a failed push of the same digest."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        if error := self.memory.get(descriptor.digest):
            raise error
        try:
            return super().open_push(ctx, pusher, descriptor)
        except Exception as error:
            self.memory[descriptor.digest] = error
            raise
