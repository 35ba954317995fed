"""The fetch handler: from a remote into an ingester (section FETCH)."""

from __future__ import annotations

from collections.abc import Sequence

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import InvalidArgument, is_exists
from remotes_conformance.media_types import DOCKER_SCHEMA1
from remotes_conformance.protocols import Context, Fetcher, Handler, Ingester, Writer

from .blob_reader import MemoryBlob
from .contexts import closing, describe
from .copying import commit, copy
from .editions import FIRST, Edition, edition_named
from .embedded import embedded
from .locked_refs import open_writer
from .ref_keys import ref_key
from .sources import Stream, Window


def fetch_handler(ingester: Ingester, fetcher: Fetcher, *, edition: str = "2017-06") -> Handler:
    """A handler that fetches the content of each descriptor it is called with."""
    known = edition_named(edition)

    def handle(ctx: Context, descriptor: Descriptor) -> Sequence[Descriptor]:
        refuse_schema1(descriptor)
        fetch(describe(ctx, descriptor), ingester, fetcher, descriptor, known)
        return ()

    return handle


def refuse_schema1(descriptor: Descriptor) -> None:
    """A schema-1 manifest is signed, and its digest is not that of its bytes: it cannot be kept."""
    if descriptor.media_type == DOCKER_SCHEMA1:
        raise InvalidArgument(f"content of media type {descriptor.media_type} is not supported")


def refuse_nothing(descriptor: Descriptor) -> None:
    """A size of 0 comes from a registry that does not know it: no commit could succeed."""
    if descriptor.size == 0:
        raise InvalidArgument(f"content {descriptor.digest} is said to have 0 bytes")


def fetch(
    ctx: Context,
    ingester: Ingester,
    fetcher: Fetcher,
    descriptor: Descriptor,
    edition: Edition = FIRST,
) -> None:
    """Fetch the content of *descriptor*, unless it is there."""
    ctx.logger.debug("fetch")
    try:
        ref = ref_key(ctx, descriptor, edition)
        writer = open_writer(ctx, ingester, ref, descriptor, edition)
    except Exception as error:
        if is_exists(error):
            return
        raise
    with closing(ctx, writer):
        if not edition.is_first and _needs_no_fetch(writer, descriptor, edition):
            return
        with closing(ctx, fetcher.fetch(ctx, descriptor)) as reader:
            source = Stream(reader, descriptor.size, discards=not edition.is_first)
            copy(writer, source, descriptor.size, descriptor.digest, edition)


def _needs_no_fetch(writer: Writer, descriptor: Descriptor, edition: Edition) -> bool:
    """True if the content is now there without a fetch: written before, or embedded."""
    status = writer.status()
    refuse_nothing(descriptor)
    if status.offset == descriptor.size:
        commit(writer, status.ref, descriptor.size, descriptor.digest)
        return True
    data = embedded(descriptor, edition)
    if data is None:
        return False
    source = Window(MemoryBlob(data).read_at, len(data))
    copy(writer, source, descriptor.size, descriptor.digest, edition)
    return True
