"""A runner for one call of a handler: collaborators that follow a script and record the order.

Each test that asks for `runner` runs twice: with the reference and with its asynchronous twin.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import pytest
import remotes_reference
import remotes_reference.aio
from remotes_conformance.content import Descriptor, Status, digest_of
from remotes_conformance.media_types import OCI_LAYER
from remotes_conformance.protocols import Buffer
from remotes_reference.disk import DiskStore
from remotes_reference.memory import MemoryStore


class RecordingContext:
    """Never waits: it records the wait, and is cancelled where the runner sets that."""

    def __init__(
        self, runner: ThreadRunner, values: Mapping[str, object], fields: Mapping[str, object]
    ) -> None:
        self._runner = runner
        self.values = values
        self.fields = fields
        self.logger = self

    @property
    def cancelled(self) -> bool:
        return self._runner.cancelled

    def wait(self, seconds: float) -> bool:
        self._runner.record(f"wait {seconds * 1000:g} ms")
        self._runner.cancelled |= self._runner.waits() == self._runner.cancelled_in_wait
        return self.cancelled

    def value(self, key: str) -> object:
        return self.values.get(key)

    def derive(
        self, *, values: Mapping[str, object] = {}, fields: Mapping[str, object] = {}
    ) -> Self:
        return type(self)(self._runner, {**self.values, **values}, {**self.fields, **fields})

    def debug(self, message: str, *args: object) -> None:
        self._runner.logged.append(("debug", message % args if args else message, self.fields))

    def warning(self, message: str, *args: object) -> None:
        self._runner.logged.append(("warning", message % args if args else message, self.fields))


class ScriptedWriter:
    """Takes `bites` bytes at a time, one number for each write, then all it is offered."""

    def __init__(self, runner: ThreadRunner) -> None:
        self._runner = runner

    def status(self) -> Status:
        self._runner.act("Status")
        return Status(self._runner.ref, self._runner.offset, self._runner.descriptor.size)

    def write(self, content: Buffer) -> int:
        self._runner.act("Write")
        taken = self._runner.bites.pop(0) if self._runner.bites else len(content)
        self._runner.given.append(content)
        self._runner.written += bytes(content[:taken])
        return taken

    def truncate(self, size: int) -> None:
        self._runner.act(f"Truncate({size})")

    def commit(self, size: int, expected: str) -> None:
        self._runner.committed = (size, expected)
        self._runner.act("Commit")

    def close(self) -> None:
        self._runner.act("w.Close")


class PlainReader:
    """Gives the runner's content, `piece` bytes at a time; its reads are not in the record."""

    def __init__(self, runner: ThreadRunner) -> None:
        self._runner = runner
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        runner = self._runner
        runner.fail("Read" if self._position < len(runner.content) else "Read at the end")
        end = self._position + min(size, runner.piece)
        content = runner.content[self._position : end]
        self._position += len(content)
        return content

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        self._runner.act("r.Close")


class SeekableReader(PlainReader):
    """Lands `astray` bytes from where it was sent."""

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._runner.act(f"Seek({offset}, {whence})")
        self._position = offset + self._runner.astray
        return self._position


class ReaderAt(PlainReader):
    """Also reads at any offset; only the first time is in the record."""

    def read_at(self, offset: int, size: int) -> bytes:
        if not any(event.startswith("ReadAt") for event in self._runner.events):
            self._runner.record(f"ReadAt({offset})")
        self._runner.fail("ReadAt")
        return self._runner.content[offset : offset + min(size, self._runner.piece)]


class SeekableReaderAt(ReaderAt, SeekableReader):
    """Can do both."""


READERS = {
    "plain": PlainReader,
    "seekable": SeekableReader,
    "read-at": ReaderAt,
    "seekable and read-at": SeekableReaderAt,
}


