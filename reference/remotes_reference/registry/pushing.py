"""Pushing: a whole image from an OCI image layout, or from another repository, to a repository.

Everything is there before what names it: blobs, then manifests, then indexes, and the tag last.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryDirectory

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Fetcher, Provider, Pusher, Reader

from ..call_context import CallContext
from ..disk import DiskStore
from ..fetching import fetch_handler
from ..pushing import push_handler
from .documents import children, is_document
from .known import Known
from .layouts import Layout
from .repository import Repository
from .trees import Level, check_size, levels
from .watching import Blind, Watch
from .workers import LARGE_PUSHES, side_by_side

_EDITION = "1.6"
"""The edition of the push handler: one that sends again what a registry asks to be sent again."""


def push(
    folder: str | os.PathLike[str],
    repository: Repository,
    tag: str,
    *,
    name: str = "",
    mount_from: str = "",
    ctx: CallContext | None = None,
    workers: int | None = None,
    watch: Watch | None = None,
) -> Descriptor:
    """Push the image *name* ("": the only one) of the image layout *folder* to *tag*.

    What the registry has is not sent. *mount_from*: another repository of the registry, from which
    it takes blobs if they are there. Content of another size or digest than it should have is
    never complete at the registry. Returns the image's descriptor. Raises `NotFound` for content
    that is missing in the layout.
    """
    ctx, watch = ctx or CallContext(), watch or Blind()
    layout = Layout(folder)
    store = layout.store

    def provider(descriptor: Descriptor) -> Provider:
        check_size(descriptor, store.info(ctx, descriptor.digest).size)
        return store

    root = layout.root(name)
    tree = list(levels(root, lambda one: children(ctx, store, one)))
    _Pushes(repository, tag, mount_from, provider, watch).all(ctx, tree, workers)
    return root


def copy(
    source: Repository,
    target: str,
    destination: Repository,
    tag: str,
    *,
    ctx: CallContext | None = None,
    workers: int | None = None,
    watch: Watch | None = None,
) -> Descriptor:
    """Copy the image *target* (a tag or a digest) of *source* to *tag* of *destination*.

    Blobs are passed on as they arrive, and not kept; within one registry they are not moved if it
    can mount them. Returns the image's descriptor.
    """
    ctx, watch = ctx or CallContext(), watch or Blind()
    root, content = source.document(target, ctx)
    fetcher = source.fetcher()
    mount_from = source.name if source.registry == destination.registry else ""
    # Documents are needed twice, and may be many.
    with TemporaryDirectory(prefix="remotes-reference-") as scratch:
        documents = DiskStore(scratch)
        fetch = fetch_handler(documents, Known(root.digest, content, fetcher))

        def children_of(descriptor: Descriptor) -> Level:
            if is_document(descriptor.media_type):
                fetch(ctx, descriptor)
            return children(ctx, documents, descriptor)

        def provider(descriptor: Descriptor) -> Provider:
            return documents if is_document(descriptor.media_type) else _Remote(descriptor, fetcher)

        tree = list(levels(root, children_of))
        _Pushes(destination, tag, mount_from, provider, watch).all(ctx, tree, workers)
    return root


@dataclass(frozen=True, slots=True)
class _Remote:
    """A provider of the content of one descriptor."""

    descriptor: Descriptor
    fetcher: Fetcher

    def reader(self, ctx: Context, digest: str, /) -> Reader:
        return self.fetcher.fetch(ctx, self.descriptor)


class _Pushes:
    def __init__(
        self,
        repository: Repository,
        tag: str,
        mount_from: str,
        provider: Callable[[Descriptor], Provider],
        watch: Watch,
    ) -> None:
        self._provider = provider
        self._watch = watch
        self._below = repository.pusher(mount_from=mount_from, observe=watch.moved)
        self._root = repository.pusher(tag, observe=watch.moved)

    def all(self, ctx: CallContext, tree: list[Level], workers: int | None) -> None:
        def push_below(part: CallContext, descriptor: Descriptor) -> None:
            self._push(part, descriptor, self._below)

        for level in reversed(tree[1:]):
            side_by_side(ctx, level, push_below, workers, LARGE_PUSHES)
        self._push(ctx, tree[0][0], self._root)

    def _push(self, ctx: CallContext, descriptor: Descriptor, pusher: Pusher) -> None:
        self._watch.began(descriptor)
        push_handler(self._provider(descriptor), pusher, edition=_EDITION)(ctx, descriptor)
        self._watch.ended(descriptor)
