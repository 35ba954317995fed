"""The functions over trees of descriptors that an implementation may offer: Protocols.

An image is a tree: an index names manifests, and a manifest names its config and its layers. A
handler is called with each descriptor of it, and returns the children to visit next. Each function
is optional by itself. `errors` has the two signals that a handler may raise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, Self, runtime_checkable

from .content import Descriptor
from .protocols import AsyncContext, AsyncHandler, AsyncProvider, Context, Handler, Provider


class Walking(Protocol):
    """Optional functions of an implementation for trees, beside `Remotes`. A missing member is an
    unsupported capability."""

    def handlers(self, *handlers: Handler) -> Handler:
        """A handler that calls these in order, and returns the children of all of them.

        `StopHandler` from one of them ends the chain without an error; any other error is raised.
        """

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        """Call *handler* for each descriptor and, before the next one, for its children.

        `SkipDescriptor` leaves out the children. Any other error ends the walk and is raised.
        """

    def dispatch(
        self, ctx: Context, handler: Handler, /, *descriptors: Descriptor, limit: int | None = None
    ) -> None:
        """As `walk`, side by side; the first error cancels the context of the others.

        *ctx* is a `CancellableContext`. *limit*: how many handlers run at the same time, at the
        most (None: any number); editions from 1.6 on have it. `dispatch` returns when no
        handler runs any more.
        """

    def children_handler(self, provider: Provider, /) -> Handler:
        """A handler that returns what the document of a manifest or an index names; other content
        has no children. The document is read from *provider*."""


@runtime_checkable
class CancellableContext(Context, Protocol):
    """A context from which contexts can be derived that can be cancelled alone."""

    def with_cancel(self) -> tuple[Self, Callable[[], None]]:
        """A context derived from this one, and a function that cancels the new context and all that
        are derived from it. If this context is cancelled, so is the new one, but not vice versa."""


class AsyncWalking(Protocol):
    """As `Walking`, awaited; `handlers` and `children_handler` are ordinary functions."""

    def handlers(self, *handlers: AsyncHandler) -> AsyncHandler: ...
    async def walk(
        self, ctx: AsyncContext, handler: AsyncHandler, /, *descriptors: Descriptor
    ) -> None: ...
    async def dispatch(
        self,
        ctx: AsyncContext,
        handler: AsyncHandler,
        /,
        *descriptors: Descriptor,
        limit: int | None = None,
    ) -> None: ...
    def children_handler(self, provider: AsyncProvider, /) -> AsyncHandler: ...


@runtime_checkable
class AsyncCancellableContext(AsyncContext, Protocol):
    """As `CancellableContext`; `with_cancel` is an ordinary function."""

    def with_cancel(self) -> tuple[Self, Callable[[], None]]: ...
