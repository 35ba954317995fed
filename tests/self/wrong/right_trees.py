"""Right functions over trees, cut into methods, beside right handlers (see `right`)."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from remotes_conformance import errors
from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import INDEXES, MANIFESTS, kind_of
from remotes_conformance.protocols import Context, Handler, Provider
from remotes_conformance.trees import CancellableContext

from .right import Right

Children = Sequence[Descriptor]


class Dispatch:
    """One call of `dispatch`: a thread for each sibling, which waits for its children's."""

    def __init__(self, ctx: CancellableContext, handler: Handler, limit: int | None) -> None:
        self.ctx, self.cancel = self.derive(ctx)
        self.handler = handler
        self.limit = limit
        self.free: AbstractContextManager[object] = (
            threading.Semaphore(limit) if limit else nullcontext()
        )
        self.guard = threading.Lock()
        self.failure: Exception | None = None

    def derive(self, ctx: CancellableContext) -> tuple[Context, Callable[[], None]]:
        return ctx.with_cancel()

    def run(self, descriptors: Children) -> None:
        threads = [self.begin(descriptor) for descriptor in descriptors]
        for thread in threads:
            thread.join()

    def begin(self, descriptor: Descriptor) -> threading.Thread:
        thread = threading.Thread(target=self.visit, args=(descriptor,))
        thread.start()
        return thread

    def visit(self, descriptor: Descriptor) -> None:
        try:
            with self.free:
                children = self.handler(self.ctx, descriptor)
        except Exception as error:
            if not self.is_skip(error):
                self.fail(error)
            return
        self.run(children or ())

    def is_skip(self, error: Exception) -> bool:
        return errors.is_skip(error)

    def fail(self, error: Exception) -> None:
        with self.guard:
            self.failure = self.failure or error
        self.cancel()


class RightTrees(Right):
    """Keeps every rule of WALK in edition 2017-06."""

    dispatcher = Dispatch
    edition = "2017-06"

    # -- chains ----------------------------------------------------------------------------------

    def handlers(self, *handlers: Handler) -> Handler:
        return lambda ctx, descriptor: self.chain(handlers, ctx, descriptor)

    def chain(self, handlers: Sequence[Handler], ctx: Context, descriptor: Descriptor) -> Children:
        children: list[Descriptor] = []
        for handler in handlers:
            try:
                children += handler(ctx, descriptor) or ()
            except Exception as error:
                if not self.is_stop(error):
                    raise
                break
        return children

    def is_stop(self, error: Exception) -> bool:
        return errors.is_stop(error)

    # -- walks -----------------------------------------------------------------------------------

    def walk(self, ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
        for descriptor in descriptors:
            try:
                children = handler(ctx, descriptor) or ()
            except Exception as error:
                if not self.is_skip(error):
                    raise
            else:
                self.walk(ctx, handler, *children)

    def is_skip(self, error: Exception) -> bool:
        return errors.is_skip(error)

    def dispatch(
        self,
        ctx: CancellableContext,
        handler: Handler,
        /,
        *descriptors: Descriptor,
        limit: int | None = None,
    ) -> None:
        dispatch = self.dispatcher(ctx, handler, limit)
        dispatch.run(descriptors)
        if dispatch.failure is not None:
            raise dispatch.failure

    # -- children --------------------------------------------------------------------------------

    def children_handler(self, provider: Provider, /) -> Handler:
        return lambda ctx, descriptor: self.children(provider, ctx, descriptor)

    def children(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> Children:
        if self.kind_in_tree(descriptor.media_type) not in ("manifest", "index"):
            self.note(ctx, descriptor.media_type)
            return ()
        document = self.parse(self.read(provider, ctx, descriptor))
        return [self.described(one) for one in self.named(document, descriptor.media_type)]

    def kind_in_tree(self, media_type: str) -> str:
        return kind_of(media_type, self.edition)

    def note(self, ctx: Context, media_type: str) -> None:
        if self.kind_in_tree(media_type) == "unknown":
            ctx.logger.warning("unknown type %s", media_type)

    def read(self, provider: Provider, ctx: Context, descriptor: Descriptor) -> bytes:
        with provider.reader(ctx, descriptor.digest) as reader:
            return reader.read()

    def parse(self, content: bytes) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(content)
        return document

    def named(self, document: dict[str, Any], media_type: str) -> list[dict[str, Any]]:
        if media_type in INDEXES:
            return list(document.get("manifests") or ())
        config = document.get("config")
        return [config] * bool(config) + list(document.get("layers") or ())

    def described(self, one: dict[str, Any]) -> Descriptor:
        return Descriptor(
            one["mediaType"],
            one["digest"],
            one["size"],
            one.get("annotations", {}),
            tuple(one.get("urls", ())),
            one.get("platform"),
            base64.b64decode(one["data"]) if "data" in one else None,
        )


class RightTrees16(RightTrees):
    """Keeps every rule of WALK in edition 1.6. Its other functions are those of 2017-06."""

    edition = "1.6"

    def note(self, ctx: Context, media_type: str) -> None:
        if self.kind_in_tree(media_type) == "unknown":
            ctx.logger.debug("unknown type %s", media_type)

    def named(self, document: dict[str, Any], media_type: str) -> list[dict[str, Any]]:
        is_index = media_type in INDEXES
        others, types = (("config", "layers"), MANIFESTS) if is_index else (("manifests",), INDEXES)
        if document.get("mediaType") in types or any(map(document.get, (*others, "fsLayers"))):
            raise ValueError("the document could be a manifest or an index")
        return super().named(document, media_type)


class RightTrees2X(RightTrees16):
    """The same in edition 2.x."""

    edition = "2.x"
