"""Wrong functions over trees that break a part of a rule, and keep what else it asks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Handler
from remotes_conformance.trees import CancellableContext

from ..right_trees import Children, Dispatch, RightTrees
from ..shelf import breaks


@breaks("WALK-1", "one handler at a time")
class ChainsSideBySide(RightTrees):
    """It calls all handlers at once, and puts their children in order."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        found: dict[int, Children] = {}

        def call(number: int, handler: Handler) -> None:
            try:
                found[number] = handler(ctx, descriptor) or ()
            except Exception:
                found[number] = ()

        calls = [threading.Thread(target=call, args=one) for one in enumerate(handlers)]
        for one in calls:
            one.start()
        for one in calls:
            one.join()
        return [child for number in sorted(found) for child in found[number]]


@breaks("WALK-1", "the handler is given")
class ChainsWithoutTheSize(RightTrees):
    """The digest is enough for a handler, it thinks."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        return super().chain(handlers, ctx, replace(descriptor, size=0))


@breaks("WALK-3", "no handler is called after an error")
class ChainsOnAfterAFailure(RightTrees):
    """It calls the others, too, and fails at the end."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        children: list[Descriptor] = []
        failure: Exception | None = None
        for handler in handlers:
            try:
                children += handler(ctx, descriptor) or ()
            except Exception as error:
                if self.is_stop(error):
                    break
                failure = failure or error
        if failure is not None:
            raise failure
        return children


@breaks("WALK-3", "with the error of handler")
class TakesSkipsForStops(RightTrees):
    """A chain in which *skip* is signalled succeeds."""

    def is_stop(self, error: Exception) -> bool:
        return errors.is_skip(error) or super().is_stop(error)


@breaks("WALK-4", "comes next")
class WalksTheRootsOnly(RightTrees):
    """It does not go down."""

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        def childless(ctx: Context, descriptor: Descriptor) -> Children:
            handler(ctx, descriptor)
            return ()

        super().walk(ctx, childless, *descriptors)


class _Shallow(Dispatch):
    def is_skip(self, error: Exception) -> bool:
        return type(error) is errors.SkipDescriptor


@breaks("WALK-5c", "*skip* is not a failure")
class DispatchKnowsABareSkipOnly(RightTrees):
    """It does not look inside of errors."""

    dispatcher = _Shallow


class _Anew(Dispatch):
    """Each list gets a context of its own, which a failure of before does not reach."""

    def __init__(self, ctx: CancellableContext, handler: Handler, limit: int | None) -> None:
        super().__init__(ctx, handler, limit)
        self.callers = ctx
        self.cancels: list[Callable[[], None]] = []

    def visit(self, descriptor: Descriptor) -> None:
        ctx, cancel = self.derive(self.callers)
        self.cancels.append(cancel)
        try:
            children = self.handler(ctx, descriptor)
        except Exception as error:
            if not self.is_skip(error):
                self.fail(error)
            return
        self.run(children or ())

    def fail(self, error: Exception) -> None:
        with self.guard:
            self.failure = self.failure or error
        for cancel in list(self.cancels):
            cancel()


@breaks("WALK-5a", "was not cancelled")
class CancelsThoseThatRun(RightTrees):
    """Handlers that begin after the failure run as if nothing had happened."""

    dispatcher = _Anew


@breaks("WALK-8a", "no warning message that contains the type")
class WarnsOfEveryType(RightTrees):
    """It logs what it meets, whether it knows it or not."""

    def note(self, ctx: Context, media_type: str) -> None:
        ctx.logger.warning("the type is %s", media_type)


class _Detached:
    """It has the values of a context, and is never cancelled."""

    cancelled = False

    def __init__(self, ctx: Context) -> None:
        self.logger, self.value, self.wait = ctx.logger, ctx.value, ctx.wait


@breaks("WALK-12", "it is not cancelled")
class WalksDetached(RightTrees):
    """The caller's cancellation does not come to the handler."""

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        super().walk(_Detached(ctx), handler, *descriptors)  # type: ignore[arg-type]


def _plain(descriptor: Descriptor) -> Descriptor:
    return Descriptor(descriptor.media_type, descriptor.digest, descriptor.size)


@breaks("WALK-1", "its annotations and urls and platform differ")
class ChainsPlainDescriptors(RightTrees):
    """Its handlers get the media type, the digest and the size, and nothing else."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        return super().chain(handlers, ctx, _plain(descriptor))


@breaks("WALK-1", "the chain returns the descriptor")
class ReturnsPlainChildren(RightTrees):
    """The children of a chain are the media types, the digests and the sizes."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        return [_plain(child) for child in super().chain(handlers, ctx, descriptor)]


@breaks("WALK-4", "its annotations and urls and platform differ")
class WalksPlainDescriptors(RightTrees):
    """The same of a walk."""

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        super().walk(ctx, lambda its, one: handler(its, _plain(one)), *descriptors)


class _Plain(Dispatch):
    def visit(self, descriptor: Descriptor) -> None:
        super().visit(_plain(descriptor))


@breaks("WALK-5c", "its annotations and urls and platform differ")
class DispatchesPlainDescriptors(RightTrees):
    """The same of a dispatch."""

    dispatcher = _Plain
