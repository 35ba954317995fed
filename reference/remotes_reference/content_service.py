"""Serves a store by containerd's gRPC API. Needs the extra `grpc`.

The API's own rules hold: zero and less mean "from the start" and "all" in a Read; a Write at offset
0 empties the ingest; the size and digest of a Commit are those that were named last. There are no
labels, filters or namespaces: a containerd in front of it has its own.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, Final, Protocol, TypeVar

import grpc
from remotes_conformance.content_api import (
    CODES,
    COMMIT,
    MESSAGES,
    METHODS,
    SERVICE,
    STAT,
    timestamp_of,
)
from remotes_conformance.errors import (
    ContentError,
    InvalidArgument,
    Locked,
    Unsupported,
)
from remotes_conformance.protocols import Context

from .blob_reader import BlobReader
from .ingest import IngestWriter
from .store import ContentStore, Info, IngestStatus

FREED_WITHIN = 0.1
"""Seconds that a ref may still be locked. containerd's own client, which it uses for proxy plugins,
does not wait for the end of a Write that it closes, and opens the ref again at once. An Abort of
another caller takes the ref for a moment, too."""
PIECE: Final = 1024 * 1024
"""Bytes of content in one answer of Read."""


Result = TypeVar("Result")


class ServedStore(ContentStore, Protocol):
    """A store that can be served: it also lists its ingests."""

    def writer(
        self, ctx: Context, ref: str, size: int = 0, digest: str = "", /
    ) -> IngestWriter: ...
    def reader(self, ctx: Context, digest: str, /) -> BlobReader: ...
    def statuses(self, ctx: Context) -> Iterator[IngestStatus]: ...


class OutOfRange(Exception):
    """A Read begins after the end, or a Write at another offset than that of the ingest."""


@contextmanager
def answered(context: Any) -> Iterator[None]:
    """Errors of the store end the call with their codes."""
    try:
        yield
    except ContentError as error:
        code, text = CODES.get(type(error), "UNKNOWN"), str(error)
    except OutOfRange as error:
        code, text = "OUT_OF_RANGE", str(error)
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        code, text = "RESOURCE_EXHAUSTED" if is_full else "UNKNOWN", str(error)
    else:
        return
    context.abort(grpc.StatusCode[code], text)


class ContentService:
    """The methods of the service, on one store. *ctx*: the context of all its calls."""

    def __init__(self, store: ServedStore, ctx: Context) -> None:
        self._store, self._ctx = store, ctx

    def handler(self) -> Any:
        """The handler that a server of gRPC is given."""
        handlers = {
            name: getattr(grpc, f"{method.arity}_rpc_method_handler")(
                getattr(self, f"_{name.lower()}"),
                request_deserializer=MESSAGES[method.request].FromString,
                response_serializer=MESSAGES[method.response].SerializeToString,
            )
            for name, method in METHODS.items()
        }
        return grpc.method_handlers_generic_handler(SERVICE, handlers)

    def _info(self, request: Any, context: Any) -> Any:
        with answered(context):
            info = self._store.info(self._ctx, request.digest)
        return MESSAGES["InfoResponse"](info=_info(info))

    def _list(self, request: Any, context: Any) -> Iterator[Any]:
        with answered(context):
            _refuse_filters(request)
            for info in self._store.walk(self._ctx):
                yield MESSAGES["ListContentResponse"](info=[_info(info)])

    def _delete(self, request: Any, context: Any) -> Any:
        with answered(context):
            self._store.delete(self._ctx, request.digest)
        return MESSAGES["Empty"]()

    def _read(self, request: Any, context: Any) -> Iterator[Any]:
        with answered(context), self._store.reader(self._ctx, request.digest) as reader:
            size = self._store.info(self._ctx, request.digest).size
            begin = max(request.offset, 0)
            if begin > size:
                raise OutOfRange(f"offset {begin} is after the end at {size}")
            end = min(begin + request.size, size) if request.size > 0 else size
            reader.seek(begin)
            while piece := reader.read(min(PIECE, end - begin)):
                yield MESSAGES["ReadContentResponse"](offset=begin, data=piece)
                begin += len(piece)

    def _status(self, request: Any, context: Any) -> Any:
        with answered(context):
            status = self._store.status(self._ctx, request.ref)
        return MESSAGES["StatusResponse"](status=_status(status))

    def _liststatuses(self, request: Any, context: Any) -> Any:
        with answered(context):
            _refuse_filters(request)
            found = [_status(one) for one in self._store.statuses(self._ctx)]
        return MESSAGES["ListStatusesResponse"](statuses=found)

    def _abort(self, request: Any, context: Any) -> Any:
        with answered(context):
            _when_free(lambda: self._store.abort(self._ctx, request.ref))
        return MESSAGES["Empty"]()

    def _write(self, requests: Iterator[Any], context: Any) -> Iterator[Any]:
        # The writer is closed before the caller gets an error: the ref is free then.
        with answered(context):
            first = next(requests, None)
            if first is None or not first.ref:
                raise InvalidArgument("the first message needs a ref")
            total, expected = first.total, first.expected
            with _when_free(
                lambda: self._store.writer(self._ctx, first.ref, total, expected)
            ) as writer:
                for request in chain([first], requests):
                    total = request.total if request.total > 0 else total
                    expected = request.expected or expected
                    yield _written(writer, request, total, expected)
                    if request.action == COMMIT:
                        return


def _when_free(call: Callable[[], Result]) -> Result:
    """The result of *call*, once it is not *locked*. Raises `Locked` if that takes too long."""
    deadline = time.monotonic() + FREED_WITHIN
    while True:
        try:
            return call()
        except Locked:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)


def _written(writer: IngestWriter, request: Any, total: int, expected: str) -> Any:
    """Do what a message of Write asks for; the answer."""
    offset = writer.status().offset
    if request.action != STAT:
        if request.offset > 0 and request.offset != offset:
            raise OutOfRange(f"a write at {request.offset}, but the ingest ends at {offset}")
        if request.offset <= 0 < offset:
            writer.truncate(0)
        content = memoryview(request.data)
        while content:
            content = content[writer.write(content) :]
    # In every answer: containerd needs it of content that turns out to be there.
    digest = writer.digest()
    if request.action == COMMIT:
        digest = expected or digest
        writer.commit(total, expected)
    status = writer.status()
    return MESSAGES["WriteContentResponse"](
        action=request.action,
        offset=status.offset,
        total=total,
        digest=digest,
        started_at=timestamp_of(status.started_at),
        updated_at=timestamp_of(status.updated_at),
    )


def _info(info: Info) -> dict[str, Any]:
    created = timestamp_of(info.created_at)
    return {
        "digest": info.digest, "size": info.size, "created_at": created, "updated_at": created,
    }  # fmt: skip


def _status(status: IngestStatus) -> dict[str, Any]:
    return {
        "ref": status.ref,
        "offset": status.offset,
        "total": status.total,
        "expected": status.expected,
        "started_at": timestamp_of(status.started_at),
        "updated_at": timestamp_of(status.updated_at),
    }


def _refuse_filters(request: Any) -> None:
    if request.filters:
        raise Unsupported("there are no filters")
