"""Functions over trees that are right in their own ways, for asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_skip, is_stop
from remotes_conformance.protocols import AsyncContext, AsyncHandler, AsyncProvider
from remotes_conformance.trees import AsyncCancellableContext
from wrong.right_async import RightAsync
from wrong.right_trees import RightTrees


class AwaitsTrees(RightAsync):
    """By `gather`, which waits for all; edition 2017-06."""

    _right = RightTrees()

    def handlers(self, *handlers: AsyncHandler) -> AsyncHandler:
        async def chain(ctx: AsyncContext, descriptor: Descriptor) -> Sequence[Descriptor]:
            children: list[Descriptor] = []
            for handler in handlers:
                try:
                    children += await handler(ctx, descriptor) or ()
                except Exception as error:
                    if is_stop(error):
                        break
                    raise
            return children

        return chain

    async def walk(
        self, ctx: AsyncContext, handler: AsyncHandler, /, *descriptors: Descriptor
    ) -> None:
        for descriptor in descriptors:
            await self.walk(ctx, handler, *await self.visit(ctx, handler, descriptor))

    async def visit(
        self, ctx: AsyncContext, handler: AsyncHandler, descriptor: Descriptor
    ) -> Sequence[Descriptor]:
        try:
            return await handler(ctx, descriptor) or ()
        except Exception as error:
            if is_skip(error):
                return ()
            raise

    async def dispatch(
        self, ctx: AsyncCancellableContext, handler: AsyncHandler, /, *descriptors: Descriptor
    ) -> None:
        mine, cancel = ctx.with_cancel()
        failures: list[Exception] = []

        async def visit(descriptor: Descriptor) -> None:
            try:
                children = await self.visit(mine, handler, descriptor)
            except Exception as error:
                failures.append(error)
                cancel()
            else:
                await asyncio.gather(*map(visit, children))

        await asyncio.gather(*map(visit, descriptors))
        if failures:
            raise failures[0]

    def children_handler(self, provider: AsyncProvider, /) -> AsyncHandler:
        async def children(ctx: AsyncContext, descriptor: Descriptor) -> Sequence[Descriptor]:
            if self._right.kind_in_tree(descriptor.media_type) not in ("manifest", "index"):
                self._right.note(ctx, descriptor.media_type)  # type: ignore[arg-type]
                return ()
            async with await provider.reader(ctx, descriptor.digest) as reader:
                document = self._right.parse(await reader.read())
            named = self._right.named(document, descriptor.media_type)
            return [self._right.described(one) for one in named]

        return children


class CancelsTheTasksOfATree(AwaitsTrees):
    """By a `TaskGroup`, whose first failure cancels the tasks of the others."""

    async def dispatch(
        self, ctx: AsyncCancellableContext, handler: AsyncHandler, /, *descriptors: Descriptor
    ) -> None:
        try:
            async with asyncio.TaskGroup() as group:

                async def visit(descriptor: Descriptor) -> None:
                    for child in await self.visit(ctx, handler, descriptor):
                        group.create_task(visit(child))

                for descriptor in descriptors:
                    group.create_task(visit(descriptor))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None


AWAITED: dict[str, type[AwaitsTrees]] = {
    kind.__name__: kind for kind in (AwaitsTrees, CancelsTheTasksOfATree)
}
