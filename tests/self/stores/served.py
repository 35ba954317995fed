"""The reference's service, served in this process, also over stores and with services that are
wrong."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from remotes_conformance.content_api import MESSAGES
from remotes_conformance.errors import AlreadyExists, Locked, NotFound
from remotes_conformance.scenarios.stores.building import SIZE
from remotes_reference.call_context import CallContext
from remotes_reference.content_service import ContentService
from remotes_reference.disk import DiskStore

FORGETTING = """\
import sys, tempfile, threading
from pathlib import Path
from remotes_reference.content_server import Running
running = Running(Path(sys.argv[1]), Path(tempfile.mkdtemp(dir=sys.argv[2])))
threading.Event().wait()
"""
"""A program that serves a new store each time that it is started: at a socket, in a folder."""


@contextmanager
def served(service: type[ContentService] = ContentService, store: Any = DiskStore) -> Iterator[str]:
    """The address of a server over an empty store."""
    with (
        tempfile.TemporaryDirectory(prefix="served-") as folder,
        ThreadPoolExecutor(32) as pool,
    ):
        server = grpc.server(pool)
        handler = service(store(Path(folder, "store")), CallContext()).handler()
        server.add_generic_rpc_handlers((handler,))
        server.add_insecure_port(f"unix:{folder}/s.sock")
        server.start()
        try:
            yield f"unix:{folder}/s.sock"
        finally:
            server.stop(None).wait()


class NothingServed(ContentService):
    """A server without the service."""

    def handler(self) -> Any:
        return grpc.method_handlers_generic_handler("another.Service", {})


class NeverLocks(DiskStore):
    """STORE-1: refs have no locks."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._locks.acquire = lambda ref: lambda: None  # type: ignore[method-assign]


class ReadsFromTheStart(ContentService):
    """STORE-9: the offset of a Read has no effect."""

    def _read(self, request: Any, context: Any) -> Iterator[Any]:
        request.offset = 0
        return super()._read(request, context)


class ForgetsTheDigest(ContentService):
    """STORE-6: a Commit does not compare the digest."""

    def _write(self, requests: Iterator[Any], context: Any) -> Iterator[Any]:
        def changed() -> Iterator[Any]:
            for request in requests:
                request.expected = "" if request.action == 2 else request.expected
                if request.ref:
                    request.expected = ""
                yield request

        return super()._write(changed(), context)


class AnswersUnknown(ContentService):
    """STORE-14: content that is not there is an error of no class."""

    def _info(self, request: Any, context: Any) -> Any:
        try:
            self._store.info(self._ctx, request.digest)
        except NotFound as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        return super()._info(request, context)


class ListsTwice(ContentService):
    """STORE-20: List gives everything again."""

    def _list(self, request: Any, context: Any) -> Iterator[Any]:
        found = list(super()._list(request, context))
        return iter(found + found)


class CommitsAgain(DiskStore):
    """STORE-8: content that is there is replaced."""

    def publish(self, synced: str, digest: Any) -> None:
        try:
            super().publish(synced, digest)
        except AlreadyExists:
            self.delete(CallContext(), str(digest))
            super().publish(synced, digest)


class NeverFrees(DiskStore):
    """STORE-4: a ref stays locked after Close."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        acquire = self._locks.acquire

        def for_ever(ref: str) -> Any:
            acquire(ref)
            return lambda: None

        self._locks.acquire = for_ever  # type: ignore[method-assign]


class LetsTwoInMeanwhile(DiskStore):
    """Between looking for a lock and taking it, another caller may come."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._held: set[str] = set()
        self._locks.acquire = self._acquire  # type: ignore[method-assign]

    def _acquire(self, ref: str) -> Any:
        if ref in self._held:
            raise Locked(ref)
        time.sleep(0.02)
        self._held.add(ref)
        return lambda: self._held.discard(ref)


class NeverAnswers(ContentService):
    """STORE-9: Info of a story's content does not return."""

    def _info(self, request: Any, context: Any) -> Any:
        if self._store.info(self._ctx, request.digest).size != SIZE:
            return super()._info(request, context)
        deadline = time.monotonic() + 60
        while context.is_active() and time.monotonic() < deadline:
            time.sleep(0.05)
        return MESSAGES["InfoResponse"]()
