"""Stores whose mistakes show only in unlikely content, names or orders: an attack found them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from remotes_conformance.errors import AlreadyExists, FailedPrecondition, InvalidArgument, NotFound
from remotes_conformance.stores import Info

from .right import Blob, Ingest, Reader, Right, Writer, digest_like
from .shelf import breaks
from .wrong_commits import Checking


@breaks("STORE-9")
class RemembersWhatWasNotThere(Right):
    """A digest that Info did not find is not found after its Commit, either."""

    def __init__(self) -> None:
        super().__init__()
        self.unknown: set[str] = set()

    def info(self, ctx: Any, digest: str) -> Info:
        if digest in self.unknown:
            raise NotFound(digest)
        try:
            return super().info(ctx, digest)
        except NotFound:
            self.unknown.add(digest)
            raise


@breaks("STORE-6")
class ComparesHalfTheDigest(Checking):
    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            super().verify(content, size, "")
            if digest_like(content, expected)[:23] != expected[:23]:
                raise FailedPrecondition("another digest")


@breaks("STORE-20")
class ListsTheLastOfAPageTwice(Right):
    """Pages of five."""

    def walk(self, ctx: Any) -> Iterator[Info]:
        for number, info in enumerate(super().walk(ctx)):
            yield info
            if number % 5 == 4:
                yield info


@breaks("STORE-9")
class ReadsNothingEmpty(Right):
    """Content without bytes is not found by its readers."""

    def reader(self, ctx: Any, digest: str) -> Reader:
        found = super().reader(ctx, digest)
        if not found.content:
            raise NotFound(digest)
        return found


@breaks("STORE-9")
class ReadsNoSha512(Right):
    def reader(self, ctx: Any, digest: str) -> Reader:
        if digest.startswith("sha512"):
            self.check_digest(digest)
            raise NotFound(digest)
        return super().reader(ctx, digest)


@breaks("STORE-14")
class FindsByTheBeginning(Right):
    """Twelve digits have to do."""

    def reader(self, ctx: Any, digest: str) -> Reader:
        self.check_digest(digest)
        for other, blob in self.blobs.items():
            if other[:19] == digest[:19]:
                return Reader(self, blob)
        raise NotFound(digest)


class Shelved(Right):
    """Right: it gives its own kind of writers."""

    class Writing(Writer):
        pass

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Writing(self, ingest)


@breaks("STORE-5")
class TruncatesOnlyForItself(Shelved):
    """Another writer finds the bytes again."""

    class Writing(Writer):
        cut = b""

        def truncate(self, size: int) -> None:
            before = bytes(self.ingest.content)
            super().truncate(size)
            self.cut = before

        def close(self) -> None:
            if not (self.ended or self.ingest.content):
                self.ingest.content += self.cut
            super().close()


@breaks("STORE-1")
class FreesARefusedTruncate(Shelved):
    """Its ref is not locked any more."""

    class Writing(Writer):
        def truncate(self, size: int) -> None:
            try:
                super().truncate(size)
            except InvalidArgument:
                self.store.unlock(self)
                raise


@breaks("STORE-6")
class KeepsTheFirstDigest(Checking):
    """If a ref is opened again for another digest, the first one is verified."""

    first: dict[int, str]

    def __init__(self) -> None:
        super().__init__()
        self.first = {}

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        made = super().writer(ctx, ref, size, digest)
        self.first.setdefault(id(made.ingest), digest)
        return made

    class Committing(Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            assert isinstance(self.store, KeepsTheFirstDigest)
            super().verify(content, size, expected)
            super().verify(content, size, self.store.first.get(id(self.ingest), ""))


@breaks("STORE-3")
class RaisesExistsForTheDeleted(Right):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def put(self, digest: str, content: bytes) -> None:
        super().put(digest, content)
        self.seen.add(digest)

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        made = super().writer(ctx, ref, size, digest)
        if digest in self.seen:
            made.close()
            raise AlreadyExists(digest)
        return made


@breaks("STORE-13")
class EmptiesARefusedAbort(Right):
    """The ref is open, Abort refuses it as locked, and its bytes are gone all the same."""

    def abort(self, ctx: Any, ref: str) -> None:
        if ref in self.open:
            self.ingests[ref].content.clear()
        super().abort(ctx, ref)


@breaks("STORE-9")
class CountsTheLastWriter(Shelved):
    """The size of its info."""

    class Writing(Writer):
        def __init__(self, store: Right, ingest: Ingest) -> None:
            super().__init__(store, ingest)
            self.start = len(ingest.content)

        def truncate(self, size: int) -> None:
            super().truncate(size)
            self.start = 0

        def commit(self, size: int = 0, expected: str = "") -> None:
            super().commit(size, expected)
            content = bytes(self.ingest.content)
            digest = expected or digest_like(content, "")
            self.store.blobs[digest] = Counted(content, self.store.blobs[digest].created_at)
            self.store.blobs[digest].count = len(content) - self.start  # type: ignore[attr-defined]

    def info(self, ctx: Any, digest: str) -> Info:
        blob = self.find(digest)
        return Info(digest, getattr(blob, "count", len(blob.content)), blob.created_at)


class Counted(Blob):
    """Content of which so many bytes are counted."""

    count = 0


@breaks("STORE-16")
class TakesCasesForOne(Right):
    """On a file system that does not distinguish case."""

    def name(self, ref: str) -> str:
        return ref.lower()


@breaks("STORE-16")
class CutsLongRefs(Right):
    def name(self, ref: str) -> str:
        return ref[:128]


@breaks("STORE-16")
class StripsRefs(Right):
    def name(self, ref: str) -> str:
        return ref.strip()
