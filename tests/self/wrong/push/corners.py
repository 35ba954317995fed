"""Wrong only in a corner: where something hardly ever happens, or where much has gone right."""

from __future__ import annotations

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_not_found
from remotes_conformance.protocols import (
    Context,
    Provider,
    Pusher,
    Writer,
)

from ..right import Children, Right
from ..right_1_6 import Right16
from ..shelf import breaks


@breaks("PUSH-3", "was called")
class WaitsForAWrappedLockOfThePusher(Right):
    def open_push(self, ctx: Context, pusher: Pusher, descriptor: Descriptor) -> Writer | None:
        try:
            return super().open_push(ctx, pusher, descriptor)
        except Exception as error:
            if isinstance(error, errors.Locked) or not errors.is_locked(error):
                raise
        return super().open_push(ctx, pusher, descriptor)


@breaks("PUSH-3", "Push failed (not_found")
class TakesAWrappedErrorForNothing(Right):
    """Returns success if *not found* is wrapped, as if the repository could be passed over."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        try:
            return super().push(ctx, provider, pusher, descriptor)
        except Exception as error:
            if error.__cause__ is not None and is_not_found(error):
                return None
            raise


@breaks("PUSH-7", "never", edition="1.6")
class ForgetsThePushersWriter(Right16):
    """Leaks the writer if the pusher is an ingester as well, and the provider fails."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        if not hasattr(pusher, "writer"):
            return super().push(ctx, provider, pusher, descriptor)
        writer = self.open_push(ctx, pusher, descriptor)
        if writer is not None:
            reader = self.read(ctx, provider, descriptor)
            with self.closing(ctx, writer), self.closing(ctx, reader):
                size = descriptor.size
                self.go_round(writer, lambda at: self.window(reader, at, size), descriptor)
        return None
