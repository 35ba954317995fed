"""The model of a content store: blobs, ingests, locks. It works, and never judges.

It keeps the STORE rules of the contract: one writer per ref, resume where the last one
stopped, size and digest verified at the commit, content that is never changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..content import HEX_LENGTHS
from ..scenarios.surroundings import Holder, Surroundings


class Refused(Exception):
    """The model answers with an error of this class, bare or wrapped.

    `held_by`: the task whose writer holds the ref that is locked; None: no task's.
    """

    def __init__(self, kind: str, message: str, wrap: str = "", held_by: int | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.wrap = wrap
        self.held_by = held_by


@dataclass(slots=True)
class Ingest:
    """One write operation, open or abandoned. Times are virtual nanoseconds.

    `task`: that which has opened it last; None: a script, or none.
    """

    ref: str
    total: int
    content: bytearray = field(default_factory=bytearray)
    open: bool = False
    expected: str = ""
    started: int = 0
    updated: int = 0
    task: int | None = None


class ContentStore:
    """A store that has the content of the digests that are `present`.

    `held`: digests whose ingests are locked until the time of their holder is over.
    """

    def __init__(
        self, surroundings: Surroundings, present: Iterable[str], held: Mapping[str, Holder]
    ) -> None:
        self.blobs = {digest: surroundings.of(digest).stored for digest in present}
        self._surroundings = surroundings
        self._holders = dict(held)
        self._ingests: dict[str, Ingest] = {}
        self._committed: dict[str, int] = {}

    def open(self, now: int, ref: str, size: int, digest: str, partial: bytes) -> Ingest:
        """Open *ref*; a new ingest begins with the *partial* content of an earlier one."""
        self._let_holders_go(now)
        if digest in self._holders:
            raise Refused("locked", f"ref {ref} is locked by another ingest")
        ingest = self._ingests.get(ref)
        if ingest is not None and ingest.open:
            raise Refused("locked", f"ref {ref} is locked", held_by=ingest.task)
        if digest in self.blobs:
            raise Refused("exists", f"content {digest} already exists")
        if ingest is None:
            # The partial ingest was begun without knowledge of its length.
            total = 0 if partial else size
            ingest = Ingest(ref, total, bytearray(partial), started=now, updated=now)
            self._ingests[ref] = ingest
        ingest.open, ingest.expected = True, digest
        return ingest

    def has_ingest(self, ref: str) -> bool:
        """True if something has been begun under *ref*, and not come to an end."""
        return ref in self._ingests

    def write(self, now: int, ingest: Ingest, content: bytes) -> int:
        """Add to *ingest*; how many bytes were taken."""
        ingest.content.extend(content)
        ingest.updated = now
        return len(content)

    def truncate(self, now: int, ingest: Ingest, size: int) -> None:
        """Empty *ingest*."""
        if size != 0:
            raise Refused("invalid_argument", "an ingest can only be truncated to 0")
        ingest.content.clear()
        ingest.updated = now

    def commit(self, now: int, ingest: Ingest, size: int, digest: str) -> None:
        """Verify *ingest*, and make it content. Refused: the ingest stays as it is."""
        computed = _digest(ingest.content, digest)
        if (digest or computed) in self.blobs:
            self._drop(ingest)
            raise Refused("exists", f"content {digest or computed} already exists")
        if 0 < size != len(ingest.content):
            # No message of a commit names the ref: that is what COPY-15 asks of the handler.
            raise Refused("failed_precondition", f"size is {len(ingest.content)}, not {size}")
        if computed and digest and computed != digest:
            raise Refused("failed_precondition", f"digest is not {digest}")
        self.blobs[digest or computed] = bytes(ingest.content)
        self._committed[digest or computed] = now
        self._drop(ingest)

    def close(self, ingest: Ingest) -> None:
        """Free the ref of *ingest*; what was written is kept."""
        ingest.open = False

    def abort(self, ref: str) -> None:
        """Forget what was written under *ref*."""
        ingest = self._ingests.get(ref)
        if ingest is None:
            raise Refused("not_found", f"no ingest for ref {ref}")
        if ingest.open:
            raise Refused("locked", f"ref {ref} is locked")
        self._drop(ingest)

    def has(self, now: int, digest: str) -> bool:
        """True if the content is there."""
        self._let_holders_go(now)
        return digest in self.blobs

    def read(self, now: int, digest: str) -> bytes:
        """The content."""
        if not self.has(now, digest):
            raise Refused("not_found", f"content {digest} not found")
        return self.blobs[digest]

    def info(self, now: int, digest: str) -> tuple[int, int]:
        """The size of the content, and when it was committed."""
        return len(self.read(now, digest)), self._committed.get(digest, 0)

    def delete(self, now: int, digest: str) -> None:
        """Remove the content."""
        self.read(now, digest)
        del self.blobs[digest]

    def walk(self, now: int) -> list[tuple[str, int]]:
        """The digests and sizes of all content, in the order of their digests."""
        self._let_holders_go(now)
        return sorted((digest, len(content)) for digest, content in self.blobs.items())

    def _let_holders_go(self, now: int) -> None:
        for digest, holder in list(self._holders.items()):
            if now >= holder.until:
                del self._holders[digest]
                if holder.commits and digest not in self.blobs:
                    self.blobs[digest] = self._surroundings.of(digest).stored
                    self._committed[digest] = holder.until

    def _drop(self, ingest: Ingest) -> None:
        ingest.open = False
        if self._ingests.get(ingest.ref) is ingest:
            del self._ingests[ingest.ref]


def _digest(content: bytearray, like: str) -> str:
    """The digest of *content* by the algorithm of *like*; "" where that cannot be verified."""
    algorithm, _, encoded = (like or "sha256:" + "0" * 64).partition(":")
    if len(encoded) != HEX_LENGTHS.get(algorithm):
        return ""
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"
