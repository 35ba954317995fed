"""Stores that keep the contract in other ways."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator, MutableMapping
from pathlib import Path
from typing import Any, ClassVar

from remotes_conformance.errors import AlreadyExists, Locked, NotFound
from remotes_conformance.protocols import Buffer
from remotes_conformance.stores import Info

from .right import Blob, Ingest, Reader, Right, Status, Writer
from .right_folder import RightFolder


class Guarded(Right):
    """One lock around everything: it can be called by threads."""

    class Writer(Writer):
        def __init__(self, store: Right, ingest: Ingest) -> None:
            super().__init__(store, ingest)
            self.guard = store.guard  # type: ignore[attr-defined]

        def write(self, content: Buffer) -> int:
            with self.guard:
                return super().write(content)

        def status(self) -> Status:
            with self.guard:
                return super().status()

        def truncate(self, size: int) -> None:
            with self.guard:
                super().truncate(size)

        def commit(self, size: int = 0, expected: str = "") -> None:
            with self.guard:
                super().commit(size, expected)

        def close(self) -> None:
            with self.guard:
                super().close()

    def __init__(self) -> None:
        super().__init__()
        self.guard = threading.RLock()

    def make_writer(self, ingest: Ingest) -> Writer:
        return Guarded.Writer(self, ingest)

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        with self.guard:
            return super().writer(ctx, ref, size, digest)

    def abort(self, ctx: Any, ref: str) -> None:
        with self.guard:
            super().abort(ctx, ref)

    def reader(self, ctx: Any, digest: str) -> Reader:
        with self.guard:
            return super().reader(ctx, digest)

    def info(self, ctx: Any, digest: str) -> Info:
        with self.guard:
            return super().info(ctx, digest)

    def delete(self, ctx: Any, digest: str) -> None:
        with self.guard:
            super().delete(ctx, digest)

    def walk(self, ctx: Any) -> Iterator[Info]:
        with self.guard:
            return iter(list(super().walk(ctx)))


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
    """Only what every store has; its writers take what fits."""

    def __init__(self) -> None:
        self._inner = Guarded()

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        writer = self._inner.writer(ctx, ref, size, digest)
        write = writer.write
        writer.write = lambda content: write(content[:7])  # type: ignore[method-assign]
        return writer

    def reader(self, ctx: Any, digest: str) -> Reader:
        return self._inner.reader(ctx, digest)


LATENCY = 0.001


class AsyncWriter:
    def __init__(self, inner: Writer) -> None:
        self.inner = inner

    async def write(self, content: Buffer) -> int:
        await asyncio.sleep(LATENCY)
        return self.inner.write(content)

    async def status(self) -> Status:
        return self.inner.status()

    async def truncate(self, size: int) -> None:
        self.inner.truncate(size)
        await asyncio.sleep(LATENCY)

    async def commit(self, size: int = 0, expected: str = "") -> None:
        await asyncio.sleep(LATENCY)
        try:
            self.inner.commit(size, expected)
        finally:
            await asyncio.sleep(LATENCY)

    async def close(self) -> None:
        self.inner.close()
        await asyncio.sleep(LATENCY)


class AsyncReader:
    def __init__(self, inner: Reader) -> None:
        self.inner = inner

    async def read(self, size: int = -1) -> bytes:
        await asyncio.sleep(LATENCY)
        return self.inner.read(size)

    async def read_at(self, offset: int, size: int) -> bytes:
        return self.inner.read_at(offset, size)

    async def close(self) -> None:
        self.inner.close()


class Asynchronous:
    """Calls overlap: each has its effect at one moment, and waits before or after it."""

    def __init__(self) -> None:
        self.inner = Right()

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        await asyncio.sleep(LATENCY)
        writer = AsyncWriter(self.inner.writer(ctx, ref, size, digest))
        await asyncio.sleep(LATENCY)
        return writer

    async def reader(self, ctx: Any, digest: str) -> AsyncReader:
        await asyncio.sleep(LATENCY)
        return AsyncReader(self.inner.reader(ctx, digest))

    async def abort(self, ctx: Any, ref: str) -> None:
        await asyncio.sleep(LATENCY)
        self.inner.abort(ctx, ref)

    async def info(self, ctx: Any, digest: str) -> Info:
        return self.inner.info(ctx, digest)

    async def delete(self, ctx: Any, digest: str) -> None:
        await asyncio.sleep(LATENCY)
        self.inner.delete(ctx, digest)
        await asyncio.sleep(LATENCY)

    async def walk(self, ctx: Any) -> AsyncIterator[Info]:
        for info in list(self.inner.walk(ctx)):
            yield info


class InThreads(Asynchronous):
    """Its work is done in other threads."""

    def __init__(self) -> None:
        self.inner = Guarded()

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        return AsyncWriter(await asyncio.to_thread(self.inner.writer, ctx, ref, size, digest))

    async def info(self, ctx: Any, digest: str) -> Info:
        return await asyncio.to_thread(self.inner.info, ctx, digest)


async def made_asynchronously() -> Asynchronous:
    """A factory that is a coroutine function."""
    return Asynchronous()


class OpensTwice(Asynchronous):
    """Wrong: between its check and its act, another caller comes in (STORE-1)."""

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        if ref in self.inner.open:
            raise Locked(ref)
        await asyncio.sleep(LATENCY)
        self.inner.open.pop(ref, None)
        return AsyncWriter(self.inner.writer(ctx, ref, size, digest))


class CommitsTwice(Asynchronous):
    """Wrong: two callers commit the same content, and neither is told that it exists (STORE-8)."""

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> AsyncWriter:
        writer = await super().writer(ctx, ref, size, digest)
        commit = writer.commit

        async def committed(size: int = 0, expected: str = "") -> None:
            there = expected in self.inner.blobs
            await asyncio.sleep(LATENCY)
            try:
                await commit(size, expected)
            except AlreadyExists:
                if there:
                    raise

        writer.commit = committed  # type: ignore[method-assign]
        return writer


RIGHT = (
    Guarded, InADatabase, Sharded, AFolderForEachRef, OwnErrors, Optionless, Asynchronous,
    InThreads, made_asynchronously, RightFolder,
)  # fmt: skip
"""Factories in whose stores nothing is to be found."""
