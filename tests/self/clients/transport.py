"""One exchange over HTTP, with `http.client`: nothing is followed, repeated or decoded."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit


class Failed(Exception):
    """The operation failed. The text says why."""


class Stream(Protocol):
    """The body of an answer."""

    def read(self, size: int) -> bytes: ...


@dataclass
class Answer:
    """Status, headers with names in small letters, and the body that is still to be read."""

    status: int
    headers: Mapping[str, str]
    challenges: tuple[str, ...]
    body: Stream

    def content(self, most: int) -> bytes:
        """The body, up to so many bytes. It is not compared with its length."""
        found = bytearray()
        while len(found) < most:
            try:
                piece = self.body.read(min(65536, most - len(found)))
            except (OSError, http.client.HTTPException):
                break
            if not piece:
                break
            found += piece
        return bytes(found)


class HttpClient:
    """Exchanges by `http.client`, one connection for each. `timeout`: seconds for each wait."""

    timeout: float | None = 1.0

    @contextmanager
    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Iterator[Answer]:
        """One request and its answer. Raises `Failed` if there is none."""
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=self.timeout)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        try:
            try:
                connection.putrequest(method, target, skip_accept_encoding=True)
                for name, value in headers.items():
                    connection.putheader(name, value)
                if body is not None:
                    connection.putheader("Content-Length", str(len(body)))
                connection.endheaders(body)
                answer = connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                raise Failed(f"{method} {target}: {type(error).__name__}") from None
            named = {name.lower(): value for name, value in answer.getheaders()}
            challenges = tuple(answer.headers.get_all("WWW-Authenticate") or ())
            yield Answer(answer.status, named, challenges, answer)
        finally:
            connection.close()
