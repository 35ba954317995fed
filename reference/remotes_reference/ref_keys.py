"""Ref keys: the name of the ingest of a descriptor, `<kind>-<digest>` (section KEY)."""

from __future__ import annotations

from typing import Final, Protocol

from remotes_conformance.content import Descriptor
from remotes_conformance.media_types import KINDS
from remotes_conformance.protocols import Logger

_KIND_OF: Final = {media_type: kind for kind, types in KINDS.items() for media_type in types}


class HasLogger(Protocol):
    """As much of a context as a ref key needs; synchronous and asynchronous ones have it."""

    @property
    def logger(self) -> Logger: ...


def make_ref_key(ctx: HasLogger, descriptor: Descriptor) -> str:
    """Name the ingest of *descriptor*, so that two fetches of it meet at one lock."""
    kind = _KIND_OF.get(descriptor.media_type)
    if kind is None:
        # The type as an argument: it comes from a registry and may well contain a `%`.
        ctx.logger.warning("no kind of ref key for media type %s", descriptor.media_type)
        kind = "unknown"
    return f"{kind}-{descriptor.digest}"
