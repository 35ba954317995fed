"""Wrong dispatches."""

from __future__ import annotations

import threading
from collections.abc import Callable

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Handler
from remotes_conformance.trees import CancellableContext

from ..right_trees import Children, Dispatch, RightTrees, RightTrees16
from ..shelf import breaks


class _OneByOne(Dispatch):
    def run(self, descriptors: Children) -> None:
        for descriptor in descriptors:
            self.begin(descriptor).join()
            if self.failure is not None:
                return


@breaks("WALK-5", "ran one after the other")
class DispatchesOneByOne(RightTrees):
    """It waits for each handler before the next one."""

    dispatcher = _OneByOne


class _Uncancelled(Dispatch):
    def fail(self, error: Exception) -> None:
        with self.guard:
            self.failure = self.failure or error


@breaks("WALK-5a", "was not cancelled")
class LetsTheOthersGoOn(RightTrees):
    """A failure does not cancel the context of the others."""

    dispatcher = _Uncancelled


class _LastFailure(Dispatch):
    def fail(self, error: Exception) -> None:
        with self.guard:
            self.failure = error
        self.cancel()


@breaks("WALK-5a", "fails with the first error")
class RaisesTheLastFailure(RightTrees):
    """A later failure takes the place of the first one."""

    dispatcher = _LastFailure


class _Forgetful(Dispatch):
    def fail(self, error: Exception) -> None:
        self.cancel()


@breaks("WALK-5a", "success")
class SwallowsFailures(RightTrees):
    """It cancels the others, and succeeds."""

    dispatcher = _Forgetful


class _Impatient(Dispatch):
    def __init__(self, ctx: CancellableContext, handler: Handler, limit: int | None) -> None:
        super().__init__(ctx, handler, limit)
        self.changed = threading.Condition()
        self.running = 0

    def run(self, descriptors: Children) -> None:
        super().run(descriptors)

    def begin(self, descriptor: Descriptor) -> threading.Thread:
        self.running += 1
        return super().begin(descriptor)

    def visit(self, descriptor: Descriptor) -> None:
        try:
            super().visit(descriptor)
        finally:
            with self.changed:
                self.running -= 1
                self.changed.notify_all()

    def wait(self) -> None:
        with self.changed:
            self.changed.wait_for(lambda: not self.running or self.failure is not None)


@breaks("WALK-5b", "when dispatch has returned")
class ComesBackAtTheFirstFailure(RightTrees):
    """It does not wait for the handlers that it has cancelled."""

    def dispatch(
        self,
        ctx: CancellableContext,
        handler: Handler,
        /,
        *descriptors: Descriptor,
        limit: int | None = None,
    ) -> None:
        dispatch = _Impatient(ctx, handler, limit)
        for descriptor in descriptors:
            dispatch.begin(descriptor)
        dispatch.wait()
        if dispatch.failure is not None:
            raise dispatch.failure


class _FailingForSkips(Dispatch):
    def is_skip(self, error: Exception) -> bool:
        return False


@breaks("WALK-5c", "*skip* is not a failure")
class DispatchFailsForASkip(RightTrees):
    """It takes *skip* for a failure."""

    dispatcher = _FailingForSkips


class _Shallow(Dispatch):
    def visit(self, descriptor: Descriptor) -> None:
        try:
            self.handler(self.ctx, descriptor)
        except Exception as error:
            if not self.is_skip(error):
                self.fail(error)


@breaks("WALK-5c", "it is left out")
class DispatchesTheRootsOnly(RightTrees):
    """It does not go down."""

    dispatcher = _Shallow


class _Unlimited(Dispatch):
    def __init__(self, ctx: CancellableContext, handler: Handler, limit: int | None) -> None:
        super().__init__(ctx, handler, None)


@breaks("WALK-5d", "at most 2 handlers run")
class KnowsNoLimit(RightTrees16):
    """It does not look at the limit."""

    dispatcher = _Unlimited


@breaks("WALK-5d", "dispatch takes a limit")
class TakesNoLimit(RightTrees16):
    """It cannot be given one."""

    def dispatch(  # type: ignore[override]
        self, ctx: CancellableContext, handler: Handler, /, *descriptors: Descriptor
    ) -> None:
        super().dispatch(ctx, handler, *descriptors)


class _Holding(Dispatch):
    def visit(self, descriptor: Descriptor) -> None:
        with self.free:
            try:
                children = self.handler(self.ctx, descriptor) or ()
            except Exception as error:
                if not self.is_skip(error):
                    self.fail(error)
                return
            self.run(children)


@breaks("WALK-5d", "finishes a tree that is deeper than the limit")
class HoldsItsPlaceForItsChildren(RightTrees16):
    """A handler counts until its children are done."""

    dispatcher = _Holding


class _Once(Dispatch):
    def __init__(self, ctx: CancellableContext, handler: Handler, limit: int | None) -> None:
        super().__init__(ctx, handler, limit)
        self.seen: set[str] = set()

    def run(self, descriptors: Children) -> None:
        super().run([one for one in descriptors if self._is_new(one)])

    def _is_new(self, descriptor: Descriptor) -> bool:
        with self.guard:
            is_new = descriptor.digest not in self.seen
            self.seen.add(descriptor.digest)
        return is_new


@breaks("WALK-6", "2 times / 1 times")
class DispatchesOnce(RightTrees):
    """It remembers descriptors that it has begun with, and leaves them out."""

    dispatcher = _Once


class _Alone(Dispatch):
    def derive(self, ctx: CancellableContext) -> tuple[Context, Callable[[], None]]:
        derived, cancel = ctx.with_cancel()
        return _Detached(derived), cancel  # type: ignore[return-value]


class _Detached:
    """It has the values of a context, and is never cancelled with its caller."""

    cancelled = False

    def __init__(self, ctx: Context) -> None:
        self.logger, self.value, self._wait = ctx.logger, ctx.value, ctx.wait

    def wait(self, seconds: float) -> bool:
        self._wait(seconds)
        return False


@breaks("WALK-12", "it is not cancelled")
class DispatchesDetached(RightTrees):
    """The caller's cancellation does not come to the handlers."""

    dispatcher = _Alone
