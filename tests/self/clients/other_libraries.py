"""Right clients on `httpx` and `aiohttp`, blocking and awaited, in the way of each library."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import aiohttp
import httpx
from remotes_conformance.doors.clients.operation import Operation
from yarl import URL

from .different import DoesEverything, SendsInOnePatch, SendsInOnePost, SendsInOnePut, TriesAgain
from .right import Right
from .transport import Answer, Failed

_READS = ("GET", "HEAD")
_LARGE = 1 << 20


class _Pieces:
    """The body of an answer that comes in pieces of any size."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def read(self, size: int) -> bytes:
        try:
            while not self._rest:
                self._rest = next(self._pieces)
        except StopIteration:
            return b""
        except (httpx.HTTPError, aiohttp.ClientError, TimeoutError) as error:
            raise OSError(str(error)) from None
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def _named(headers: Any, *, is_decoded: bool) -> dict[str, str]:
    """The headers as they are about the body that is handed out."""
    named = {name.lower(): value for name, value in headers.items()}
    for name in ("content-encoding", "content-length") if is_decoded else ():
        named.pop(name, None)
    return named


class ByHttpx(DoesEverything):
    """Nothing is followed or decoded by the library; single POSTs, chunks, mounts, ranges."""

    @contextmanager
    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Iterator[Answer]:
        try:
            with (
                httpx.Client(trust_env=False, verify=False, timeout=self.timeout) as client,
                client.stream(method, url, headers=dict(headers), content=body) as answer,
            ):
                named = _named(answer.headers, is_decoded=False)
                challenges = tuple(answer.headers.get_list("www-authenticate"))
                yield Answer(answer.status_code, named, challenges, _Pieces(answer.iter_raw()))
        except httpx.HTTPError as error:
            raise Failed(f"{method} {url}: {type(error).__name__}") from None


class HttpxByDefault(SendsInOnePut):
    """It follows the redirects of reads, asks for compressed bodies and decodes them; one PUT."""

    @contextmanager
    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Iterator[Answer]:
        sent = {name: value for name, value in headers.items() if name != "Accept-Encoding"}
        follows = method in _READS
        try:
            with (
                httpx.Client(trust_env=False, verify=False, timeout=self.timeout) as client,
                client.stream(
                    method, url, headers=sent, content=body, follow_redirects=follows
                ) as answer,
            ):
                named = _named(answer.headers, is_decoded=True)
                challenges = tuple(answer.headers.get_list("www-authenticate"))
                yield Answer(answer.status_code, named, challenges, _Pieces(answer.iter_bytes()))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Failed(f"{method} {url}: {type(error).__name__}") from None


class _Awaited(Right):
    """Pulls and pushes are awaited: the client runs in a thread, and its requests on the loop."""

    session: Any

    def opened(self) -> Any:
        """The session of one operation, to be entered."""
        raise NotImplementedError

    async def whole(self, method: Any, operation: Operation) -> None:
        self.loop = asyncio.get_running_loop()
        async with self.opened() as self.session:
            await asyncio.to_thread(method, operation)

    def on_loop(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result()

    def pieces(self, body: Any) -> Iterator[bytes]:
        """The pieces of an asynchronous iterator."""
        while (piece := self.on_loop(anext(body, None))) is not None:
            yield piece

    async def pull(self, operation: Operation) -> None:
        await self.whole(super().pull, operation)

    async def push(self, operation: Operation) -> None:
        await self.whole(super().push, operation)


class _OnHttpx(_Awaited):
    def opened(self) -> Any:
        return httpx.AsyncClient(trust_env=False, verify=False, timeout=self.timeout)

    @contextmanager
    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Iterator[Answer]:
        request = self.session.build_request(method, url, headers=dict(headers), content=body)
        try:
            answer = self.on_loop(self.session.send(request, stream=True))
        except httpx.HTTPError as error:
            raise Failed(f"{method} {url}: {type(error).__name__}") from None
        try:
            named = _named(answer.headers, is_decoded=False)
            challenges = tuple(answer.headers.get_list("www-authenticate"))
            pieces = _Pieces(self.pieces(answer.aiter_raw()))
            yield Answer(answer.status_code, named, challenges, pieces)
        finally:
            self.on_loop(answer.aclose())


class _OnAiohttp(_Awaited):
    follows_reads = False

    def opened(self) -> Any:
        limit = aiohttp.ClientTimeout(total=None, sock_connect=self.timeout, sock_read=self.timeout)
        return aiohttp.ClientSession(timeout=limit, auto_decompress=self.follows_reads)

    @contextmanager
    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Iterator[Answer]:
        is_plain = self.follows_reads
        sent = {k: v for k, v in headers.items() if not is_plain or k != "Accept-Encoding"}
        follows = self.follows_reads and method in _READS
        place = url if is_plain else URL(url, encoded=True)
        # The library wants large bodies as files.
        sent_body = io.BytesIO(body) if body and len(body) > _LARGE else body
        asked = self.session.request(
            method, place, headers=sent, data=sent_body, allow_redirects=follows
        )
        try:
            answer = self.on_loop(self._entered(asked))
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Failed(f"{method} {url}: {type(error).__name__}") from None
        try:
            named = _named(answer.headers, is_decoded=is_plain)
            challenges = tuple(answer.headers.getall("WWW-Authenticate", ()))
            pieces = _Pieces(self.pieces(aiter(answer.content.iter_any())))
            yield Answer(answer.status, named, challenges, pieces)
        finally:
            self.loop.call_soon_threadsafe(answer.close)

    @staticmethod
    async def _entered(asked: Any) -> Any:
        return await asked


class AwaitedHttpx(_OnHttpx, SendsInOnePost):
    """Awaited: single POSTs, nothing is asked for before."""


class AwaitedHttpxInOnePatch(_OnHttpx, SendsInOnePatch):
    """Awaited: one PATCH with everything; each blob is resumed by a range."""


class AwaitedAiohttp(_OnAiohttp):
    """Awaited: it asks before it sends, resumes, mounts, and sends chunks."""


class AiohttpByDefault(_OnAiohttp, SendsInOnePut):
    """Awaited: redirects of reads are followed, URLs are quoted anew, and bodies are decoded."""

    follows_reads = True
    resumes = False


class RetryingAiohttp(_OnAiohttp, TriesAgain):
    """Awaited: after any failure, the whole operation is tried once more."""


OTHERS: dict[str, type[Right]] = {
    one.__name__: one
    for one in (
        ByHttpx, HttpxByDefault, AwaitedHttpx, AwaitedHttpxInOnePatch, AwaitedAiohttp,
        AiohttpByDefault, RetryingAiohttp,
    )
}  # fmt: skip
