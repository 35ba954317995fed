"""The collaborators that a synchronous handler is given. They park, pass on, and never judge."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any, Self

from ..content import Descriptor, Status
from ..journal import Refusal
from ..protocols import Buffer
from ..world import Call, Served
from .border import Border
from .context import Playing, report, task_of
from .plain_values import EVERYTHING, buffer, count, number, origin, text

_PIECE = 64 * 1024


class Surface:
    """What every fake stands on: the play, the border, and the task of the strand that calls."""

    def __init__(self, playing: Playing, border: Border, task: int) -> None:
        self.playing = playing
        self.border = border
        self.task = task

    def ask(self, op: str, handle: str, args: Mapping[str, Any]) -> Served:
        return self.playing.park(Call(self.task, op, handle, args))

    def get(self, op: str, handle: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        served = self.ask(op, handle, args)
        if served.refusal is not None:
            raise self.border.error(served.refusal)
        return served.result

    def for_context(self, ctx: object) -> tuple[Surface, dict[str, object]]:
        """The surface for calls that come with *ctx*, and what is seen in it."""
        seen = report(ctx)
        task = task_of(seen, self.playing.current_task, len(self.playing.world.scenario.tasks))
        return Surface(self.playing, self.border, task), seen


class FakeIngester:
    """An ingester: `writer` opens an ingest in the world's content store."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface

    def writer(self, ctx: object, ref: str, size: int = 0, digest: str = "") -> FakeWriter:
        surface, seen = self._surface.for_context(ctx)
        args = {"ref": text(ref), "size": number(size), "digest": text(digest), "ctx": seen}
        return FakeWriter(surface, surface.get("Writer", "", args)["writer"])

    def abort(self, ctx: object, ref: str) -> None:
        surface, seen = self._surface.for_context(ctx)
        surface.get("Abort", "", {"ref": text(ref), "ctx": seen})


class FakePusher:
    """A pusher: `push` opens a writer to the world's remote."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface

    def push(self, ctx: object, descriptor: Descriptor) -> FakeWriter:
        surface, seen = self._surface.for_context(ctx)
        args = {"descriptor": surface.border.seen(descriptor), "ctx": seen}
        return FakeWriter(surface, surface.get("Push", "", args)["writer"])


class FakeIngestingPusher(FakePusher, FakeIngester):
    """A pusher that is also an ingester of the remote."""


class FakeFetcher:
    """A fetcher: `fetch` opens the task's source."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface

    def fetch(self, ctx: object, descriptor: Descriptor) -> PlainReader:
        surface, seen = self._surface.for_context(ctx)
        args = {"descriptor": surface.border.seen(descriptor), "ctx": seen}
        return open_reader(surface, surface.get("Fetch", "", args))


class FakeProvider:
    """A provider: `reader` opens the task's source by its digest."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface

    def reader(self, ctx: object, digest: str) -> PlainReader:
        surface, seen = self._surface.for_context(ctx)
        return open_reader(
            surface, surface.get("Reader", "", {"digest": text(digest), "ctx": seen})
        )


class FakeWriter:
    """One open ingest."""

    def __init__(self, surface: Surface, handle: str) -> None:
        self._surface = surface
        self._handle = handle

    def write(self, content: Buffer, /) -> int:
        served = self._surface.ask("Write", self._handle, {"data": buffer(content)})
        if served.refusal is not None:
            raise self._surface.border.error(served.refusal)
        return int(served.result["n"])

    def status(self) -> Status:
        result = self._surface.get("Status", self._handle, {})
        return Status(result["ref"], result["offset"], result["total"])

    def truncate(self, size: int, /) -> None:
        self._surface.get("Truncate", self._handle, {"size": number(size)})

    def commit(self, size: int = 0, expected: str = "") -> None:
        self._surface.get("Commit", self._handle, {"size": number(size), "digest": text(expected)})

    def close(self) -> None:
        self._surface.get("w.Close", self._handle, {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class PlainReader:
    """A source of bytes that can only be read on and on.

    Python's readers cannot give bytes and the end, or bytes and an error, in one answer; where the
    world does so, the second half is kept for the next read.
    """

    def __init__(self, surface: Surface, handle: str) -> None:
        self._surface = surface
        self._handle = handle
        self._ended = False
        self._error: Refusal | None = None
        self.closed = False

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = count(size)
        if wanted == EVERYTHING:
            return b"".join(iter(lambda: self.read(_PIECE), b""))
        if wanted == 0:
            return b""
        if self._error is not None:
            raise self._surface.border.error(self._error)
        if self._ended:
            return b""
        served = self._surface.ask("Read", self._handle, {"n": wanted})
        data: bytes = served.result.get("data", b"")
        if served.refusal is not None:
            if not data:
                raise self._surface.border.error(served.refusal)
            self._error = served.refusal
        self._ended = bool(data) and bool(served.result.get("end", False))
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
        self._surface.get("r.Close", self._handle, {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class SeekableReader(PlainReader):
    """A source that can be read from anywhere after a seek."""

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        args = {"offset": number(offset), "whence": origin(whence)}
        result = self._surface.get("Seek", self._handle, args)
        self._ended, self._error = False, None
        return int(result["offset"])


class _ReadsAt(PlainReader):
    def read_at(self, offset: int, size: int, /) -> bytes:
        served = self._surface.ask(
            "ReadAt", self._handle, {"offset": number(offset), "n": number(size)}
        )
        data: bytes = served.result.get("data", b"")
        if served.refusal is not None and not data:
            raise self._surface.border.error(served.refusal)
        return data


class ReaderAt(_ReadsAt):
    """A source that can be read at any offset, and does not seek."""


class SeekableReaderAt(_ReadsAt, SeekableReader):
    """A source that can do both."""


_READERS: dict[frozenset[str], type[PlainReader]] = {
    frozenset(): PlainReader,
    frozenset({"seek"}): SeekableReader,
    frozenset({"read_at"}): ReaderAt,
    frozenset({"seek", "read_at"}): SeekableReaderAt,
}


def open_reader(surface: Surface, result: Mapping[str, Any]) -> PlainReader:
    """The reader for what a fetcher or provider answered: one class for each set of abilities."""
    return _READERS[frozenset(result["can"])](surface, result["reader"])
