"""Proxies of plugged collaborators, for handlers that are awaited: as `plugged_sync`, awaited.

What is plugged may be awaited too, or not.
"""

from __future__ import annotations

import inspect
import io
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Self

from ...content import Descriptor, Status
from ...protocols import Buffer
from ..plain_values import EVERYTHING, buffer, count, number, origin, text
from . import plugged as told
from .fakes_aio import AsyncSurface
from .plugged import Plugged

_PIECE = 64 * 1024


class _Line:
    """The way from one task to one real object. `handle`: what the journal calls that."""

    def __init__(self, plugged: Plugged, caller: AsyncSurface, real: Any, handle: str = "") -> None:
        self.plugged = plugged
        self.caller = caller
        self.real = real
        self.handle = handle

    def for_context(self, ctx: object) -> tuple[_Line, dict[str, object]]:
        caller, seen = self.caller.for_context(ctx)
        return _Line(self.plugged, caller, self.real), seen

    async def exchange(
        self,
        op: str,
        args: Mapping[str, Any],
        tell: Callable[[Any], dict[str, Any]],
        method: Callable[..., Any],
        *arguments: object,
    ) -> tuple[Any, dict[str, Any]]:
        """Park; when it is this call's turn, call *method*, and *tell* the journal what came."""
        call, serving = self.plugged.begin(self.caller.task, op, self.handle, args)
        served = await self.caller.playing.park(call)
        with self.plugged.serving(self.caller.border, call, served, serving) as result:
            value = method(*arguments)
            if inspect.isawaitable(value):
                value = await value
            result.update(tell(value))
        return value, result

    async def ask(self, *what: Any) -> Any:
        """The value alone that came of an exchange."""
        return (await self.exchange(*what))[0]

    async def open_writer(
        self, op: str, args: Mapping[str, Any], method: Callable[..., Any], *arguments: object
    ) -> AsyncPluggedWriter:
        real, result = await self.exchange(op, args, self.plugged.writer, method, *arguments)
        return AsyncPluggedWriter(_Line(self.plugged, self.caller, real, result["writer"]))

    async def open_reader(
        self, op: str, args: Mapping[str, Any], method: Callable[..., Any], *arguments: object
    ) -> AsyncPluggedReader:
        real, result = await self.exchange(op, args, self.plugged.reader, method, *arguments)
        kind = _READERS[frozenset(result["can"])]
        return kind(_Line(self.plugged, self.caller, real, result["reader"]))


class _Plugged:
    name = ""

    def __init__(self, plugged: Plugged, caller: AsyncSurface) -> None:
        self._line = _Line(plugged, caller, plugged.real[self.name])


class AsyncPluggedIngester(_Plugged):
    name = "ingester"

    async def writer(
        self, ctx: object, ref: str, size: int = 0, digest: str = ""
    ) -> AsyncPluggedWriter:
        line, seen = self._line.for_context(ctx)
        args = {"ref": text(ref), "size": number(size), "digest": text(digest), "ctx": seen}
        return await line.open_writer("Writer", args, line.real.writer, ctx, ref, size, digest)

    async def abort(self, ctx: object, ref: str) -> None:
        line, seen = self._line.for_context(ctx)
        await line.ask(
            "Abort", {"ref": text(ref), "ctx": seen}, told.nothing, line.real.abort, ctx, ref
        )


class AsyncPluggedPusher(_Plugged):
    name = "pusher"

    async def push(self, ctx: object, descriptor: Descriptor) -> AsyncPluggedWriter:
        line, seen = self._line.for_context(ctx)
        args = {"descriptor": line.caller.border.seen(descriptor), "ctx": seen}
        return await line.open_writer("Push", args, line.real.push, ctx, descriptor)


class AsyncPluggedFetcher(_Plugged):
    name = "fetcher"

    async def fetch(self, ctx: object, descriptor: Descriptor) -> AsyncPluggedReader:
        line, seen = self._line.for_context(ctx)
        args = {"descriptor": line.caller.border.seen(descriptor), "ctx": seen}
        return await line.open_reader("Fetch", args, line.real.fetch, ctx, descriptor)


class AsyncPluggedProvider(_Plugged):
    name = "provider"

    async def reader(self, ctx: object, digest: str) -> AsyncPluggedReader:
        line, seen = self._line.for_context(ctx)
        args = {"digest": text(digest), "ctx": seen}
        return await line.open_reader("Reader", args, line.real.reader, ctx, digest)


class AsyncPluggedWriter:
    """A writer that a plugged ingester or pusher has opened."""

    def __init__(self, line: _Line) -> None:
        self._ask = line.ask
        self._real = line.real

    async def write(self, content: Buffer, /) -> int:
        return int(
            await self._ask(
                "Write", {"data": buffer(content)}, told.taken, self._real.write, content
            )
        )

    async def status(self) -> Status:
        status: Status = await self._ask("Status", {}, told.status, self._real.status)
        return status

    async def truncate(self, size: int, /) -> None:
        await self._ask("Truncate", {"size": number(size)}, told.nothing, self._real.truncate, size)

    async def commit(self, size: int = 0, expected: str = "") -> None:
        args = {"size": number(size), "digest": text(expected)}
        await self._ask("Commit", args, told.nothing, self._real.commit, size, expected)

    async def close(self) -> None:
        await self._ask("w.Close", {}, told.nothing, self._real.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()


class AsyncPluggedReader:
    """A reader that a plugged fetcher or provider has opened, and that cannot seek."""

    def __init__(self, line: _Line) -> None:
        self._ask = line.ask
        self._real = line.real
        self.closed = False

    async def read(self, size: int | None = -1, /) -> bytes:
        wanted = count(size)
        if wanted == EVERYTHING:
            return b"".join([piece async for piece in self._pieces()])
        if wanted == 0:
            return b""
        data: bytes = await self._ask("Read", {"n": wanted}, told.data, self._real.read, size)
        return data

    async def _pieces(self) -> AsyncIterator[bytes]:
        while piece := await self.read(_PIECE):
            yield piece

    async def readinto(self, buffer: bytearray | memoryview, /) -> int:
        view = memoryview(buffer).cast("B")
        data = await self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    async def close(self) -> None:
        self.closed = True
        await self._ask("r.Close", {}, told.nothing, self._real.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()


class AsyncSeekablePluggedReader(AsyncPluggedReader):
    """One that can be read from anywhere after a seek."""

    def seekable(self) -> bool:
        return True

    async def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        args = {"offset": number(offset), "whence": origin(whence)}
        return int(await self._ask("Seek", args, told.position, self._real.seek, offset, whence))


class AsyncPluggedReaderAt(AsyncPluggedReader):
    """One that can be read at any offset, and does not seek."""

    async def read_at(self, offset: int, size: int, /) -> bytes:
        args = {"offset": number(offset), "n": number(size)}
        data: bytes = await self._ask("ReadAt", args, told.data, self._real.read_at, offset, size)
        return data


class AsyncSeekablePluggedReaderAt(AsyncPluggedReaderAt, AsyncSeekablePluggedReader):
    """One that can do both."""


_READERS: dict[frozenset[str], type[AsyncPluggedReader]] = {
    frozenset(): AsyncPluggedReader,
    frozenset({"seek"}): AsyncSeekablePluggedReader,
    frozenset({"read_at"}): AsyncPluggedReaderAt,
    frozenset({"seek", "read_at"}): AsyncSeekablePluggedReaderAt,
}

PROXIES = {
    proxy.name: proxy
    for proxy in (
        AsyncPluggedIngester,
        AsyncPluggedFetcher,
        AsyncPluggedProvider,
        AsyncPluggedPusher,
    )
}
