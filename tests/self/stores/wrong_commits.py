"""Stores that are wrong about commits."""

from __future__ import annotations

import time

from remotes_conformance.errors import AlreadyExists, FailedPrecondition

from .right import Blob, Ingest, Right, Writer, digest_like


class Checking(Right):
    """Right: it gives its own kind of writers."""

    class Committing(Writer):
        pass

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Committing(self, ingest)


class CommitsAnySize(Checking):
    """STORE-6."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, 0, expected)


class CommitsAnyDigest(Checking):
    """STORE-6."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, size, "")


class CommitsShortContent(Checking):
    """STORE-6: only more than was announced is refused."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, size if len(content) > size else 0, expected)


class SaysExistsForWrong(Checking):
    """STORE-6: a handler would take it for success."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            try:
                super().verify(content, size, expected)
            except FailedPrecondition as error:
                raise AlreadyExists("it is not") from error


class ShowsWhatFailed(Checking):
    """STORE-6."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            digest = expected or digest_like(content, "")
            self.store.blobs.setdefault(digest, Blob(content, time.time()))
            super().verify(content, size, expected)
            del self.store.blobs[digest]


class StaysLockedAfterFailure(Checking):
    """STORE-6."""

    class Committing(Writer):
        has_failed = False

        def verify(self, content: bytes, size: int, expected: str) -> None:
            self.has_failed = True
            super().verify(content, size, expected)
            self.has_failed = False

        def close(self) -> None:
            if not self.has_failed:
                super().close()


class LetsTwoInAfterFailure(Checking):
    """STORE-11: a Commit that fails frees the ref, and its writer still takes bytes."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            try:
                super().verify(content, size, expected)
            except FailedPrecondition:
                self.store.unlock(self)
                raise


class RefusesSha512(Checking):
    """STORE-6: right content is refused."""

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, size, "")
            if expected and digest_like(content, "sha256") != expected:
                raise FailedPrecondition("another digest")


class IsPoisoned(Right):
    """STORE-7: the original's fault: after a failed Commit the ingest is read-only for ever."""

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


class Replaces(Right):
    """STORE-8: the original's fault."""

    def put(self, digest: str, content: bytes) -> None:
        self.blobs[digest] = Blob(content, time.time())


class ReplacesAndSaysExists(Right):
    """STORE-8: what is stored is touched."""

    def put(self, digest: str, content: bytes) -> None:
        there = digest in self.blobs
        self.blobs[digest] = Blob(content, time.time())
        if there:
            raise AlreadyExists(digest)


class KeepsTheIngestOfExists(Checking):
    """STORE-8."""

    class Committing(Writer):
        def end(self) -> None:
            ingest = self.ingest
            super().end()
            self.store.ingests[ingest.ref] = ingest

        def commit(self, size: int = 0, expected: str = "") -> None:
            super().commit(size, expected)
            self.store.ingests.pop(self.ingest.ref, None)


class KeepsTheIngest(Checking):
    """STORE-9."""

    class Committing(Writer):
        def end(self) -> None:
            ingest = self.ingest
            super().end()
            self.store.ingests[ingest.ref] = ingest
