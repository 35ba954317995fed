"""Proxies of plugged collaborators, for handlers that are plain functions."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, Self

from ...content import Descriptor, Status
from ...protocols import Buffer
from ..plain_values import EVERYTHING, buffer, count, number, origin, text
from . import plugged as told
from .fakes import Caller
from .plugged import Plugged

_PIECE = 64 * 1024


class _Line:
    """The way from one task to one real object. `handle`: what the journal calls that."""

    def __init__(self, plugged: Plugged, caller: Caller, real: Any, handle: str = "") -> None:
        self.plugged = plugged
        self.caller = caller
        self.real = real
        self.handle = handle

    def for_context(self, ctx: object) -> tuple[_Line, dict[str, object]]:
        caller, seen = self.caller.for_context(ctx)
        return _Line(self.plugged, caller, self.real), seen

    def exchange(
        self,
        op: str,
        args: Mapping[str, Any],
        tell: Callable[[Any], dict[str, Any]],
        method: Callable[..., Any],
        *arguments: object,
    ) -> tuple[Any, dict[str, Any]]:
        """Park; when it is this call's turn, call *method*, and *tell* the journal what came."""
        call, serving = self.plugged.begin(self.caller.task, op, self.handle, args)
        served = self.caller.playing.park(call)
        with self.plugged.serving(self.caller.border, call, served, serving) as result:
            value = method(*arguments)
            result.update(tell(value))
        return value, result

    def ask(self, *what: Any) -> Any:
        """The value alone that came of an exchange."""
        return (self.exchange(*what))[0]

    def open_writer(
        self, op: str, args: Mapping[str, Any], method: Callable[..., Any], *arguments: object
    ) -> PluggedWriter:
        real, result = self.exchange(op, args, self.plugged.writer, method, *arguments)
        return PluggedWriter(_Line(self.plugged, self.caller, real, result["writer"]))

    def open_reader(
        self, op: str, args: Mapping[str, Any], method: Callable[..., Any], *arguments: object
    ) -> PluggedReader:
        real, result = self.exchange(op, args, self.plugged.reader, method, *arguments)
        kind = _READERS[frozenset(result["can"])]
        return kind(_Line(self.plugged, self.caller, real, result["reader"]))


class _Plugged:
    name = ""

    def __init__(self, plugged: Plugged, caller: Caller) -> None:
        self._line = _Line(plugged, caller, plugged.real[self.name])


class PluggedIngester(_Plugged):
    name = "ingester"

    def writer(self, ctx: object, ref: str, size: int = 0, digest: str = "") -> PluggedWriter:
        line, seen = self._line.for_context(ctx)
        args = {"ref": text(ref), "size": number(size), "digest": text(digest), "ctx": seen}
        return line.open_writer("Writer", args, line.real.writer, ctx, ref, size, digest)

    def abort(self, ctx: object, ref: str) -> None:
        line, seen = self._line.for_context(ctx)
        line.ask("Abort", {"ref": text(ref), "ctx": seen}, told.nothing, line.real.abort, ctx, ref)


class PluggedPusher(_Plugged):
    name = "pusher"

    def push(self, ctx: object, descriptor: Descriptor) -> PluggedWriter:
        line, seen = self._line.for_context(ctx)
        args = {"descriptor": line.caller.border.seen(descriptor), "ctx": seen}
        return line.open_writer("Push", args, line.real.push, ctx, descriptor)


class PluggedFetcher(_Plugged):
    name = "fetcher"

    def fetch(self, ctx: object, descriptor: Descriptor) -> PluggedReader:
        line, seen = self._line.for_context(ctx)
        args = {"descriptor": line.caller.border.seen(descriptor), "ctx": seen}
        return line.open_reader("Fetch", args, line.real.fetch, ctx, descriptor)


class PluggedProvider(_Plugged):
    name = "provider"

    def reader(self, ctx: object, digest: str) -> PluggedReader:
        line, seen = self._line.for_context(ctx)
        args = {"digest": text(digest), "ctx": seen}
        return line.open_reader("Reader", args, line.real.reader, ctx, digest)


class PluggedWriter:
    """A writer that a plugged ingester or pusher has opened."""

    def __init__(self, line: _Line) -> None:
        self._ask = line.ask
        self._real = line.real

    def write(self, content: Buffer, /) -> int:
        return int(
            self._ask("Write", {"data": buffer(content)}, told.taken, self._real.write, content)
        )

    def status(self) -> Status:
        status: Status = self._ask("Status", {}, told.status, self._real.status)
        return status

    def truncate(self, size: int, /) -> None:
        self._ask("Truncate", {"size": number(size)}, told.nothing, self._real.truncate, size)

    def commit(self, size: int = 0, expected: str = "") -> None:
        args = {"size": number(size), "digest": text(expected)}
        self._ask("Commit", args, told.nothing, self._real.commit, size, expected)

    def close(self) -> None:
        self._ask("w.Close", {}, told.nothing, self._real.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class PluggedReader:
    """A reader that a plugged fetcher or provider has opened, and that cannot seek."""

    def __init__(self, line: _Line) -> None:
        self._ask = line.ask
        self._real = line.real
        self.closed = False

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = count(size)
        if wanted == EVERYTHING:
            return b"".join(iter(lambda: self.read(_PIECE), b""))
        if wanted == 0:
            return b""
        data: bytes = self._ask("Read", {"n": wanted}, told.data, self._real.read, size)
        return data

    def readinto(self, buffer: bytearray | memoryview, /) -> int:
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True
        self._ask("r.Close", {}, told.nothing, self._real.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class SeekablePluggedReader(PluggedReader):
    """One that can be read from anywhere after a seek."""

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        args = {"offset": number(offset), "whence": origin(whence)}
        return int(self._ask("Seek", args, told.position, self._real.seek, offset, whence))


class PluggedReaderAt(PluggedReader):
    """One that can be read at any offset, and does not seek."""

    def read_at(self, offset: int, size: int, /) -> bytes:
        args = {"offset": number(offset), "n": number(size)}
        data: bytes = self._ask("ReadAt", args, told.data, self._real.read_at, offset, size)
        return data


class SeekablePluggedReaderAt(PluggedReaderAt, SeekablePluggedReader):
    """One that can do both."""


_READERS: dict[frozenset[str], type[PluggedReader]] = {
    frozenset(): PluggedReader,
    frozenset({"seek"}): SeekablePluggedReader,
    frozenset({"read_at"}): PluggedReaderAt,
    frozenset({"seek", "read_at"}): SeekablePluggedReaderAt,
}

PROXIES = {
    proxy.name: proxy for proxy in (PluggedIngester, PluggedFetcher, PluggedProvider, PluggedPusher)
}
