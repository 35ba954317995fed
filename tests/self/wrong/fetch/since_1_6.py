"""Wrong fetches of editions 1.6 and 2.x: size 0, missing bytes, and what is embedded."""

from __future__ import annotations

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Fetcher, Reader

from ..right import Read
from ..right_1_6 import Right2X, Right16
from ..shelf import breaks


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
    """Has no look at the digest of what is embedded."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        data = descriptor.data
        return data if data and len(data) == descriptor.size else None


@breaks("FETCH-15", "was called")
class TakesSizeZeroForUnknown(Right16):
    """Fetches what has size 0, as the first edition does."""

    def check_size(self, descriptor: Descriptor) -> None: ...


@breaks("FETCH-16", "Fetch was called")
class IgnoresData(Right2X):
    """Fetches what the descriptor has with it."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        return None


@breaks("FETCH-16", "from byte 10 on")
class EmbedsFromTheStart(Right2X):
    """Writes all of what is embedded behind what is there already."""

    def reading(self, data: bytes, offset: int) -> Read:
        return super().reading(data, 0)

    def check_length(self, length: int, size: int) -> None:
        """More than enough."""


@breaks("FETCH-16", "Write was called")
class EmbedsWhateverIsAsLong(Right2X):
    """Compares the size of what is embedded, and not its digest."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        data = descriptor.data
        return data if data and len(data) == descriptor.size else None


@breaks("FETCH-16", "Fetch was called")
class EmbedsLayersOnly(Right2X):
    """Looks for embedded content in descriptors of layers."""

    def embedded(self, descriptor: Descriptor) -> bytes | None:
        return super().embedded(descriptor) if "layer" in descriptor.media_type else None
