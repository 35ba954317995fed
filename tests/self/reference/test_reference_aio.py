"""The asynchronous twin among asyncio's own ways: cancelled tasks, and many at a time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import remotes_reference
import remotes_reference.aio
from remotes_conformance.content import Descriptor, Status, digest_of
from remotes_conformance.errors import AlreadyExists, Locked


class Context:
    """Waits for real, but a thousand times faster."""

    cancelled = False

    def __init__(self) -> None:
        self.logger = self
        self.fields: dict[str, object] = {}

    async def wait(self, seconds: float) -> bool:
        await asyncio.sleep(seconds / 1000)
        return False

    def value(self, key: str) -> None: ...

    def derive(self, **more: object) -> Context:
        return self

    def debug(self, message: str, *args: object) -> None: ...

    info = warning = error = debug


class Remote:
    """An ingester and a fetcher with one blob and one lock; reads stop until `go` is set."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.go = asyncio.Event()
        self.reading = asyncio.Event()
        self.open: list[str] = []
        self.closed: list[str] = []
        self.fetched = 0
        self.stored: bytes | None = None

    async def writer(self, ctx: object, ref: str, size: int, digest: str) -> Stream:
        if self.stored is not None:
            raise AlreadyExists(digest)
        if self.open:
            raise Locked(ref)
        return Stream(self, "writer")

    async def fetch(self, ctx: object, descriptor: Descriptor) -> Stream:
        self.fetched += 1
        return Stream(self, "reader")


class Stream:
    def __init__(self, remote: Remote, name: str) -> None:
        self._remote = remote
        self._name = name
        self._left = remote.content
        self._got = b""
        remote.open.append(name)

    def seekable(self) -> bool:
        return False

    async def status(self) -> Status:
        return Status("ref", 0, 0)

    async def read(self, size: int) -> bytes:
        self._remote.reading.set()
        await self._remote.go.wait()
        piece, self._left = self._left[:3], self._left[3:]
        return piece

    async def write(self, content: bytes) -> int:
        self._got += content
        return len(content)

    async def commit(self, size: int, expected: str) -> None:
        self._remote.stored = self._got

    async def close(self) -> None:
        self._remote.open.remove(self._name)
        self._remote.closed.append(self._name)


DESCRIPTOR = Descriptor("a/b", digest_of(b"content"), 7)


def fetching(remote: Remote) -> Any:
    handle: Any = remotes_reference.aio.fetch_handler
    return handle(remote, remote)(Context(), DESCRIPTOR)


def test_the_twins_offer_the_same_names() -> None:
    """`make_ref_key`, `fetch_handler`, `push_handler`, `remotes`; the ref key is one function."""
    assert remotes_reference.__all__ == remotes_reference.aio.__all__
    assert remotes_reference.aio.make_ref_key is remotes_reference.make_ref_key


def test_a_task_cancelled_in_a_copy_closes_what_it_opened() -> None:
    """`CancelledError` comes out; the reader is closed before the writer."""

    async def play() -> Remote:
        remote = Remote(b"content")
        task = asyncio.create_task(fetching(remote))
        await remote.reading.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return remote

    assert asyncio.run(play()).closed == ["reader", "writer"]


def test_a_task_cancelled_while_it_waits_is_cancelled() -> None:
    """A cancelled task is not a cancelled context: `CancelledError`, not the lock error."""

    async def play() -> None:
        remote = Remote(b"content")
        remote.open.append("somebody's writer")
        task = asyncio.create_task(fetching(remote))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(play())


def test_many_tasks_fetch_one_descriptor_once() -> None:
    """One fetches, the others wait for its lock and find the content."""

    async def play() -> Remote:
        remote = Remote(b"content")
        remote.go.set()
        await asyncio.gather(*(fetching(remote) for _ in range(20)))
        return remote

    remote = asyncio.run(play())
    assert (remote.stored, remote.fetched) == (b"content", 1)
