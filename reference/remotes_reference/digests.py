"""Digests as stores take them: `<algorithm>:<lower-case hex>`, checked before anything is done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from remotes_conformance.errors import InvalidArgument

HEX_LENGTHS: Final = {"sha256": 64, "sha384": 96, "sha512": 128}
"""The algorithms, and how many hexadecimal digits each of them gives."""

CANONICAL: Final = "sha256"
"""The algorithm of content that is committed without a digest."""

_DIGEST: Final = re.compile(r"([a-z0-9]+):([0-9a-f]+)")


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest that is well formed: both parts may stand in the name of a file."""

    algorithm: str
    hex: str

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.hex}"


def parse_digest(digest: str) -> Digest:
    """Raises `InvalidArgument` for everything that is not exactly a digest."""
    match = _DIGEST.fullmatch(digest)
    if match is None:
        raise InvalidArgument(f"not a digest: {digest!r}")
    algorithm, digits = match.groups()
    if algorithm not in HEX_LENGTHS:
        known = ", ".join(HEX_LENGTHS)
        raise InvalidArgument(f"unknown algorithm of digest {digest!r}: not one of {known}")
    if len(digits) != HEX_LENGTHS[algorithm]:
        wanted = HEX_LENGTHS[algorithm]
        raise InvalidArgument(f"digest {digest!r} has {len(digits)} digits instead of {wanted}")
    return Digest(algorithm, digits)


def parse_optional(digest: str) -> Digest | None:
    """As `parse_digest`; None for the empty string: the digest is not known."""
    return parse_digest(digest) if digest else None
