"""Wrong choices of content to fetch: FETCH-1, FETCH-2, FETCH-12 and FETCH-13."""

from __future__ import annotations

import json

from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import INDEXES, MANIFESTS
from remotes_conformance.protocols import Context, Fetcher, Handler, Ingester, Reader, Writer

from ..right import Children, Read, Right
from ..shelf import breaks


@breaks("FETCH-1", "Writer was called")
class FetchesSchema1(Right):
    """Fetches schema 1 like anything else."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        def handle(ctx: Context, descriptor: Descriptor) -> Children:
            ctx = self.derive(ctx, descriptor)
            self.announce(ctx, "fetch")
            return self.fetch(ctx, ingester, fetcher, descriptor)

        return handle


@breaks("FETCH-1", "Writer was called")
class RefusesSchema1TooLate(FetchesSchema1):
    """Opens a writer before it looks at the media type."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        if descriptor.media_type.endswith("+prettyjws"):
            self.refuse(descriptor)
        return super().ask(ctx, fetcher, descriptor)


@breaks("FETCH-1", "unsupported manifest")
class RefusesWithoutTheName(Right):
    """Does not name the media type that it refuses."""

    def refuse(self, descriptor: Descriptor) -> Children:
        raise ValueError("unsupported manifest")


@breaks("FETCH-1", "success")
class SkipsSchema1Quietly(Right):
    """Returns success for schema 1, without a fetch."""

    def refuse(self, descriptor: Descriptor) -> Children:
        return None


class _Picky(Right):
    """Does not fetch every media type."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        if self.picks(descriptor.media_type):
            return super().fetch(ctx, ingester, fetcher, descriptor)
        return self.pass_over(descriptor)

    def picks(self, media_type: str) -> bool:
        raise NotImplementedError

    def pass_over(self, descriptor: Descriptor) -> Children:
        return self.refuse(descriptor)


@breaks("FETCH-2", "not supported")
class RefusesUnknownTypes(_Picky):
    """Refuses every type that has no kind."""

    def picks(self, media_type: str) -> bool:
        return self.kind_of(media_type) != "unknown"


@breaks("FETCH-2", "success")
class SkipsIndexes(_Picky):
    """Takes an index for a mere list, and does not store it."""

    def picks(self, media_type: str) -> bool:
        return self.kind_of(media_type) != "index"

    def pass_over(self, descriptor: Descriptor) -> Children:
        return None


@breaks("FETCH-2", "not supported")
class RefusesForeignLayers(_Picky):
    """Refuses layers that come from elsewhere."""

    def picks(self, media_type: str) -> bool:
        return "foreign" not in media_type


@breaks("FETCH-12", "cancelled before the call")
class LooksAtTheContextFirst(Right):
    """Does not begin when the caller has given up."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        if ctx.cancelled:
            raise TimeoutError("the caller has given up")
        return super().fetch(ctx, ingester, fetcher, descriptor)


@breaks("FETCH-12", "cancelled before the call")
class LooksAtTheContextBeforeFetching(Right):
    """Opens a writer, and then looks whether the caller has given up."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        if ctx.cancelled:
            raise TimeoutError("the caller has given up")
        return super().ask(ctx, fetcher, descriptor)


class _Reads(Right):
    """Looks at the bytes of manifests and indexes before it commits them."""

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        status = writer.status()
        read = self.resume(writer, reader, status.offset, descriptor.size)
        content = bytearray()
        self.pump(self.keeping(read, content), writer)
        whole = not status.offset and len(content) == descriptor.size > 0
        if whole and descriptor.media_type in (*MANIFESTS, *INDEXES):
            self.look_at(bytes(content))
        self.commit(writer, status.ref, descriptor)

    def keeping(self, read: Read, content: bytearray) -> Read:
        def keep(size: int) -> bytes:
            piece = read(size)
            content.extend(piece)
            return piece

        return keep

    def look_at(self, content: bytes) -> None:
        raise NotImplementedError


@breaks("FETCH-13", "JSONDecodeError")
class ParsesManifests(_Reads):
    """Refuses a manifest that is no JSON document."""

    def look_at(self, content: bytes) -> None:
        json.loads(content)


@breaks("FETCH-13", "trailing data")
class RefusesTrailingBlanks(_Reads):
    """Refuses a document that is followed by kilobytes of blanks."""

    def look_at(self, content: bytes) -> None:
        if len(content) - len(content.rstrip()) > 4096:
            raise ValueError("trailing data")
