"""The reference as a client that the harness judges: whole images, and part by part."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.protocols import Fetcher, Pusher
from remotes_conformance.remoting import Repository as Place
from remotes_reference.registry import (
    CallContext,
    Credentials,
    Repository,
    UploadSizes,
    pull,
    push,
)
from remotes_reference.registry.wire import TIMEOUT

SIZES = UploadSizes(posted=10_000, chunked=100_000, chunk=64_000)
"""The images of scenarios are small: of their two layers, one is posted and one sent in chunks."""


class ReferenceParts:
    """Its fetcher, its pusher, its resolver. `limits`: it passes on the limit of an operation."""

    limits = True
    resumes = True
    mounts = True
    subjects = True

    def resolve(self, place: Place, tag: str) -> Descriptor:
        return _repository(place).resolve(tag)

    def fetcher(self, place: Place) -> Fetcher:
        return _repository(place).fetcher()

    def pusher(self, place: Place, tag: str) -> Pusher:
        return _repository(place).pusher(tag, mount_from=place.mount_from)


class ReferenceClient(ReferenceParts):
    """Besides, it pulls by digest and pushes to the tag, as its command does."""

    indexes = True
    context = CallContext

    def pull(self, operation: Operation) -> None:
        place, ctx = _repository(operation), self.context()
        pull(place, operation.digest, operation.folder, name=operation.tag, ctx=ctx)

    def push(self, operation: Operation) -> None:
        place, ctx, source = _repository(operation), self.context(), operation.mount_from
        push(operation.folder, place, operation.tag, mount_from=source, ctx=ctx)


class VirtualContext(CallContext):
    """Its waits are sleeps, which take no time where time is virtual."""

    def wait(self, seconds: float) -> bool:
        time.sleep(seconds)
        return self.cancelled


class VirtualReference(ReferenceClient):
    """The same without sockets."""

    carrier = "requests"
    context = VirtualContext


class Awaited:
    """An object whose methods run in a thread, and are awaited."""

    def __init__(self, blocking: Any) -> None:
        self._blocking = blocking

    def __getattr__(self, name: str) -> Any:
        async def method(*given: Any) -> Any:
            given = tuple(CallContext() if hasattr(one, "derive") else one for one in given)
            found = await asyncio.to_thread(getattr(self._blocking, name), *given)
            return Awaited(found) if hasattr(found, "close") else found

        return method


class AwaitedParts:
    """The same parts, for asyncio."""

    limits = True
    resumes = True
    mounts = True
    subjects = True

    def __init__(self) -> None:
        self._parts: ReferenceParts = ReferenceParts()

    async def resolve(self, place: Place, tag: str) -> Descriptor:
        return await asyncio.to_thread(self._parts.resolve, place, tag)

    def fetcher(self, place: Place) -> Any:
        return Awaited(self._parts.fetcher(place))

    def pusher(self, place: Place, tag: str) -> Any:
        return Awaited(self._parts.pusher(place, tag))


class AwaitedReference(AwaitedParts):
    """Whole images, too."""

    indexes = True

    def __init__(self) -> None:
        self._whole = self._parts = ReferenceClient()

    async def pull(self, operation: Operation) -> None:
        await asyncio.to_thread(self._whole.pull, operation)

    async def push(self, operation: Operation) -> None:
        await asyncio.to_thread(self._whole.push, operation)


class AwaitedVirtualReference(AwaitedReference):
    """The same without sockets."""

    carrier = "requests"

    def __init__(self) -> None:
        self._whole = self._parts = VirtualReference()


def _repository(place: Place) -> Repository:
    return Repository(
        place.registry,
        place.name,
        credentials=Credentials(place.user, place.password),
        plain_http=place.scheme == "http",
        certificates=None if place.authority is None else str(place.authority),
        timeout=place.limit or TIMEOUT,
        sizes=SIZES,
    )
