"""Wrong chains and walks."""

from __future__ import annotations

from collections.abc import Sequence

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Handler

from ..right_trees import Children, RightTrees, RightTrees16
from ..shelf import breaks


@breaks("WALK-1", "handler 1 is called next")
class ChainsFromTheEnd(RightTrees):
    """It calls the last handler first."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        return super().chain(handlers[::-1], ctx, descriptor)


@breaks("WALK-1", "children")
class KeepsTheLastChildren(RightTrees):
    """It returns the children of the last handler only."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        children: Children = ()
        for handler in handlers:
            try:
                children = handler(ctx, descriptor) or ()
            except errors.StopHandler:
                break
        return children


@breaks("WALK-2", "success with 1 child")
class StopsWithAnError(RightTrees):
    """It lets *stop* out."""

    def is_stop(self, error: Exception) -> bool:
        return False


@breaks("WALK-2", "success with 1 child")
class KnowsABareStopOnly(RightTrees):
    """It does not look inside of errors."""

    def is_stop(self, error: Exception) -> bool:
        return type(error) is errors.StopHandler


@breaks("WALK-2", "handler 3 was called")
class GoesOnAfterAStop(RightTrees):
    """It leaves out the handler that stops, and calls the others."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        children: list[Descriptor] = []
        for handler in handlers:
            try:
                children += handler(ctx, descriptor) or ()
            except errors.StopHandler:
                continue
        return children


@breaks("WALK-3", "with the error of handler 2")
class TakesErrorsForStops(RightTrees):
    """Any error ends the chain without one."""

    def is_stop(self, error: Exception) -> bool:
        return True


@breaks("WALK-3", "with the error of handler 2")
class HidesTheErrorOfAHandler(RightTrees):
    """It raises an error of its own, without the cause."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        try:
            return super().chain(handlers, ctx, descriptor)
        except Exception as error:
            text = f"a handler failed: {error}"
        raise RuntimeError(text)


@breaks("WALK-4", "comes next")
class WalksBreadthFirst(RightTrees):
    """It visits level by level."""

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        left = list(descriptors)
        while left:
            try:
                left += handler(ctx, left.pop(0)) or ()
            except errors.SkipDescriptor:
                continue


@breaks("WALK-4", "*skip* is not an error")
class FailsForASkip(RightTrees):
    """It lets *skip* out."""

    def is_skip(self, error: Exception) -> bool:
        return False


@breaks("WALK-4", "*skip* is not an error")
class KnowsABareSkipOnly(RightTrees):
    """It does not look inside of errors."""

    def is_skip(self, error: Exception) -> bool:
        return type(error) is errors.SkipDescriptor


@breaks("WALK-4", "comes next")
class WalksSideBySide(RightTrees):
    """It takes the walk for a dispatch."""

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        self.dispatch(ctx, handler, *descriptors)  # type: ignore[arg-type]


class _DropsSiblings(RightTrees):
    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        for descriptor in descriptors:
            try:
                children = handler(ctx, descriptor) or ()
            except Exception as error:
                if not self.is_skip(error):
                    raise
                return
            self.walk(ctx, handler, *children)


@breaks("WALK-4a", "the rest of its list was left out")
class DropsSiblingsOfTheSkipped(_DropsSiblings):
    """As the original does."""


@breaks("WALK-4b", "the rest of its list was left out")
class DropsSiblingsOfTheSkipped16(_DropsSiblings, RightTrees16):
    """As the original did."""


@breaks("WALK-4c", "with that error")
class GoesOnAfterAnError(RightTrees):
    """It takes errors for *skip*."""

    def is_skip(self, error: Exception) -> bool:
        return isinstance(error, (errors.SkipDescriptor, errors.NotFound)) or super().is_skip(error)

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        try:
            super().walk(ctx, handler, *descriptors)
        except errors.ContentError:
            return


@breaks("WALK-4c", "ends at the first error")
class FailsAtTheEnd(RightTrees):
    """It visits all the rest before it raises the error."""

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        failure: Exception | None = None
        for descriptor in descriptors:
            try:
                super().walk(ctx, handler, descriptor)
            except Exception as error:
                failure = failure or error
        if failure is not None:
            raise failure


@breaks("WALK-6", "once more")
class VisitsOnce(RightTrees):
    """It remembers visited descriptors, and leaves them out."""

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        seen: set[str] = set()

        def once(ctx: Context, descriptor: Descriptor) -> Children:
            children = handler(ctx, descriptor) or ()
            return [child for child in children if self._is_new(child, seen)]

        super().walk(ctx, once, *(one for one in descriptors if self._is_new(one, seen)))

    def _is_new(self, descriptor: Descriptor, seen: set[str]) -> bool:
        is_new = descriptor.digest not in seen
        seen.add(descriptor.digest)
        return is_new


@breaks("WALK-12", "the caller's value is not in it")
class WalksWithoutTheContext(RightTrees):
    """It passes a context of its own."""

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        super().walk(_Empty(ctx), handler, *descriptors)  # type: ignore[arg-type]


class _Empty:
    """A context that is never cancelled and has no values."""

    cancelled = False

    def __init__(self, ctx: Context) -> None:
        self.logger = ctx.logger
        self.wait = ctx.wait

    def value(self, key: str) -> object:
        return None


class _AsItWas:
    """A context that remembers whether it was cancelled when it was made."""

    def __init__(self, ctx: Context) -> None:
        self.cancelled = ctx.cancelled
        self.logger, self.value, self.wait = ctx.logger, ctx.value, ctx.wait


@breaks("WALK-12", "it was not, 4000 ms later")
class WalksWithTheContextAsItWas(RightTrees):
    """A handler does not see that the caller gives up while it runs."""

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        def handle(ctx: Context, descriptor: Descriptor) -> Children | None:
            return handler(_AsItWas(ctx), descriptor)  # type: ignore[arg-type]

        super().walk(ctx, handle, *descriptors)
