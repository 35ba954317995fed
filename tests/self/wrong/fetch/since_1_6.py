"""Wrong fetches of editions 1.6 and 2.x: size 0, missing bytes, and embedded content."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Fetcher, Ingester, Reader

from ..right import Children, Read
from ..right_1_6 import Right2X, Right16
from ..shelf import breaks


@breaks("FETCH-3", "size 0: the handler first calls the ingester", edition="1.6")
class RefusesSize0Unasked(Right16):
    """Looks at the size before it asks whether the content exists."""

    def fetch(
        self, ctx: Context, ingester: Ingester, fetcher: Fetcher, descriptor: Descriptor
    ) -> Children:
        self.check_size(descriptor)
        return super().fetch(ctx, ingester, fetcher, descriptor)


@breaks("FETCH-5b", "Fetch was called again")
class AsksForTheSourceTwice(Right16):
    """Asks the fetcher, closes the reader, and asks again."""

    def ask(self, ctx: Context, fetcher: Fetcher, descriptor: Descriptor) -> Reader:
        fetcher.fetch(ctx, descriptor).close()
        return fetcher.fetch(ctx, descriptor)


@breaks("FETCH-5b", "the source has to be opened")
class UsesDataTooEarly(Right2X):
    """Takes the data of a descriptor in edition 1.6."""

    edition = "1.6"


@breaks("FETCH-5b", "the source has to be opened")
class TakesTheDigestOnTrust(Right2X):
    """Does not check the digest of embedded content."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        data = descriptor.data
        return data if data and len(data) == descriptor.size else None


@breaks("FETCH-15", "was called")
class TakesSizeZeroForUnknown(Right16):
    """Fetches content of size 0, as the first edition does."""

    def check_size(self, descriptor: Descriptor) -> None: ...


@breaks("FETCH-16", "Fetch was called")
class IgnoresData(Right2X):
    """Fetches content that the descriptor embeds."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        return None


@breaks("FETCH-16", "from byte 10 on")
class EmbedsFromTheStart(Right2X):
    """Writes all embedded bytes after those that are there already."""

    def reading(self, data: bytes, offset: int) -> Read:
        return super().reading(data, 0)

    def check_length(self, length: int, size: int) -> None:
        """More than enough."""


@breaks("FETCH-16", "Write was called")
class EmbedsWhateverIsAsLong(Right2X):
    """Compares the size of embedded content, and not its digest."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        data = descriptor.data
        return data if data and len(data) == descriptor.size else None


@breaks("FETCH-16", "Fetch was called")
class EmbedsLayersOnly(Right2X):
    """Looks for embedded content in descriptors of layers."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        return super().embedded(descriptor) if "layer" in descriptor.media_type else None