class Awaited:
    """The same collaborator with awaited methods, which return awaited readers and writers."""

    def __init__(self, plain: Any) -> None:
        self._plain = plain

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._plain, name)
        if not inspect.ismethod(value) or name == "seekable":
            return value

        async def awaited(*args: Any) -> Any:
            result = value(*args)
            return Awaited(result) if isinstance(result, (PlainReader, ScriptedWriter)) else result

        return awaited


class AwaitedContext(RecordingContext):
    async def wait(self, seconds: float) -> bool:  # type: ignore[override]
        return super().wait(seconds)


class ThreadRunner:
    """The script for the collaborators of one call, and the record of the calls."""

    def __init__(self, *, is_async: bool) -> None:
        self._is_async = is_async
        self.remotes: Any = remotes_reference.aio.remotes if is_async else remotes_reference.remotes
        self.content = b"0123456789"
        self.piece = 4
        self.source = "plain"
        self.offset = 0
        self.ref = f"layer-{digest_of(self.content)}"
        self.descriptor = Descriptor(OCI_LAYER, digest_of(self.content), len(self.content))
        self.bites: list[int] = []
        self.astray = 0
        self.cancelled = False
        self.cancelled_in_wait = 0
        self.failures: dict[str, list[Exception | None]] = {}
        self.events: list[str] = []
        self.logged: list[tuple[str, str, Mapping[str, object]]] = []
        self.asked: list[tuple[object, ...]] = []
        self.contexts: list[Any] = []
        self.given: list[Buffer] = []
        self.written = b""
        self.committed: tuple[int, str] | None = None

    def record(self, event: str) -> None:
        """Several of one kind in a row count as one `…`, as in the contract's table."""
        if event != "Write" or self.events[-1:] != ["Write"]:
            self.events.append(event)

    def fail(self, op: str) -> None:
        """Raise the error that is planned for this call of *op*: errors are used up one by one."""
        planned = self.failures.get(op)
        error = planned.pop(0) if planned else None
        if error is not None:
            raise error

    def act(self, event: str) -> None:
        self.record(event)
        self.fail(event.partition("(")[0])

    def waits(self) -> int:
        return sum(event.startswith("wait") for event in self.events)

    # Ingester, fetcher, provider and pusher are the runner itself.

    def _opened(self, event: str, ctx: Any, asked: tuple[object, ...], stream: type[Any]) -> Any:
        self.contexts.append(ctx)
        self.asked.append((event, *asked))
        self.act(event)
        return stream(self)

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Any:
        return self._opened("Writer", ctx, (ref, size, digest), ScriptedWriter)

    def push(self, ctx: Any, descriptor: Descriptor) -> Any:
        return self._opened("Push", ctx, (descriptor,), ScriptedWriter)

    def fetch(self, ctx: Any, descriptor: Descriptor) -> Any:
        return self._opened("Fetch", ctx, (descriptor,), READERS[self.source])

    def reader(self, ctx: Any, digest: str) -> Any:
        return self._opened("Reader", ctx, (digest,), READERS[self.source])

    def run(self, kind: str) -> Any:
        """Call the handler *kind* once; return its result, or raise its error."""
        build = getattr(self.remotes, f"{kind}_handler")
        values = {"caller": "me"}
        if self._is_async:
            double = Awaited(self)
            handle = build(double, double)
            return asyncio.run(handle(AwaitedContext(self, values, {}), self.descriptor))
        return build(self, self)(RecordingContext(self, values, {}), self.descriptor)

    def key(self, descriptor: Descriptor) -> str:
        context: Any = RecordingContext(self, {}, {})
        return str(self.remotes.make_ref_key(context, descriptor))


@pytest.fixture(params=[False, True], ids=["synchronous", "asynchronous"])
def runner(request: pytest.FixtureRequest) -> ThreadRunner:
    return ThreadRunner(is_async=request.param)


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> MemoryStore | DiskStore:
    return MemoryStore() if request.param == "memory" else DiskStore(tmp_path / "store")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a store on disk, which is not there yet."""
    return tmp_path / "store"
