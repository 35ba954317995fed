"""The model of a content store: blobs, ingests, locks. It works, and never judges.

It keeps what the STORE rules of the contract say of an ingester: one writer per ref, resume where
the last one stopped, size and digest verified at the commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..scenarios.surroundings import Holder

_VERIFIABLE = {"sha256": 64, "sha512": 128}


class Refused(Exception):
    """The model answers with an error of this class."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


@dataclass(slots=True)
class Ingest:
    """One write operation, open or left behind."""

    ref: str
    total: int
    content: bytearray = field(default_factory=bytearray)
    open: bool = False


class ContentStore:
    """`held`: digests whose ingests are locked until the time of their holder is over."""

    def __init__(self, held: Mapping[str, Holder]) -> None:
        self.blobs: dict[str, bytes] = {}
        self._holders = dict(held)
        self._ingests: dict[str, Ingest] = {}

    def open(self, now: int, ref: str, size: int, digest: str, partial: bytes) -> Ingest:
        """Open *ref*; a new ingest begins with the *partial* content of an earlier one."""
        self._let_holders_go(now)
        if digest in self._holders:
            raise Refused("locked", f"ref {ref} is locked by another ingest")
        ingest = self._ingests.get(ref)
        if ingest is not None and ingest.open:
            raise Refused("locked", f"ref {ref} is locked")
        if digest in self.blobs:
            raise Refused("exists", f"content {digest} already exists")
        if ingest is None:
            # Whoever began the partial ingest did not know how long it would be.
            total = 0 if partial else size
            ingest = self._ingests[ref] = Ingest(ref, total, bytearray(partial))
        ingest.open = True
        return ingest

    def has(self, now: int, digest: str) -> bool:
        """Whether the content is there."""
        self._let_holders_go(now)
        return digest in self.blobs

    def _let_holders_go(self, now: int) -> None:
        for digest, holder in list(self._holders.items()):
            if now >= holder.until:
                del self._holders[digest]
                if holder.commits:
                    self.blobs.setdefault(digest, b"")

    def commit(self, ingest: Ingest, size: int, digest: str) -> None:
        """Verify *ingest*, and make it content. Refused: the ingest stays as it is."""
        if digest in self.blobs:
            self._drop(ingest)
            raise Refused("exists", f"content {digest} already exists")
        if 0 < size != len(ingest.content):
            # No message of a commit names the ref: that is what COPY-15 asks of the handler.
            raise Refused("failed_precondition", f"size is {len(ingest.content)}, not {size}")
        computed = _digest(ingest.content, digest)
        if computed and digest and computed != digest:
            raise Refused("failed_precondition", f"digest is not {digest}")
        self.blobs[digest or computed] = bytes(ingest.content)
        self._drop(ingest)

    def _drop(self, ingest: Ingest) -> None:
        ingest.open = False
        if self._ingests.get(ingest.ref) is ingest:
            del self._ingests[ingest.ref]


def _digest(content: bytearray, like: str) -> str:
    """The digest of *content* by the algorithm of *like*; "" where that cannot be verified."""
    algorithm, _, encoded = (like or "sha256:" + "0" * 64).partition(":")
    if len(encoded) != _VERIFIABLE.get(algorithm):
        return ""
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"
