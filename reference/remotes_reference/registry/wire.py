"""One HTTP request and its answer, by `requests`: nothing is followed, repeated or decoded here.

Every wait has a limit. Errors of `requests` do not come out: their texts contain whole URLs, and
they hold the request with its headers.
"""

from __future__ import annotations

import http.client
import os
from collections.abc import Callable, Iterator, Mapping, Sized
from typing import Final, Protocol, cast

import requests
import urllib3
from remotes_conformance.errors import ContentError, Unavailable, UnexpectedEnd
from remotes_conformance.version import VERSION
from requests.structures import CaseInsensitiveDict
from requests.utils import get_environ_proxies

from .adapters import Adapter
from .addresses import is_loopback, public, split
from .answers import Answer
from .credentials import Secrets

TIMEOUT: Final = 30.0
"""Seconds without any progress, after which a request has failed."""

PART: Final = 128 * 1024
"""Bytes that are sent at a time: the limit on waiting is one for each of them."""

_ALWAYS: Final = {
    "User-Agent": f"remotes-reference/{VERSION}",
    "Accept-Encoding": "identity",
    "Connection": "keep-alive",
}

_FAILURES: Final = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,  # a header that cannot be sent
)


class Stream(Protocol):
    """A body that is sent as it is read. With a `len`, it is sent with a length; else in chunks."""

    def read(self, size: int) -> bytes | memoryview: ...
    def __iter__(self) -> Iterator[bytes]: ...


class Whole:
    """A body in memory, sent in small parts: the limit for sending is one for each part."""

    def __init__(self, content: bytes) -> None:
        self._rest = memoryview(content)
        self._length = len(content)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[bytes]:
        while part := self.read(PART):
            yield bytes(part)

    def read(self, size: int) -> memoryview:
        part, self._rest = self._rest[:PART], self._rest[PART:]
        return part


class NoAnswer(Unavailable):
    """There was no answer: the connection failed or broke before, or the limit was reached."""


class TimedOut(NoAnswer):
    """The limit was reached."""


class Wire:
    """Connections to registries, for any number of threads.

    *timeout*: seconds without progress. *certificates*: a file of certificates to trust (None: the
    usual ones, or those of `REQUESTS_CA_BUNDLE`). `secrets`: what stands in no message.
    """

    def __init__(self, *, timeout: float = TIMEOUT, certificates: str | None = None) -> None:
        self.timeout = timeout
        self.secrets = Secrets()
        self._verify = certificates or os.environ.get("REQUESTS_CA_BUNDLE") or True
        self._proxies: dict[str, dict[str, str]] = {}
        self._adapter = Adapter(pool_maxsize=64, max_retries=0)

    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | Stream | None
    ) -> Answer:
        """Send one request. Raises `NoAnswer` if there is none."""
        split(url)
        failure: ContentError
        try:
            answer = self._adapter.send(
                _prepared(method, url, headers, body),
                stream=True,
                timeout=(self.timeout, self.timeout),
                verify=self._verify,
                proxies=self._proxies_for(url),
            )
        except _FAILURES as error:
            failure = _no_answer(self._named(method, url), error, self.timeout)
        else:
            received = _Body(answer.raw, lambda: self._named(method, url), self.timeout)
            fields: Mapping[str, str] = answer.raw.headers
            return Answer(method, url, answer.status_code, fields, received, self.secrets)
        raise failure

    def _proxies_for(self, url: str) -> dict[str, str]:
        """By the environment, which is read once for each host."""
        host = split(url).netloc
        if host not in self._proxies:
            self._proxies[host] = {} if is_loopback(url) else get_environ_proxies(url)
        return self._proxies[host]

    def _named(self, method: str, url: str) -> str:
        return self.secrets.hide(f"{method} {public(url)}")

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._adapter.close()


def _prepared(
    method: str, url: str, headers: Mapping[str, str], body: bytes | Stream | None
) -> requests.PreparedRequest:
    """The request, without the preparations of `requests`: they would spell *url* otherwise, and
    take a fifth of the time of a small request."""
    request = requests.PreparedRequest()
    request.method, request.url = method, url
    request.headers = CaseInsensitiveDict({**_ALWAYS, **headers})
    if isinstance(body, bytes) and len(body) > PART:
        body = Whole(body)
    if not body:
        if method in ("POST", "PUT", "PATCH"):
            request.headers["Content-Length"] = "0"
        return request
    if isinstance(body, Sized):
        request.headers["Content-Length"] = str(len(body))
    else:
        request.headers["Transfer-Encoding"] = "chunked"
    request.body = cast(bytes, body)
    return request


class _Body:
    def __init__(
        self, raw: urllib3.HTTPResponse, request: Callable[[], str], timeout: float
    ) -> None:
        self._raw = raw
        self._request = request  # its name, for errors
        self._timeout = timeout

    def read(self, size: int) -> bytes:
        failure: ContentError
        try:
            return self._raw.read(size, decode_content=False)
        except _FAILURES as error:
            failure = self._failure(error)
        self.close()
        raise failure

    def _failure(self, error: Exception) -> ContentError:
        if _is_timeout(error):
            return TimedOut(f"{self._request()}: nothing more came within {self._timeout:g} s")
        return UnexpectedEnd(f"{self._request()}: the answer ends too early ({_cause(error)})")

    def close(self) -> None:
        # Not released: whatever is left in the connection is no answer to another request.
        self._raw.close()


def _no_answer(request: str, error: Exception, timeout: float) -> NoAnswer:
    if _is_timeout(error):
        return TimedOut(f"{request}: no answer within {timeout:g} s")
    return NoAnswer(f"{request}: no answer ({_cause(error)})")


def _links(error: BaseException) -> Iterator[BaseException]:
    """*error* and everything that it wraps, outside in, as `requests` and `urllib3` wrap."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        link = waiting.pop(0)
        if isinstance(link, BaseException) and id(link) not in seen:
            seen.add(id(link))
            yield link
            waiting += [*link.args, getattr(link, "reason", None), link.__cause__, link.__context__]


def _is_timeout(error: BaseException) -> bool:
    kinds = (TimeoutError, requests.Timeout, urllib3.exceptions.TimeoutError)
    # Of these classes, though it means that there was no connection at all.
    other = urllib3.exceptions.NewConnectionError
    return any(isinstance(one, kinds) and not isinstance(one, other) for one in _links(error))


def _cause(error: BaseException) -> str:
    """The cause of the failure, without anything that the request contained."""
    for link in _links(error):
        if isinstance(link, OSError) and not isinstance(link, requests.RequestException):
            text = link.strerror or type(link).__name__
            return f"{text}: is it plain http?" if "WRONG_VERSION" in text else text
    return [type(link).__name__ for link in _links(error)][-1]
