"""Stores that keep the contract in other ways."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any, ClassVar

from remotes_conformance.errors import FailedPrecondition, InvalidArgument, Locked, NotFound
from remotes_conformance.stores import Info

from .asynchronous import Asynchronous, InThreads, SpinsAtCommits, Yielding, made_asynchronously
from .guarded import Guarded
from .right import Blob, Ingest, Reader, Writer
from .right_folder import RightFolder
from .short_writes import TakesFewBytes, TakesHalf


class Table(MutableMapping[str, Blob]):
    """A table of a database, as a mapping."""

    def __init__(self, path: str) -> None:
        self.database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.database.execute("PRAGMA synchronous = FULL")
        self.database.execute("CREATE TABLE blobs (digest TEXT PRIMARY KEY, content, created)")

    def __getitem__(self, digest: str) -> Blob:
        query = "SELECT content, created FROM blobs WHERE digest = ?"
        for content, created in self.database.execute(query, (digest,)):
            return Blob(content, created)
        raise KeyError(digest)

    def __setitem__(self, digest: str, blob: Blob) -> None:
        values = (digest, blob.content, blob.created_at)
        self.database.execute("INSERT OR REPLACE INTO blobs VALUES (?, ?, ?)", values)

    def __delitem__(self, digest: str) -> None:
        self.database.execute("DELETE FROM blobs WHERE digest = ?", (digest,))

    def __iter__(self) -> Iterator[str]:
        return iter([one for (one,) in self.database.execute("SELECT digest FROM blobs")])

    def __len__(self) -> int:
        return len(list(iter(self)))


class InADatabase(Guarded):
    """SQLite."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.blobs = Table(str(Path(folder, "store.db")))  # type: ignore[assignment]


class Sharded(RightFolder):
    """Content is in folders by the first two digits of its digest."""

    def blob(self, digest: str) -> Path:
        path = super().blob(digest)
        return path.parent / path.name.partition("-")[2][:2] / path.name

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Any:
        self.blobs.mkdir(exist_ok=True)
        return super().writer(ctx, ref, size, digest)

    def open(self, ref: str, size: int, digest: str) -> Any:
        writer = super().open(ref, size, digest)
        publish = writer.publish

        def in_its_folder(blob: Path) -> None:
            blob.parent.mkdir(exist_ok=True)
            self.sync(self.blobs)
            publish(blob)

        writer.publish = in_its_folder  # type: ignore[method-assign]
        return writer

    def walk(self, ctx: Any) -> Iterator[Info]:
        for path in sorted(self.blobs.glob("*/*")):
            yield self.info(ctx, path.name.replace("-", ":"))


class AFolderForEachRef(RightFolder):
    """The name of a ref is kept, as hex digits, in as many folders as it takes."""

    def ingest(self, ref: str) -> Path:
        name = ref.encode("utf-8", "surrogatepass").hex()
        parts = [name[at : at + 200] for at in range(0, len(name), 200)]
        folder = Path(self.ingests, *parts)
        folder.mkdir(parents=True, exist_ok=True)
        return folder / "data"


class Busy(Exception):
    """The ref is open."""


class Missing(LookupError):
    """There is no such thing."""


class OwnErrors(Guarded):
    """Its errors are of classes of its own."""

    error_classes: ClassVar = {Locked: Busy, NotFound: Missing}

    def lock(self, ref: str) -> None:
        if self.name(ref) in self.open:
            raise Busy(ref)

    def find(self, digest: str) -> Blob:
        try:
            return super().find(digest)
        except NotFound as error:
            raise Missing(digest) from error

    def abort(self, ctx: Any, ref: str) -> None:
        try:
            super().abort(ctx, ref)
        except NotFound as error:
            raise Missing(ref) from error


class Optionless:
    """Only the methods that every store has; its writers take as many bytes as fit."""

    def __init__(self) -> None:
        self._inner = Guarded()

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        writer = self._inner.writer(ctx, ref, size, digest)
        write = writer.write
        writer.write = lambda content: write(content[:7])  # type: ignore[method-assign]
        return writer

    def reader(self, ctx: Any, digest: str) -> Reader:
        return self._inner.reader(ctx, digest)


class ClosesAfterFailure(Guarded):
    """A Commit that fails closes its writer, and frees the ref: so does containerd."""

    class Closing(Guarded.Writer):
        def verify(self, content: bytes, size: int, expected: str) -> None:
            try:
                super().verify(content, size, expected)
            except FailedPrecondition:
                self.close()
                raise

    def make_writer(self, ingest: Any) -> Writer:
        return self.Closing(self, ingest)


class EmptiesAfterFailure(ClosesAfterFailure):
    """A Commit that fails loses the ingest, too."""

    class Closing(ClosesAfterFailure.Closing):
        def close(self) -> None:
            if not self.ended and self.fails:
                self.ingest.content.clear()
            super().close()

        fails = False

        def verify(self, content: bytes, size: int, expected: str) -> None:
            self.fails = True
            super().verify(content, size, expected)
            self.fails = False


class OnlyKeysOfHandlers(Guarded):
    """It refuses every ref that looks otherwise."""

    def lock(self, ref: str) -> None:
        if not re.fullmatch("[A-Za-z0-9][A-Za-z0-9._:-]{0,159}", ref):
            raise InvalidArgument(ref)
        super().lock(ref)


class FailsForItsFileNames(Guarded):
    """A ref that is no file name fails as the operating system does, before its digest is read."""

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        if not ref or len(ref) > 255 or not ref.isprintable():
            raise OSError("not a file name")
        return super().writer(ctx, ref, size, digest)


class LocksUntilItIsClosed(Guarded):
    """A writer holds its ref to its Close, and of a ref that is held nothing else is looked at."""

    class Holding(Guarded.Writer):
        def end(self) -> None:
            self.ended = "committed"
            self.store.ingests.pop(self.ingest.ref, None)

        def close(self) -> None:
            with self.guard:
                self.ended = self.ended or "closed"
                self.store.unlock(self)

    def make_writer(self, ingest: Ingest) -> Writer:
        return self.Holding(self, ingest)

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        with self.guard:
            self.lock(ref)
            return super().writer(ctx, ref, size, digest)


class OpensSlowly(Guarded):
    """A ref that is free is opened after a while, as over a network; one that is not is refused."""

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        writer = super().writer(ctx, ref, size, digest)
        time.sleep(0.2)
        return writer


RIGHT = (
    Guarded, InADatabase, Sharded, AFolderForEachRef, OwnErrors, Optionless, Asynchronous,
    InThreads, Yielding, SpinsAtCommits, made_asynchronously, RightFolder, ClosesAfterFailure,
    EmptiesAfterFailure, FailsForItsFileNames, LocksUntilItIsClosed, OnlyKeysOfHandlers,
    OpensSlowly, TakesFewBytes, TakesHalf,
)  # fmt: skip
"""Factories of right stores."""
