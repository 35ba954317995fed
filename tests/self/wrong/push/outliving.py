"""What an earlier call has left is given to a later one: errors, outcomes, a handler that is spent.

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
    """What could not be pushed once is not pushed any more."""


@breaks("PUSH-7", "t0")
class TakesAWriterAgain(WithOneMemory):
    """Whether the pusher may be asked is decided by how the last push for a digest ended."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        if error := self.memory.get(descriptor.digest):
            raise error
        try:
            return super().open_push(ctx, pusher, descriptor)
        except Exception as error:
            self.memory[descriptor.digest] = error
            raise
