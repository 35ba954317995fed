"""The fetch handler: from a remote into an ingester (section FETCH)."""

from __future__ import annotations

from collections.abc import Sequence

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import InvalidArgument, is_exists
from remotes_conformance.media_types import DOCKER_SCHEMA1
from remotes_conformance.protocols import Context, Fetcher, Handler, Ingester

from .contexts import closing, describe
from .copying import copy
from .locked_refs import open_writer
from .ref_keys import make_ref_key


def fetch_handler(ingester: Ingester, fetcher: Fetcher) -> Handler:
    """A handler that fetches the content of each descriptor it is called with."""

    def handle(ctx: Context, descriptor: Descriptor) -> Sequence[Descriptor]:
        refuse_schema1(descriptor)
        fetch(describe(ctx, descriptor), ingester, fetcher, descriptor)
        return ()

    return handle


def refuse_schema1(descriptor: Descriptor) -> None:
    """A schema-1 manifest is signed, and its digest is not that of its bytes: it cannot be kept."""
    if descriptor.media_type == DOCKER_SCHEMA1:
        raise InvalidArgument(f"content of media type {descriptor.media_type} is not supported")


def fetch(ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor) -> None:
    """Fetch the content of *descriptor*, unless it is there."""
    ctx.logger.debug("fetch")
    try:
        writer = open_writer(ctx, ingester, make_ref_key(ctx, descriptor), descriptor)
    except Exception as error:
        if is_exists(error):
            return
        raise
    with closing(ctx, writer), closing(ctx, fetcher.fetch(ctx, descriptor)) as reader:
        copy(writer, reader, descriptor.size, descriptor.digest)
