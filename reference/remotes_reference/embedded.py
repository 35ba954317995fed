"""Content that a descriptor embeds (edition 2.x)."""

from __future__ import annotations

from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import InvalidArgument

from .digests import parse_digest


def embedded(descriptor: Descriptor) -> bytes | None:
    """The content of *descriptor*, where it embeds it: with the right length and digest."""
    data = descriptor.data
    if data is None or len(data) != descriptor.size:
        return None
    try:
        algorithm = parse_digest(descriptor.digest).algorithm
    except InvalidArgument:
        return None  # what cannot be verified is not taken
    return data if digest_of(data, algorithm) == descriptor.digest else None
