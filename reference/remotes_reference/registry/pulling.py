"""Pulling: a whole image from a repository into an OCI image layout."""

from __future__ import annotations

import os

from remotes_conformance.content import Descriptor

from ..call_context import CallContext
from ..fetching import fetch_handler
from .documents import children
from .known import Known
from .layouts import Layout
from .repository import Repository
from .trees import check_size, levels
from .watching import Blind, Watch
from .workers import LARGE_PULLS, side_by_side


def pull(
    repository: Repository,
    target: str,
    folder: str | os.PathLike[str],
    *,
    name: str = "",
    ctx: CallContext | None = None,
    workers: int | None = None,
    watch: Watch | None = None,
) -> Descriptor:
    """Pull the image *target* (a tag or a digest) into the image layout *folder*; its descriptor.

    Each blob is verified before it is there, the image is in the index when all of it is. A pull
    that was interrupted goes on where it was; two of them at a time share the work. *name*: of the
    image in the layout; "": the tag.
    """
    ctx, watch = ctx or CallContext(), watch or Blind()
    root, content = repository.document(target, ctx)
    layout = Layout(folder, is_new=True)
    store = layout.store
    fetch = fetch_handler(store, Known(root.digest, content, repository.fetcher(watch.moved)))

    def bring(part: CallContext, descriptor: Descriptor) -> None:
        watch.began(descriptor)
        if descriptor.digest == root.digest:
            watch.moved(descriptor, len(content))
        fetch(part, descriptor)
        check_size(descriptor, store.info(part, descriptor.digest).size)
        watch.ended(descriptor)

    for level in levels(root, lambda one: children(ctx, store, one)):
        side_by_side(ctx, level, bring, workers, LARGE_PULLS)
    layout.add(ctx, root, name or (target if ":" not in target else ""))
    return root
