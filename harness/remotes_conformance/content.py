"""Descriptors, digests, and the state of an ingest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


class _Nothing(dict[str, str]):
    """An empty mapping that stays so, and that can be copied and pickled."""

    def __setitem__(self, name: str, value: str) -> None:
        raise TypeError("the annotations of this descriptor cannot be changed")

    def __reduce__(self) -> tuple[type[_Nothing], tuple[()]]:
        return _Nothing, ()


_NOTHING: Mapping[str, str] = _Nothing()


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A content descriptor, as the OCI image specification defines it.

    * `digest`: `<algorithm>:<hex>`, kept exactly as it was given: nothing here parses or corrects
      it;
    * `size`: in bytes; 0 or less means *unknown* in edition 2017-06, and below 0 from 1.6 on;
    * `annotations`, `urls`, `platform`: as the specification has them;
    * `data`: the content itself, embedded; None: it is not.

    Descriptors are compared by all fields, and hashed by the first three.
    """

    media_type: str
    digest: str
    size: int
    annotations: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    urls: tuple[str, ...] = ()
    platform: Mapping[str, str] | None = None
    data: bytes | None = None

    def __hash__(self) -> int:
        return hash((self.media_type, self.digest, self.size))


def own_copy(descriptor: Descriptor) -> Descriptor:
    """A copy of *descriptor* with new, mutable mappings for its annotations and platform."""
    platform = descriptor.platform
    return Descriptor(
        descriptor.media_type,
        descriptor.digest,
        descriptor.size,
        dict(descriptor.annotations),
        descriptor.urls,
        None if platform is None else dict(platform),
        descriptor.data,
    )


@dataclass(frozen=True, slots=True)
class Status:
    """The progress of the ingest of `ref`: `offset` bytes written of `total` (0: unknown).

    `expected`: the digest that the content is to have ("": unknown).
    """

    ref: str
    offset: int
    total: int
    expected: str = ""


HEX_LENGTHS: Final = {"sha256": 64, "sha384": 96, "sha512": 128}
"""The algorithms of well-formed digests, and how many hex digits each has."""


def digest_of(content: bytes, algorithm: str = "sha256") -> str:
    """The digest of *content*: `<algorithm>:<lower-case hex>`, by an algorithm of `hashlib`.

    Raises `ValueError` for an unknown algorithm.
    """
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"
