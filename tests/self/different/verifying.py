"""Verifies size and digest itself, before it commits."""

from __future__ import annotations

import hashlib
import re
from typing import Protocol

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Reader, Writer
from wrong.right import Read, Right

_VERIFIABLE = re.compile(r"(sha256):[0-9a-f]{64}|(sha512):[0-9a-f]{128}")


class WrongContent(Exception):
    """The bytes are not what the descriptor says."""


class Hash(Protocol):
    """The used part of a `hashlib` object."""

    def update(self, content: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class Verifying(Right):
    """Raises before the commit when the content is wrong.

    It can only check bytes that it has seen itself, and digests that it can compute:
    a resumed ingest and an odd algorithm are left to the writer.
    """

    def copy(self, writer: Writer, reader: Reader, descriptor: Descriptor) -> None:
        status = writer.status()
        kept = self.keeps(reader, status.offset, descriptor.size)
        read = self.resume(writer, reader, status.offset, descriptor.size)
        known = _VERIFIABLE.fullmatch(descriptor.digest) if not kept else None
        hashed = hashlib.new(known[1] or known[2] if known else "sha256")
        size = kept + self.pump_hashing(read, writer, hashed)
        if 0 < descriptor.size != size:
            raise WrongContent(f"{size} bytes instead of {descriptor.size}")
        if known and not descriptor.digest.endswith(f":{hashed.hexdigest()}"):
            raise WrongContent(f"the digest is not {descriptor.digest}")
        self.commit(writer, status.ref, descriptor)

    def pump_hashing(self, read: Read, writer: Writer, hashed: Hash) -> int:
        """Copy and hash; the number of bytes."""
        size = 0

        def hashing(wanted: int) -> bytes:
            nonlocal size
            piece = read(wanted)
            hashed.update(piece)
            size += len(piece)
            return piece

        self.pump(hashing, writer)
        return size
