"""The reference as a client that the harness judges: whole images, and part by part."""

from __future__ import annotations

import asyncio
from typing import Any

from remotes_conformance.content import Descriptor
from remotes_conformance.doors.clients.operation import Operation
from remotes_conformance.protocols import Fetcher, Pusher
from remotes_conformance.remoting import Repository as Place
from remotes_reference.registry import CallContext, Credentials, Repository, pull, push
from remotes_reference.registry.wire import TIMEOUT


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
    mounts = False

    def pull(self, operation: Operation) -> None:
        pull(_repository(operation), operation.digest, operation.folder, name=operation.tag)

    def push(self, operation: Operation) -> None:
        push(operation.folder, _repository(operation), operation.tag)


class VirtualReference(ReferenceClient):
    """The same without sockets."""

    carrier = "requests"


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


class AwaitedReference:
    """The same parts, for asyncio."""

    limits = True
    resumes = True
    mounts = True
    subjects = True

    def __init__(self) -> None:
        self._parts = ReferenceParts()

    async def resolve(self, place: Place, tag: str) -> Descriptor:
        return await asyncio.to_thread(self._parts.resolve, place, tag)

    def fetcher(self, place: Place) -> Any:
        return Awaited(self._parts.fetcher(place))

    def pusher(self, place: Place, tag: str) -> Any:
        return Awaited(self._parts.pusher(place, tag))


def _repository(place: Place) -> Repository:
    return Repository(
        place.registry,
        place.name,
        credentials=Credentials(place.user, place.password),
        plain_http=True,
        timeout=place.limit or TIMEOUT,
    )
