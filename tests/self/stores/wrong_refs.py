"""Stores that are wrong about refs and locks."""

from __future__ import annotations

import threading
from typing import Any

from remotes_conformance.errors import (
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    Locked,
    NotFound,
)

from .right import Ingest, Right, Writer
from .shelf import breaks

LOCKED: set[str] = set()


@breaks("STORE-1")
class LetsTwoIn(Right):
    def lock(self, ref: str) -> None:
        """No ref is ever locked."""


@breaks("STORE-1")
class RefusesOtherwise(Right):
    """A handler would not wait for such an error."""

    def lock(self, ref: str) -> None:
        if self.name(ref) in self.open:
            raise FailedPrecondition(ref)


@breaks("STORE-1")
class WaitsForTheRef(Right):
    """The caller cannot give up."""

    def __init__(self) -> None:
        super().__init__()
        self.changed = threading.Condition()

    def lock(self, ref: str) -> None:
        with self.changed:
            self.changed.wait_for(lambda: self.name(ref) not in self.open)


@breaks("STORE-2")
class OneWriterInAll(Right):
    def lock(self, ref: str) -> None:
        if self.open:
            super().lock(next(iter(self.open)))


@breaks("STORE-2")
class OneTableForAll(Right):
    """The original's fault."""

    def __init__(self) -> None:
        super().__init__()
        LOCKED.clear()

    def lock(self, ref: str) -> None:
        super().lock(ref)
        if ref in LOCKED:
            raise super_locked(ref)

    def make_writer(self, ingest: Ingest) -> Writer:
        LOCKED.add(ingest.ref)
        return super().make_writer(ingest)

    def unlock(self, writer: Writer) -> None:
        LOCKED.discard(writer.ingest.ref)
        super().unlock(writer)


def super_locked(ref: str) -> Exception:
    from remotes_conformance.errors import Locked

    return Locked(ref)


@breaks("STORE-3")
class IngestsAgain(Right):
    """The original's fault."""

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        writer = super().writer(ctx, ref, size, "")
        writer.ingest.expected = digest
        return writer


@breaks("STORE-10")
class LeaksTheLock(Right):
    """The original's fault."""

    def unlock_refused(self, ref: str) -> None:
        self.open[self.name(ref)] = Writer(self, Ingest(ref))


@breaks("STORE-11")
class ClosesAnothers(Right):
    """The original's fault."""

    class Closing(Writer):
        def close(self) -> None:
            self.ended = self.ended or "closed"
            self.store.open.pop(self.ingest.ref, None)

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Closing(self, ingest)


@breaks("STORE-11")
class CannotCloseTwice(Right):
    class Closing(Writer):
        def close(self) -> None:
            if self.ended == "closed":
                raise FailedPrecondition("closed")
            super().close()
            self.ended = "closed"

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Closing(self, ingest)


@breaks("STORE-11")
class WritesAfterClose(Right):
    class Writing(Writer):
        def check_open(self) -> None:
            """A closed one writes on."""
            if self.ended == "committed":
                super().check_open()

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Writing(self, ingest)


@breaks("STORE-9")
class StaysLockedAfterCommit(Right):
    def unlock(self, writer: Writer) -> None:
        if writer.ended != "committed":
            super().unlock(writer)


@breaks("STORE-8")
class StaysLockedAfterExists(Right):
    class Ending(Writer):
        def end(self) -> None:
            was_open = self.store.open.get(self.ingest.ref)
            super().end()
            if was_open and self.store.refused:  # type: ignore[attr-defined]
                self.store.open[self.ingest.ref] = self

    refused = False

    def put(self, digest: str, content: bytes) -> None:
        self.refused = digest in self.blobs
        super().put(digest, content)

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Ending(self, ingest)


@breaks("STORE-13")
class AbortsWhatIsOpen(Right):
    """The original's fault."""

    def abort(self, ctx: Any, ref: str) -> None:
        if self.ingests.pop(ref, None) is None:
            raise NotFound(ref)


@breaks("STORE-13")
class AbortsNothing(Right):
    def abort(self, ctx: Any, ref: str) -> None:
        self.lock(ref)
        if ref not in self.ingests:
            raise NotFound(ref)


@breaks("STORE-13")
class AbortsTheUnknown(Right):
    def abort(self, ctx: Any, ref: str) -> None:
        self.lock(ref)
        self.ingests.pop(ref, None)


@breaks("STORE-13")
class LocksKeysThatItDoesNotKnow(Right):
    """Abort of a key of handlers that was never opened fails as if that were open."""

    def abort(self, ctx: Any, ref: str) -> None:
        if ":" in ref and ref not in self.ingests:
            raise Locked(ref)
        super().abort(ctx, ref)


@breaks("STORE-16")
class MixesRefsUp(Right):
    def name(self, ref: str) -> str:
        return ref.replace("/", "_").lower()


@breaks("STORE-16")
class TakesNoColons(Right):
    """As file names of other systems; but the keys of handlers have one."""

    def lock(self, ref: str) -> None:
        if ":" in ref:
            raise InvalidArgument(ref)
        super().lock(ref)


@breaks("STORE-16")
class CutsRefs(Right):
    def name(self, ref: str) -> str:
        return ref[:255]


@breaks("STORE-16")
class LosesLongRefs(Right):
    """It opens any ref once, and a long one never again."""

    def begin(self, name: str, ref: str) -> Ingest:
        if len(ref) > 150 and name in self.ingests:
            raise OSError("File name too long")
        return super().begin(name, ref)


@breaks("STORE-16")
class KeepsNoLongRefs(Right):
    """It writes to a file when the writer is closed, and its name is too long then."""

    class Filing(Writer):
        def close(self) -> None:
            is_first = not self.ended
            super().close()
            if is_first and len(self.ingest.ref) > 150:
                raise OSError("File name too long")

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Filing(self, ingest)


@breaks("STORE-16")
class StopsAtNul(Right):
    """As C does."""

    def name(self, ref: str) -> str:
        return ref.partition("\0")[0]


@breaks("STORE-16")
class ComparesUnicode(Right):
    """As some file systems do."""

    def name(self, ref: str) -> str:
        import unicodedata

        return unicodedata.normalize("NFC", ref)


@breaks("STORE-3")
class RaisesExistsForAll(Right):
    """Nothing is ever fetched."""

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        if digest and self.blobs:
            raise AlreadyExists(digest)
        return super().writer(ctx, ref, size, digest)
