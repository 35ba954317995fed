"""Connections to registries: made by `urllib3`, with its limits and TLS, and used without the rest
of it. A request is written here, and its answer is a `Received`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, BinaryIO, Final, Protocol
from urllib.parse import quote

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

from .received import Received

PART: Final = 128 * 1024
"""Bytes that are sent at a time, at most: the limit on waiting is one for each part."""

_UNSENDABLE: Final = re.compile(r"[\r\n\0]")
_TARGET: Final = re.compile("[!-~]+")


class Stream(Protocol):
    """A body that is sent as it is read. With a `len`, it is sent with a length; else in chunks."""

    def read(self) -> bytes:
        """The next piece; b"" at the end."""

    def __iter__(self) -> Iterator[bytes]: ...


def use_direct_pools(manager: PoolManager) -> None:
    """Have *manager* make these pools: for connections that go through no proxy."""
    manager.pool_classes_by_scheme = {"http": _Direct, "https": _DirectTLS}


class _Connection(HTTPConnection):
    """A connection, and the stream on which its answers arrive, one after the other."""

    answers: BinaryIO | None = None

    def connect(self) -> None:
        super().connect()
        self.answers = self.sock.makefile("rb")

    def close(self) -> None:
        # The socket is closed when both are.
        if self.answers is not None:
            self.answers.close()
            self.answers = None
        super().close()


class _TLSConnection(_Connection, HTTPSConnection):
    """The same over TLS."""


class _Direct(HTTPConnectionPool):
    """A pool that sends a request once, and as it is."""

    ConnectionCls = _Connection

    def urlopen(  # type: ignore[override]
        self,
        method: str,
        url: str,
        body: bytes | Stream | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        timeout: Any,
        chunked: bool = False,
        **_: object,
    ) -> Received:
        """Send *body* after the head, in chunks if *chunked*. Raises `HTTPError`, `HTTPException`,
        `OSError`, `ValueError`."""
        connection: Any = self._get_conn()
        is_sent = False

        def end(is_usable: bool) -> None:
            if not is_usable or not is_sent:
                connection.close()
            self._put_conn(connection)

        try:
            if connection.sock is None:
                connection.timeout = timeout.connect_timeout
                connection.connect()
            if connection.sock.gettimeout() != timeout.read_timeout:
                connection.sock.settimeout(timeout.read_timeout)
            head = self._head(method, url, headers or {})
            # A registry that answers before it has everything may stop to read: its answer counts.
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(connection.sock, head, body, is_chunked=chunked)
                is_sent = True
            return Received(connection.answers, method, end)
        except BaseException:
            connection.close()
            raise

    def _head(self, method: str, target: str, headers: Mapping[str, str]) -> bytes:
        if not _TARGET.fullmatch(target):
            target = quote(target, safe="!#$%&'()*+,/:;=?@[]~")
        host = f"[{self.host}]" if ":" in self.host and self.host[0] != "[" else self.host
        if self.port not in (None, {"http": 80, "https": 443}[self.scheme]):
            host = f"{host}:{self.port}"
        fields = [f"{name}: {value}" for name, value in {"Host": host, **headers}.items()]
        if any(map(_UNSENDABLE.search, fields)):
            raise ValueError("a header that cannot be sent")
        return "\r\n".join([f"{method} {target} HTTP/1.1", *fields, "\r\n"]).encode("latin-1")


class _DirectTLS(_Direct, HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


def _send(sock: Any, head: bytes, body: bytes | Stream | None, *, is_chunked: bool) -> None:
    if not isinstance(body, bytes | None):
        sock.sendall(head)
        while piece := body.read():
            _send_all(sock, b"%x\r\n%b\r\n" % (len(piece), piece) if is_chunked else piece)
        if is_chunked:
            sock.sendall(b"0\r\n\r\n")
    elif body and len(body) > PART:
        sock.sendall(head)
        _send_all(sock, body)
    else:
        # In one packet: the registry then wakes up once.
        sock.sendall(head + (body or b""))


def _send_all(sock: Any, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[sock.send(rest[:PART]) :]
