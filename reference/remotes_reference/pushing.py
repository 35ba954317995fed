"""The push handler: from a provider to a remote (section PUSH)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_exists
from remotes_conformance.protocols import (
    Context,
    Handler,
    Ingester,
    Provider,
    Pusher,
    Reader,
    ReaderAt,
    Writer,
)

from .contexts import closing, describe
from .copying import copy
from .editions import FIRST, Edition, edition_named
from .locked_refs import open_writer
from .ref_keys import ref_key
from .sources import Source, Stream, Window


def push_handler(provider: Provider, pusher: Pusher, *, edition: str = "2017-06") -> Handler:
    """A handler that pushes the content of each descriptor it is called with."""
    known = edition_named(edition)

    def handle(ctx: Context, descriptor: Descriptor) -> Sequence[Descriptor]:
        push(describe(ctx, descriptor), provider, pusher, descriptor, known)
        return ()

    return handle


def push(
    ctx: Context,
    provider: Provider,
    pusher: Pusher,
    descriptor: Descriptor,
    edition: Edition = FIRST,
) -> None:
    """Push the content of *descriptor*, unless the remote has it."""
    ctx.logger.debug("push")
    try:
        writer = _open(ctx, pusher, descriptor, edition)
    except Exception as error:
        if is_exists(error):
            return
        raise
    with closing(ctx, writer), closing(ctx, provider.reader(ctx, descriptor.digest)) as reader:
        source = _source(reader, descriptor.size, edition)
        copy(writer, source, descriptor.size, descriptor.digest, edition)


def has_refs(pusher: object, edition: Edition) -> bool:
    """True if *pusher* is an ingester too, by which handlers open writers (1.6 and later)."""
    return not edition.is_first and hasattr(pusher, "writer")


def _open(ctx: Context, pusher: Pusher, descriptor: Descriptor, edition: Edition) -> Writer:
    """A locked remote is not waited for, but where the pusher has refs (edition 1.6 and later)."""
    if not has_refs(pusher, edition):
        return pusher.push(ctx, descriptor)
    ref = ref_key(ctx, descriptor, edition)
    return open_writer(ctx, cast(Ingester, pusher), ref, descriptor, edition)


def _source(reader: Reader, size: int, edition: Edition) -> Source:
    if edition.is_first:
        return Stream(reader, size)
    return Window(cast(ReaderAt, reader).read_at, size)
