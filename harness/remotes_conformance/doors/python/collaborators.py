"""The collaborators that a handler is given. They ask, pass on the answer, and never judge.

They are written for handlers that are awaited; `blocking` makes the others of them. Whether a
model or a real object answers is decided by their `Caller`.
"""

from __future__ import annotations

import io
from typing import Self

from ...content import Descriptor, Status
from ...protocols import Buffer
from ...world.journal import Refusal
from ..plain_values import EVERYTHING, buffer, count, number, origin, text
from .caller import Answer, Caller

_PIECE = 64 * 1024


class _Collaborator:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller


class AsyncIngester(_Collaborator):
    """An ingester: `writer` opens an ingest in a content store."""

    async def writer(self, ctx: object, ref: str, size: int = 0, digest: str = "") -> AsyncWriter:
        caller, seen = self._caller.for_context(ctx)
        args = {"ref": text(ref), "size": number(size), "digest": text(digest), "ctx": seen}
        value, result, _ = await caller.ask("Writer", args, ctx, ref, size, digest)
        return caller.opened(AsyncWriter, value, result["writer"])

    async def abort(self, ctx: object, ref: str) -> None:
        caller, seen = self._caller.for_context(ctx)
        await caller.ask("Abort", {"ref": text(ref), "ctx": seen}, ctx, ref)


class AsyncPusher(_Collaborator):
    """A pusher: `push` opens a writer to a remote."""

    async def push(self, ctx: object, descriptor: Descriptor) -> AsyncWriter:
        caller, seen = self._caller.for_context(ctx)
        args = {"descriptor": caller.border.seen(descriptor), "ctx": seen}
        value, result, _ = await caller.ask("Push", args, ctx, descriptor)
        return caller.opened(AsyncWriter, value, result["writer"])


class AsyncIngestingPusher(AsyncPusher, AsyncIngester):
    """A pusher that is also an ingester of the remote."""


class AsyncFetcher(_Collaborator):
    """A fetcher: `fetch` opens what a remote has."""

    async def fetch(self, ctx: object, descriptor: Descriptor) -> AsyncReader:
        caller, seen = self._caller.for_context(ctx)
        args = {"descriptor": caller.border.seen(descriptor), "ctx": seen}
        return _reader(caller, await caller.ask("Fetch", args, ctx, descriptor))


class AsyncProvider(_Collaborator):
    """A provider: `reader` opens content by its digest."""

    async def reader(self, ctx: object, digest: str) -> AsyncReader:
        caller, seen = self._caller.for_context(ctx)
        args = {"digest": text(digest), "ctx": seen}
        return _reader(caller, await caller.ask("Reader", args, ctx, digest))


COLLABORATORS = {
    "ingester": AsyncIngester,
    "fetcher": AsyncFetcher,
    "provider": AsyncProvider,
    "pusher": AsyncPusher,
    "ingesting pusher": AsyncIngestingPusher,
}
"""The collaborators from which handlers are built."""


class AsyncWriter(_Collaborator):
    """One open ingest."""

    async def write(self, content: Buffer, /) -> int:
        return int((await self._caller.ask("Write", {"data": buffer(content)}, content))[0])

    async def status(self) -> Status:
        status: Status = (await self._caller.ask("Status", {}))[0]
        return status

    async def truncate(self, size: int, /) -> None:
        await self._caller.ask("Truncate", {"size": number(size)}, size)

    async def commit(self, size: int = 0, expected: str = "") -> None:
        args = {"size": number(size), "digest": text(expected)}
        await self._caller.ask("Commit", args, size, expected)

    async def close(self) -> None:
        await self._caller.ask("w.Close", {})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._caller.ask("w.Close", {})


class AsyncReader(_Collaborator):
    """A source of bytes that can only be read on and on.

    Python's readers cannot give bytes and the end, or bytes and an error, in one answer; where the
    model does so, the second half is kept for the next read.
    """

    closed = False
    _ended = False
    _error: Refusal | None = None

    async def read(self, size: int | None = -1, /) -> bytes:
        if count(size) != EVERYTHING:
            return await self._read(size)
        pieces = []
        while piece := await self._read(_PIECE):
            pieces.append(piece)
        return b"".join(pieces)

    async def readinto(self, buffer: bytearray | memoryview, /) -> int:
        view = memoryview(buffer).cast("B")
        data = await self._read(len(view))
        view[: len(data)] = data
        return len(data)

    async def _read(self, size: int | None) -> bytes:
        wanted = count(size)
        if wanted == 0:
            return b""
        if self._error is not None:
            raise self._caller.border.error(self._error)
        if self._ended:
            return b""
        data: bytes
        data, result, self._error = await self._caller.ask("Read", {"n": wanted}, size)
        self._ended = bool(data) and bool(result.get("end", False))
        return data

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    async def close(self) -> None:
        await self._close()

    async def _close(self) -> None:
        self.closed = True
        await self._caller.ask("r.Close", {})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._close()


class AsyncSeekableReader(AsyncReader):
    """A source that can be read from anywhere after a seek."""

    def seekable(self) -> bool:
        return True

    async def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        args = {"offset": number(offset), "whence": origin(whence)}
        position, _, _ = await self._caller.ask("Seek", args, offset, whence)
        self._ended, self._error = False, None
        return int(position)


class AsyncReaderAt(AsyncReader):
    """A source that can be read at any offset, and does not seek."""

    async def read_at(self, offset: int, size: int, /) -> bytes:
        args = {"offset": number(offset), "n": number(size)}
        data: bytes = (await self._caller.ask("ReadAt", args, offset, size))[0]
        return data


class AsyncSeekableReaderAt(AsyncReaderAt, AsyncSeekableReader):
    """A source that can do both."""


_READERS: dict[frozenset[str], type[AsyncReader]] = {
    frozenset(): AsyncReader,
    frozenset({"seek"}): AsyncSeekableReader,
    frozenset({"read_at"}): AsyncReaderAt,
    frozenset({"seek", "read_at"}): AsyncSeekableReaderAt,
}


def _reader(caller: Caller, answer: Answer) -> AsyncReader:
    """The reader that *answer* has opened: one class for each set of abilities."""
    value, result, _ = answer
    return caller.opened(_READERS[frozenset(result["can"])], value, result["reader"])
