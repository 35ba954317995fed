"""Takes an error for one of a class because such a one stands beside it, or came before it."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import Locked
from remotes_conformance.protocols import Context, Pusher, Writer

from ..lock.foreign_wraps import TakesAMemberForExisting, TakesTheContextForExisting, has, members
from ..right import Right
from ..shelf import breaks


@breaks("PUSH-3", "other")
class TakesAMemberForPushed(TakesAMemberForExisting):
    """The same in a push."""


@breaks("PUSH-3", "other")
class TakesTheContextForPushed(TakesTheContextForExisting):
    """The same in a push."""


@breaks("PUSH-3", "Push")
class WaitsForAMemberOfThePushersError(Right):
    """Asks the pusher a second time where a lock error stands beside another one."""

    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        try:
            return super().open_push(ctx, pusher, descriptor)
        except ExceptionGroup as error:
            if len(error.exceptions) == 1 or not has(members(error), Locked):
                raise
        return super().open_push(ctx, pusher, descriptor)
