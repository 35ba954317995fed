"""Functions over trees that are right in their own ways, for threads."""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import INDEXES
from remotes_conformance.protocols import Context, Handler, Logger, Provider
from remotes_conformance.trees import CancellableContext
from wrong.right_trees import Children, Dispatch, RightTrees, RightTrees16


class _LevelByLevel(Dispatch):
    """All of a level at the same time, then all of the next one."""

    def run(self, descriptors: Children) -> None:
        while descriptors and self.failure is None:
            self.below: list[Descriptor] = []
            for thread in [self.begin(descriptor) for descriptor in descriptors]:
                thread.join()
            descriptors = self.below

    def visit(self, descriptor: Descriptor) -> None:
        try:
            with self.free:
                children = self.handler(self.ctx, descriptor)
        except Exception as error:
            if not self.is_skip(error):
                self.fail(error)
            return
        with self.guard:
            self.below += children or ()


class DispatchesLevelByLevel(RightTrees):
    """Breadth first: the order of `dispatch` is its own."""

    dispatcher = _LevelByLevel


class DispatchesLevelByLevel16(RightTrees16):
    """The same, with a limit."""

    dispatcher = _LevelByLevel


class DispatchesInAPool(RightTrees16):
    """Five workers at the most, whatever the limit; children are handed in as further work."""

    def dispatch(
        self,
        ctx: CancellableContext,
        handler: Handler,
        /,
        *descriptors: Descriptor,
        limit: int | None = None,
    ) -> None:
        mine, cancel = ctx.with_cancel()
        failure: Exception | None = None
        with concurrent.futures.ThreadPoolExecutor(min(limit or 5, 5)) as pool:
            waiting = {pool.submit(handler, mine, one) for one in descriptors}
            while waiting:
                done, waiting = concurrent.futures.wait(
                    waiting, return_when=concurrent.futures.FIRST_COMPLETED
                )
                for future in done:
                    error = future.exception()
                    if error is None:
                        children = future.result() or ()
                        if failure is None:
                            waiting |= {pool.submit(handler, mine, child) for child in children}
                    elif isinstance(error, Exception) and not self.is_skip(error):
                        failure = failure or error
                        cancel()
        if failure is not None:
            raise failure


class GaveUp(Exception):
    """The caller has given up."""


class _GivingUp(Dispatch):
    def visit(self, descriptor: Descriptor) -> None:
        if self.ctx.cancelled:
            self.fail(GaveUp())
        else:
            super().visit(descriptor)


class GivesUpWithItsCaller(RightTrees16):
    """It begins no handler for a caller that has given up."""

    dispatcher = _GivingUp

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        for descriptor in descriptors:
            if ctx.cancelled:
                raise GaveUp
            super().walk(ctx, handler, descriptor)


