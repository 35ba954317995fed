"""The collaborators that a synchronous handler is given. They park, pass on, and never judge."""

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
from .context import Playing, report, task_of

_PIECE = 64 * 1024


class Caller:
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

    def for_context(self, ctx: object) -> tuple[Caller, dict[str, object]]:
        """The caller for calls that come with *ctx*, and what is seen in it."""
        seen = report(ctx)
        task = task_of(seen, self.playing.current_task, len(self.playing.world.scenario.calls))
        return Caller(self.playing, self.border, task), seen


class FakeIngester:
    """An ingester: `writer` opens an ingest in the world's content store."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def writer(self, ctx: object, ref: str, size: int = 0, digest: str = "") -> FakeWriter:
        caller, seen = self._caller.for_context(ctx)
        args = {"ref": text(ref), "size": number(size), "digest": text(digest), "ctx": seen}
        return FakeWriter(caller, caller.get("Writer", "", args)["writer"])

    def abort(self, ctx: object, ref: str) -> None:
        caller, seen = self._caller.for_context(ctx)
        caller.get("Abort", "", {"ref": text(ref), "ctx": seen})


class FakePusher:
    """A pusher: `push` opens a writer to the world's remote."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def push(self, ctx: object, descriptor: Descriptor) -> FakeWriter:
        caller, seen = self._caller.for_context(ctx)
        args = {"descriptor": caller.border.seen(descriptor), "ctx": seen}
        return FakeWriter(caller, caller.get("Push", "", args)["writer"])


class FakeIngestingPusher(FakePusher, FakeIngester):
    """A pusher that is also an ingester of the remote."""


class FakeFetcher:
    """A fetcher: `fetch` opens the task's source."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def fetch(self, ctx: object, descriptor: Descriptor) -> PlainReader:
        caller, seen = self._caller.for_context(ctx)
        args = {"descriptor": caller.border.seen(descriptor), "ctx": seen}
        return open_reader(caller, caller.get("Fetch", "", args))


class FakeProvider:
    """A provider: `reader` opens the task's source by its digest."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def reader(self, ctx: object, digest: str) -> PlainReader:
        caller, seen = self._caller.for_context(ctx)
        return open_reader(caller, caller.get("Reader", "", {"digest": text(digest), "ctx": seen}))


class FakeWriter:
    """One open ingest."""

    def __init__(self, caller: Caller, handle: str) -> None:
        self._caller = caller
        self._handle = handle

    def write(self, content: Buffer, /) -> int:
        served = self._caller.ask("Write", self._handle, {"data": buffer(content)})
        if served.refusal is not None:
            raise self._caller.border.error(served.refusal)
        return int(served.result["n"])

    def status(self) -> Status:
        result = self._caller.get("Status", self._handle, {})
        return Status(result["ref"], result["offset"], result["total"])

    def truncate(self, size: int, /) -> None:
        self._caller.get("Truncate", self._handle, {"size": number(size)})

    def commit(self, size: int = 0, expected: str = "") -> None:
        self._caller.get("Commit", self._handle, {"size": number(size), "digest": text(expected)})

    def close(self) -> None:
        self._caller.get("w.Close", self._handle, {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class PlainReader:
    """A source of bytes that can only be read on and on.

    Python's readers cannot give bytes and the end, or bytes and an error, in one answer; where the
    world does so, the second half is kept for the next read.
    """

    def __init__(self, caller: Caller, handle: str) -> None:
        self._caller = caller
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
            raise self._caller.border.error(self._error)
        if self._ended:
            return b""
        served = self._caller.ask("Read", self._handle, {"n": wanted})
        data: bytes = served.result.get("data", b"")
        if served.refusal is not None:
            if not data:
                raise self._caller.border.error(served.refusal)
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
        self._caller.get("r.Close", self._handle, {})

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
        result = self._caller.get("Seek", self._handle, args)
        self._ended, self._error = False, None
        return int(result["offset"])


class _ReadsAt(PlainReader):
    def read_at(self, offset: int, size: int, /) -> bytes:
        served = self._caller.ask(
            "ReadAt", self._handle, {"offset": number(offset), "n": number(size)}
        )
        data: bytes = served.result.get("data", b"")
        if served.refusal is not None and not data:
            raise self._caller.border.error(served.refusal)
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


def open_reader(caller: Caller, result: Mapping[str, Any]) -> PlainReader:
    """The reader for what a fetcher or provider answered: one class for each set of abilities."""
    return _READERS[frozenset(result["can"])](caller, result["reader"])
