"""Content that a descriptor embeds (edition 2.x)."""

from __future__ import annotations

from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import InvalidArgument

from .digests import parse_digest
from .editions import Edition


def embedded(descriptor: Descriptor, edition: Edition) -> bytes | None:
    """The content of *descriptor*, where it embeds it: with the right length and digest.

    None: it has to be fetched, as in the editions that do not know of embedded content.
    """
    data = descriptor.data if edition.uses_data else None
    if data is None or len(data) != descriptor.size:
        return None
    try:
        algorithm = parse_digest(descriptor.digest).algorithm
    except InvalidArgument:
        return None  # what cannot be verified is not taken
    return data if digest_of(data, algorithm) == descriptor.digest else None
