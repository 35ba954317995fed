"""Handlers over a tree of descriptors: chains, walks, and the children of a document."""

from __future__ import annotations

from collections.abc import Sequence

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_skip, is_stop
from remotes_conformance.protocols import Context, Handler, Provider

from .contexts import closing
from .documents import PIECE, check_size, children_in, is_document


def handlers(*handlers: Handler) -> Handler:
    """A handler that calls these in order, and returns the children of all of them."""

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


def walk(ctx: Context, handler: Handler, /, *descriptors: Descriptor) -> None:
    """Call *handler* for each descriptor and then for its children, one at a time."""
    left = [iter(descriptors)]
    while left:
        descriptor = next(left[-1], None)
        if descriptor is None:
            left.pop()
            continue
        try:
            children = handler(ctx, descriptor)
        except Exception as error:
            if not is_skip(error):
                raise
        else:
            left.append(iter(children or ()))


def children_handler(provider: Provider, /, *, edition: str = "2017-06") -> Handler:
    """A handler that returns what a document names, which it reads from *provider*."""

    def children(ctx: Context, descriptor: Descriptor) -> Sequence[Descriptor]:
        if not is_document(ctx, descriptor.media_type, edition):
            return ()
        content = bytearray()
        with closing(ctx, provider.reader(ctx, descriptor.digest)) as reader:
            while piece := reader.read(PIECE):
                content += piece
                check_size(len(content))
        return children_in(bytes(content), descriptor.media_type, edition)

    return children
