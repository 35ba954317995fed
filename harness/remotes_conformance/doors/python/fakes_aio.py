"""The collaborators that an asynchronous handler is given: as `fakes`, awaited."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Self

from ...content import Descriptor, Status
from ...protocols import Buffer
from ...world import Call, Served
from ...world.journal import Refusal
from ..plain_values import EVERYTHING, buffer, count, number, origin, text
from .border import Border
from .context import AwaitedPlaying, report, task_of

_PIECE = 64 * 1024


class AsyncSurface:
    """What every fake stands on: the play, the border, and the task that calls."""

    def __init__(self, playing: AwaitedPlaying, border: Border, task: int) -> None:
        self.playing = playing
        self.border = border
        self.task = task

    async def ask(self, op: str, handle: str, args: Mapping[str, Any]) -> Served:
        return await self.playing.park(Call(self.task, op, handle, args))

    async def get(self, op: str, handle: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        served = await self.ask(op, handle, args)
        if served.refusal is not None:
            raise self.border.error(served.refusal)
        return served.result

    def for_context(self, ctx: object) -> tuple[AsyncSurface, dict[str, object]]:
        """The caller for calls that come with *ctx*, and what is seen in it."""
        seen = report(ctx)
        task = task_of(seen, self.playing.current_task, len(self.playing.world.scenario.calls))
        return AsyncSurface(self.playing, self.border, task), seen


class AsyncFakeIngester:
    """An ingester: `writer` opens an ingest in the world's content store."""

    def __init__(self, caller: AsyncSurface) -> None:
        self._caller = caller

    async def writer(
        self, ctx: object, ref: str, size: int = 0, digest: str = ""
    ) -> AsyncFakeWriter:
        caller, seen = self._caller.for_context(ctx)
        args = {"ref": text(ref), "size": number(size), "digest": text(digest), "ctx": seen}
        return AsyncFakeWriter(caller, (await caller.get("Writer", "", args))["writer"])

    async def abort(self, ctx: object, ref: str) -> None:
        caller, seen = self._caller.for_context(ctx)
        await caller.get("Abort", "", {"ref": text(ref), "ctx": seen})


class AsyncFakePusher:
    """A pusher: `push` opens a writer to the world's remote."""

    def __init__(self, caller: AsyncSurface) -> None:
        self._caller = caller

    async def push(self, ctx: object, descriptor: Descriptor) -> AsyncFakeWriter:
        caller, seen = self._caller.for_context(ctx)
        args = {"descriptor": caller.border.seen(descriptor), "ctx": seen}
        return AsyncFakeWriter(caller, (await caller.get("Push", "", args))["writer"])


class AsyncFakeIngestingPusher(AsyncFakePusher, AsyncFakeIngester):
    """A pusher that is also an ingester of the remote."""


class AsyncFakeFetcher:
    """A fetcher: `fetch` opens the task's source."""

    def __init__(self, caller: AsyncSurface) -> None:
        self._caller = caller

    async def fetch(self, ctx: object, descriptor: Descriptor) -> AsyncPlainReader:
        caller, seen = self._caller.for_context(ctx)
        args = {"descriptor": caller.border.seen(descriptor), "ctx": seen}
        return open_reader(caller, await caller.get("Fetch", "", args))


class AsyncFakeProvider:
    """A provider: `reader` opens the task's source by its digest."""

    def __init__(self, caller: AsyncSurface) -> None:
        self._caller = caller

    async def reader(self, ctx: object, digest: str) -> AsyncPlainReader:
        caller, seen = self._caller.for_context(ctx)
        return open_reader(
            caller, await caller.get("Reader", "", {"digest": text(digest), "ctx": seen})
        )


class AsyncFakeWriter:
    """One open ingest."""

    def __init__(self, caller: AsyncSurface, handle: str) -> None:
        self._caller = caller
        self._handle = handle

    async def write(self, content: Buffer, /) -> int:
        return int((await self._caller.get("Write", self._handle, {"data": buffer(content)}))["n"])

    async def status(self) -> Status:
        result = await self._caller.get("Status", self._handle, {})
        return Status(result["ref"], result["offset"], result["total"])

    async def truncate(self, size: int, /) -> None:
        await self._caller.get("Truncate", self._handle, {"size": number(size)})

    async def commit(self, size: int = 0, expected: str = "") -> None:
        await self._caller.get(
            "Commit", self._handle, {"size": number(size), "digest": text(expected)}
        )

    async def close(self) -> None:
        await self._caller.get("w.Close", self._handle, {})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()


class AsyncPlainReader:
    """A source of bytes that can only be read on and on; see `fakes.PlainReader`."""

    def __init__(self, caller: AsyncSurface, handle: str) -> None:
        self._caller = caller
        self._handle = handle
        self._ended = False
        self._error: Refusal | None = None
        self.closed = False

    async def read(self, size: int | None = -1, /) -> bytes:
        wanted = count(size)
        if wanted == EVERYTHING:
            pieces = []
            while piece := await self.read(_PIECE):
                pieces.append(piece)
            return b"".join(pieces)
        if wanted == 0:
            return b""
        if self._error is not None:
            raise self._caller.border.error(self._error)
        if self._ended:
            return b""
        served = await self._caller.ask("Read", self._handle, {"n": wanted})
        data: bytes = served.result.get("data", b"")
        if served.refusal is not None:
            if not data:
                raise self._caller.border.error(served.refusal)
            self._error = served.refusal
        self._ended = bool(data) and bool(served.result.get("end", False))
        return data

    async def readinto(self, buffer: bytearray | memoryview, /) -> int:
        view = memoryview(buffer).cast("B")
        data = await self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    async def close(self) -> None:
        self.closed = True
        await self._caller.get("r.Close", self._handle, {})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()


class AsyncSeekableReader(AsyncPlainReader):
    """A source that can be read from anywhere after a seek."""

    def seekable(self) -> bool:
        return True

    async def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        args = {"offset": number(offset), "whence": origin(whence)}
        result = await self._caller.get("Seek", self._handle, args)
        self._ended, self._error = False, None
        return int(result["offset"])


class _ReadsAt(AsyncPlainReader):
    async def read_at(self, offset: int, size: int, /) -> bytes:
        served = await self._caller.ask(
            "ReadAt", self._handle, {"offset": number(offset), "n": number(size)}
        )
        data: bytes = served.result.get("data", b"")
        if served.refusal is not None and not data:
            raise self._caller.border.error(served.refusal)
        return data


class AsyncReaderAt(_ReadsAt):
    """A source that can be read at any offset, and does not seek."""


class AsyncSeekableReaderAt(_ReadsAt, AsyncSeekableReader):
    """A source that can do both."""


_READERS: dict[frozenset[str], type[AsyncPlainReader]] = {
    frozenset(): AsyncPlainReader,
    frozenset({"seek"}): AsyncSeekableReader,
    frozenset({"read_at"}): AsyncReaderAt,
    frozenset({"seek", "read_at"}): AsyncSeekableReaderAt,
}


def open_reader(caller: AsyncSurface, result: Mapping[str, Any]) -> AsyncPlainReader:
    """The reader for what a fetcher or provider answered: one class for each set of abilities."""
    return _READERS[frozenset(result["can"])](caller, result["reader"])
