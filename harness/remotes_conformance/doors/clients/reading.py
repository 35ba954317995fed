"""Reads requests of HTTP/1.1 from a socket."""

from __future__ import annotations

import socket

from ...scenarios.clients.script import Host
from ...world.registry.messages import Request

_LONGEST_HEAD = 64 * 1024
_LONGEST_BODY = 256 * 1024 * 1024
_TLS_HELLO = 0x16


class NoRequest(Exception):
    """The connection has ended, or holds no request of HTTP/1.1."""


class Incoming:
    """The requests of one connection, one after the other."""

    def __init__(self, connection: socket.socket, host: Host) -> None:
        self._connection = connection
        self._host = host
        self._rest = b""
        self.is_old = False
        """The last request was one of HTTP/1.0: its connection ends with the answer."""

    def head(self) -> Request:
        """The next request, without its body. Raises `NoRequest`."""
        while b"\r\n\r\n" not in self._rest:
            if self._rest[:1] and self._rest[0] == _TLS_HELLO:
                raise NoRequest  # some clients try TLS first, whatever their arguments
            if len(self._rest) > _LONGEST_HEAD:
                raise NoRequest
            self._more()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        words = first.split(" ")
        if len(words) != 3:
            raise NoRequest
        self.is_old = words[2] == "HTTP/1.0"
        headers = tuple(
            (name.strip(), value.strip()) for name, _, value in (li.partition(":") for li in lines)
        )
        return Request(self._host, words[0].upper(), _origin_form(words[1]), headers)

    def body(self, request: Request, *, half: bool = False) -> bytes:
        """Its body; `half`: only the first half of it. Raises `NoRequest`."""
        if request.header("Expect").lower() == "100-continue":
            self._connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        if request.header("Transfer-Encoding").lower() == "chunked":
            return self._chunks(half=half)
        length = request.header("Content-Length")
        size = int(length) if length.isdecimal() else 0
        if size > _LONGEST_BODY:
            raise NoRequest
        return self._take(size // 2 if half else size)

    def _chunks(self, *, half: bool) -> bytes:
        """The chunks up to the last one, or only the first one."""
        found = bytearray()
        while True:
            try:
                size = int(self._line().partition(b";")[0] or b"0", 16)
            except ValueError:
                raise NoRequest from None
            if not size:
                while self._line():
                    continue
                return bytes(found)
            if len(found) + size > _LONGEST_BODY:
                raise NoRequest
            found += self._take(size)
            if half:
                return bytes(found)
            self._line()

    def _line(self) -> bytes:
        while b"\r\n" not in self._rest:
            self._more()
        line, _, self._rest = self._rest.partition(b"\r\n")
        return line

    def _take(self, size: int) -> bytes:
        pieces, missing = [self._rest[:size]], size - len(self._rest)
        self._rest = self._rest[size:]
        while missing > 0:
            piece = self._receive(min(missing, 1 << 20))
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def _more(self) -> None:
        self._rest += self._receive(65536)

    def _receive(self, size: int) -> bytes:
        try:
            piece = self._connection.recv(size)
        except OSError:
            raise NoRequest from None
        if not piece:
            raise NoRequest
        return piece


def _origin_form(target: str) -> str:
    """*target* without scheme and host, which a client may send as if to a proxy."""
    scheme, is_absolute, rest = target.partition("://")
    return f"/{rest.partition('/')[2]}" if is_absolute and scheme in ("http", "https") else target
