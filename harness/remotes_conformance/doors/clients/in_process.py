"""The registry of one scenario, for clients that make their requests with `requests`: no sockets,
and virtual time. `HTTPAdapter.send` is replaced; sessions, redirects and hooks are the library's.

The package `responses` replaces the same method, but has only whole answers. A script also has
bodies that break off, answers that never come, and requests that are read by half.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from http.client import RemoteDisconnected
from types import TracebackType
from typing import IO, Any, Final, TypeAlias, cast
from unittest import mock
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse, Retry, Timeout
from urllib3.exceptions import (
    ConnectTimeoutError,
    MaxRetryError,
    ProtocolError,
    ReadTimeoutError,
)

from ...scenarios.clients.script import ClientScenario, Host
from ...world.registry.journal import ClientJournal, Ended
from ...world.registry.messages import Reply, Request
from ...world.registry.planted import MakeRegistry
from ...world.registry.registry import Pending, Registry
from .bodies import Body
from .clock import Stopped, VirtualClock
from .sending import phrase
from .server import MAX_REQUESTS

_ADDRESSES: Final[dict[Host, str]] = {
    "registry": "127.0.0.1:5000", "elsewhere": "127.0.0.2:5000", "third": "127.0.0.3:5000",
    "deaf": "127.0.0.4:5000",
}  # fmt: skip

Limits: TypeAlias = tuple[float | None, float | None]
"""Seconds of a wait for a connection, and for data."""


class InProcess:
    """Answers the requests of this process in its `with` block. The attributes are those of
    `Server`; `why`: the reason for which it has stopped the client.

    `longest`: seconds that a wait for an answer may last, in virtual time. *registry*: makes that
    of the scenario.
    """

    def __init__(
        self,
        scenario: ClientScenario,
        seed: str,
        longest: float,
        *,
        registry: MakeRegistry = Registry,
    ) -> None:
        urls: dict[Host, str] = {host: f"http://{one}" for host, one in _ADDRESSES.items()}
        self.address = _ADDRESSES["registry"]
        self.registry = registry(scenario, seed, urls)
        self.clock = VirtualClock()
        self.is_flooded = False
        self.out = 0
        self.why = ""
        self.active = time.monotonic()
        self._longest = longest
        self._requests = 0
        self._lock = threading.Lock()
        self._patch = mock.patch.object(HTTPAdapter, "send", _replaced(self.send))

    def __enter__(self) -> InProcess:
        self.clock.__enter__()
        self._patch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._patch.stop()
        self.clock.__exit__(kind, error, traceback)

    def journal(self, ended: Ended) -> ClientJournal:
        """The events so far."""
        return self.registry.journal(ended)

    def stop(self, why: str) -> Stopped:
        """The error that ends the operation."""
        self.why = self.why or f"(given up: {why})"
        return Stopped(why)

    # -- one request -----------------------------------------------------------------------------

    def send(
        self, adapter: HTTPAdapter, request: requests.PreparedRequest, limits: Limits
    ) -> requests.Response:
        """The answer to *request*, with the adapter's retries, as the library makes them."""
        method, url = str(request.method), str(request.url)
        retries: Retry = adapter.max_retries
        while True:
            failure: Exception
            try:
                raw = self._exchange(request, limits)
            except (ProtocolError, ReadTimeoutError, ConnectTimeoutError) as error:
                failure = error
                retries = _next(retries, request, error)
            else:
                again = raw.headers.get("Retry-After") is not None
                if not retries.is_retry(method, raw.status, again):
                    return adapter.build_response(request, raw)
                try:
                    retries = retries.increment(method, url, response=raw)
                except MaxRetryError as error:
                    if retries.raise_on_status:
                        raise requests.exceptions.RetryError(error, request=request) from None
                    return adapter.build_response(request, raw)
                retries.sleep(raw)
                continue
            del failure
            retries.sleep()

    def _exchange(self, request: requests.PreparedRequest, limits: Limits) -> HTTPResponse:
        asked, (connect, limit) = _request_of(request), limits
        with self._lock:
            self.active = time.monotonic()
            self._requests += 1
            self.is_flooded = self._requests > MAX_REQUESTS
            if self.is_flooded:
                raise self.stop(f"it made more than {MAX_REQUESTS} requests")
        if asked.host == "deaf":
            self._wait(connect, self.registry.were_left)
            text = f"Connection to {_ADDRESSES['deaf']} timed out. (connect timeout={connect})"
            raise ConnectTimeoutError(None, text)
        with self._lock:
            pending = self.registry.begin(asked, self.clock.now * 1000)
        wire = pending.act.wire
        body = _body_of(request)
        with self._lock:
            reply = self.registry.finish(
                pending, body[: len(body) // 2 if wire == "half read" else None]
            )
        if wire == "silent":
            self.wait(limit, pending)
            raise ReadTimeoutError(None, asked.target, f"Read timed out. (read timeout={limit})")  # type: ignore[arg-type]
        if wire in ("no answer", "half read"):
            closed = RemoteDisconnected("Remote end closed connection without response")
            raise ProtocolError("Connection aborted.", closed)
        return self._response(asked, pending, reply, limit)

    def wait(self, limit: float | None, pending: Pending) -> None:
        """Wait for something that never comes. Raises `Stopped` if there is no limit, or a later
        one than there may be."""
        self._wait(limit, lambda: self.registry.was_given_up(pending))

    def _wait(self, limit: float | None, give_up: Callable[[], None]) -> None:
        if limit is None or limit > self._longest:
            raise self.stop(f"no request for {self._longest:g} s")
        self.clock.skip(limit)
        with self._lock:
            give_up()

    def _response(
        self, asked: Request, pending: Pending, reply: Reply, limit: float | None
    ) -> HTTPResponse:
        def sent(size: int, *, is_whole: bool) -> None:
            with self._lock:
                self.active = time.monotonic()
                self.out = size
                self.registry.was_sent(pending, reply, size, is_whole=is_whole)

        body = Body(reply, sent, lambda: self.wait(limit, pending))
        return HTTPResponse(
            body=cast(IO[bytes], body),
            headers=HTTPHeaderDict(body.headers),
            status=reply.status,
            reason=phrase(reply.status),
            preload_content=False,
            decode_content=False,
            request_method=asked.method,
        )


def _replaced(send: Callable[..., requests.Response]) -> Callable[..., requests.Response]:
    def method(
        adapter: HTTPAdapter,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: object = True,
        cert: object = None,
        proxies: object = None,
    ) -> requests.Response:
        return send(adapter, request, _limits(timeout))

    return method


def _limits(timeout: Any) -> Limits:
    """Those of a connection and of a read, in each form that the library takes."""
    if isinstance(timeout, tuple):
        connect, read = timeout
        return connect, read
    if isinstance(timeout, Timeout):
        return cast(Limits, (timeout.connect_timeout, timeout.read_timeout))
    return timeout, timeout


def _next(retries: Retry, request: requests.PreparedRequest, error: Exception) -> Retry:
    """The rest of *retries* after *error*, or the error of `requests` that it becomes."""
    try:
        return retries.increment(str(request.method), str(request.url), error=error)
    except MaxRetryError as last:
        kinds = requests.exceptions
        is_late = isinstance(last.reason, ConnectTimeoutError)
        kind = kinds.ConnectTimeout if is_late else kinds.ConnectionError
        raise kind(last, request=request) from None
    except ReadTimeoutError as last:
        raise requests.exceptions.ReadTimeout(last, request=request) from None
    except ProtocolError as last:
        raise requests.exceptions.ConnectionError(last, request=request) from None


def _request_of(request: requests.PreparedRequest) -> Request:
    """As it would go over the wire. Raises `ConnectionError` of `requests` for another host."""
    parts = urlsplit(str(request.url))
    host = next((host for host, one in _ADDRESSES.items() if one == parts.netloc), None)
    if host is None or parts.scheme != "http":
        what = f"there is no server at {parts.scheme}://{parts.netloc}"
        raise requests.exceptions.ConnectionError(what, request=request)
    headers = tuple((_text(name), _text(value)) for name, value in request.headers.items())
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Request(host, str(request.method).upper(), target, (("Host", parts.netloc), *headers))


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _body_of(request: requests.PreparedRequest) -> bytes:
    body: Any = request.body
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    pieces: Iterable[Any] = iter(lambda: body.read(65536), b"") if hasattr(body, "read") else body
    return b"".join(bytes(piece) for piece in pieces)