class _OwnContext:
    """A context that looks at its own flag now and then while it waits."""

    def __init__(self, ctx: Any) -> None:
        self._ctx, self._flags = ctx, [False]
        self.logger: Logger = ctx.logger

    @property
    def cancelled(self) -> bool:
        return self._flags[0] or bool(self._ctx.cancelled)

    def cancel(self) -> None:
        self._flags[0] = True

    def wait(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not self.cancelled and (left := end - time.monotonic()) > 0:
            self._ctx.wait(min(left, 0.25))
        return self.cancelled

    def value(self, key: str) -> object:
        return self._ctx.value(key)

    def derive(
        self, *, values: Mapping[str, object] = {}, fields: Mapping[str, object] = {}
    ) -> Self:
        made = type(self)(self._ctx.derive(values=values, fields=fields))
        made._flags = self._flags
        return made


class _WithItsOwnContext(Dispatch):
    def derive(self, ctx: CancellableContext) -> tuple[Context, Callable[[], None]]:
        own = _OwnContext(ctx)
        return own, own.cancel


class DispatchesWithItsOwnContext(RightTrees):
    """It does not use `with_cancel`."""

    dispatcher = _WithItsOwnContext


class TreeFailed(Exception):
    """The error of this implementation. Its cause is the reason."""


class WrapsWhatFailsInATree(RightTrees):
    """Each error is wrapped in one of its own."""

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        try:
            return super().chain(handlers, ctx, descriptor)
        except Exception as error:
            raise TreeFailed(descriptor.digest) from error

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        try:
            super().walk(ctx, handler, *descriptors)
        except Exception as error:
            raise TreeFailed("a walk") from error

    def dispatch(
        self,
        ctx: CancellableContext,
        handler: Handler,
        /,
        *descriptors: Descriptor,
        limit: int | None = None,
    ) -> None:
        try:
            super().dispatch(ctx, handler, *descriptors, limit=limit)
        except Exception as error:
            raise ExceptionGroup("a dispatch", [error]) from None

    def children(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> Children:
        try:
            return super().children(provider, ctx, descriptor)
        except Exception as error:
            raise TreeFailed(descriptor.digest) from error


class ReadsDocumentsAtOffsets(RightTrees16):
    """By `read_at`, in small pieces, as readers of later editions can."""

    def read(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> bytes:
        content = b""
        reader: Any = provider.reader(ctx, descriptor.digest)
        try:
            while piece := reader.read_at(len(content), 100):
                content += piece
        finally:
            reader.close()
        return content


class ReadsDocumentsIntoABuffer(RightTrees):
    """By `readinto`, and it closes the reader before it looks at what it has read."""

    def read(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> bytes:
        content, buffer = bytearray(), bytearray(33)
        with provider.reader(ctx, descriptor.digest) as reader:
            while taken := reader.readinto(buffer):
                content += buffer[:taken]
        return bytes(content)


class NamesAnEmptyConfig(RightTrees):
    """As the original: a manifest without a config has an empty descriptor for its first child."""

    def children(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> Children:
        if self.kind_in_tree(descriptor.media_type) != "manifest":
            return super().children(provider, ctx, descriptor)
        document = self.parse(self.read(provider, ctx, descriptor))
        found = [self.described(one) for one in self.named(document, descriptor.media_type)]
        return found if document.get("config") else [Descriptor("", "", 0), *found]


class RefusesAManifestWithoutAConfig(RightTrees):
    """It takes such a document for a mistake."""

    def named(self, document: dict[str, Any], media_type: str) -> list[dict[str, Any]]:
        named = super().named(document, media_type)
        if not document.get("config") and "manifests" not in document:
            raise ValueError("a manifest without a config")
        return named


class RefusesEmptyMembersOfTheOtherKind(RightTrees16):
    """As containerd: a manifest with an empty list of manifests is ambiguous, too."""

    def named(self, document: dict[str, Any], media_type: str) -> list[dict[str, Any]]:
        others = ("config", "layers") if media_type in INDEXES else ("manifests",)
        if any(name in document for name in (*others, "fsLayers")):
            raise ValueError("the document could be a manifest or an index")
        return super().named(document, media_type)


class ReturnsNoneAndTuples(RightTrees):
    """No children are None, and some are a tuple."""

    def handlers(self, *handlers: Handler) -> Handler:
        return lambda ctx, descriptor: tuple(self.chain(handlers, ctx, descriptor)) or None


THREADED: dict[str, tuple[type[RightTrees], str]] = {
    kind.__name__: (kind, kind.edition)
    for kind in (
        RightTrees,
        RightTrees16,
        DispatchesLevelByLevel,
        DispatchesLevelByLevel16,
        DispatchesInAPool,
        GivesUpWithItsCaller,
        DispatchesWithItsOwnContext,
        WrapsWhatFailsInATree,
        ReadsDocumentsAtOffsets,
        ReadsDocumentsIntoABuffer,
        NamesAnEmptyConfig,
        RefusesAManifestWithoutAConfig,
        RefusesEmptyMembersOfTheOtherKind,
        ReturnsNoneAndTuples,
    )
}
