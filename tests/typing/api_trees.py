"""Functions over trees, blocking and asyncio. mypy checks this file."""

from __future__ import annotations

from collections.abc import Sequence

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import SIGNALS, SkipDescriptor, StopHandler, is_skip, is_stop
from remotes_conformance.protocols import (
    AsyncContext,
    AsyncHandler,
    AsyncProvider,
    Context,
    Handler,
    Provider,
)
from remotes_conformance.trees import (
    AsyncCancellableContext,
    AsyncWalking,
    CancellableContext,
    Walking,
)

SIGNALLED: tuple[type[Exception], ...] = (SIGNALS["skip"], SkipDescriptor, StopHandler)


class Mine:
    """Synchronous."""

    def handlers(self, *handlers: Handler) -> Handler:
        def chain(ctx: Context, descriptor: Descriptor) -> Sequence[Descriptor]:
            children: list[Descriptor] = []
            for handler in handlers:
                try:
                    children += handler(ctx, descriptor) or ()
                except Exception as error:
                    if is_stop(error):
                        break
                    raise
            return children

        return chain

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        for descriptor in descriptors:
            try:
                children = handler(ctx, descriptor) or ()
            except Exception as error:
                if not is_skip(error):
                    raise
            else:
                self.walk(ctx, handler, *children)

    def dispatch(
        self, ctx: Context, handler: Handler, /, *descriptors: Descriptor, limit: int | None = None
    ) -> None:
        if isinstance(ctx, CancellableContext):
            ctx, cancel = ctx.with_cancel()
            cancel()
        self.walk(ctx, handler, *descriptors)

    def children_handler(self, provider: Provider, /) -> Handler:
        return lambda ctx, descriptor: ()


class MineAwaited:
    """For asyncio."""

    def handlers(self, *handlers: AsyncHandler) -> AsyncHandler:
        return handlers[0]

    async def walk(
        self, ctx: AsyncContext, handler: AsyncHandler, /, *descriptors: Descriptor
    ) -> None:
        for descriptor in descriptors:
            await self.walk(ctx, handler, *(await handler(ctx, descriptor) or ()))

    async def dispatch(
        self,
        ctx: AsyncContext,
        handler: AsyncHandler,
        /,
        *descriptors: Descriptor,
        limit: int | None = None,
    ) -> None:
        if isinstance(ctx, AsyncCancellableContext):
            ctx.with_cancel()[1]()
        await self.walk(ctx, handler, *descriptors)

    def children_handler(self, provider: AsyncProvider, /) -> AsyncHandler:
        return self.handlers()


WALKING: Walking = Mine()
ASYNC_WALKING: AsyncWalking = MineAwaited()
