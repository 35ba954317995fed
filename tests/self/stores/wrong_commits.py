"""Stores that are wrong about commits."""

from __future__ import annotations

import time

from remotes_conformance.errors import AlreadyExists, FailedPrecondition

from .right import Blob, Ingest, Right, Writer, digest_like
from .shelf import breaks


class Checking(Right):
    """Right: it gives its own kind of writers."""

    class Committing(Writer):
        pass

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Committing(self, ingest)


@breaks("STORE-6")
class CommitsAnySize(Checking):
    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, 0, expected)


@breaks("STORE-6")
class CommitsAnyDigest(Checking):
    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, size, "")


@breaks("STORE-6")
class CommitsShortContent(Checking):
    """Only more than was announced is refused."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, size if len(content) > size else 0, expected)


@breaks("STORE-6")
class RaisesExistsForWrongContent(Checking):
    """A handler would take it for success."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            try:
                super().verify(content, size, expected)
            except FailedPrecondition as error:
                raise AlreadyExists("it is not") from error


@breaks("STORE-6")
class ShowsWhatFailed(Checking):
    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            digest = expected or digest_like(content, "")
            self.store.blobs.setdefault(digest, Blob(content, time.time()))
            super().verify(content, size, expected)
            del self.store.blobs[digest]


@breaks("STORE-6")
class StaysLockedAfterFailure(Checking):
    class Committing(Writer):
        has_failed = False

        def verify(self, content: bytes, size: int, expected: str) -> None:
            self.has_failed = True
            super().verify(content, size, expected)
            self.has_failed = False

        def close(self) -> None:
            if not self.has_failed:
                super().close()


@breaks("STORE-11")
class LetsTwoInAfterFailure(Checking):
    """A Commit that fails frees the ref, and its writer still takes bytes."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            try:
                super().verify(content, size, expected)
            except FailedPrecondition:
                self.store.unlock(self)
                raise


@breaks("STORE-6")
class RefusesSha512(Checking):
    """Right content is refused."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, size, "")
            if expected and digest_like(content, "sha256") != expected:
                raise FailedPrecondition("another digest")


@breaks("STORE-7")
class IsPoisoned(Right):
    """The original's fault: after a failed Commit the ingest is read-only for ever."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            try:
                super().verify(content, size, expected)
            except FailedPrecondition:
                self.store.poisoned.add(self.ingest.ref)  # type: ignore[attr-defined]
                raise

        def check_open(self) -> None:
            super().check_open()
            if self.ingest.ref in self.store.poisoned:  # type: ignore[attr-defined]
                raise FailedPrecondition("read-only")

    def __init__(self) -> None:
        super().__init__()
        self.poisoned: set[str] = set()

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Committing(self, ingest)


@breaks("STORE-8")
class Replaces(Right):
    """The original's fault."""

    def put(self, digest: str, content: bytes) -> None:
        self.blobs[digest] = Blob(content, time.time())


@breaks("STORE-8")
class ReplacesAndRaisesExists(Right):
    """Touches the stored blob."""

    def put(self, digest: str, content: bytes) -> None:
        there = digest in self.blobs
        self.blobs[digest] = Blob(content, time.time())
        if there:
            raise AlreadyExists(digest)


@breaks("STORE-8")
class KeepsTheIngestOfExists(Checking):
    class Committing(Writer):
        def end(self) -> None:
            ingest = self.ingest
            super().end()
            self.store.ingests[ingest.ref] = ingest

        def commit(self, size: int = 0, expected: str = "") -> None:
            super().commit(size, expected)
            self.store.ingests.pop(self.ingest.ref, None)


@breaks("STORE-9")
class KeepsTheIngest(Checking):
    class Committing(Writer):
        def end(self) -> None:
            ingest = self.ingest
            super().end()
            self.store.ingests[ingest.ref] = ingest
