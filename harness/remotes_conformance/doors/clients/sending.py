"""Sends answers of HTTP/1.1, also such as no server ought to send."""

from __future__ import annotations

import select
import socket
import struct
from collections.abc import Callable
from http import HTTPStatus
from threading import Event

from ...scenarios.clients.script import Wire
from ...world.registry.messages import Reply
from .encrypted import has_ended

ENDLESS = 40 * 1024 * 1024
"""Bytes after which a body without end has been read for long enough."""
_PIECE = 256 * 1024
_CLOSES: tuple[Wire, ...] = ("cut", "reset", "chunked cut", "no length", "no length cut", "stalled")
_LOOKS_EVERY = 0.1
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER, so that closing resets the connection."""


def wait(connection: socket.socket, over: Event) -> bool:
    """Send nothing until the scenario is *over*, or the client gives up; whether it did."""
    while not over.is_set():
        try:
            ready, _, _ = select.select([connection], [], [], _LOOKS_EVERY)
            if ready and has_ended(connection):
                return not over.is_set()
        except (OSError, ValueError):
            return not over.is_set()
        if ready:
            over.wait(_LOOKS_EVERY)
    return False


def send(
    connection: socket.socket, reply: Reply, over: Event, goes_on: Callable[[int], None]
) -> tuple[int, bool, bool]:
    """Send *reply*: bytes of the body sent, whether that was all, whether the connection stays.

    `over`: the scenario has ended; a body without end ends then. `goes_on` is called while one is
    read.
    """
    body = b"" if reply.skips_body else reply.body
    stays = reply.wire not in _CLOSES
    head = _head(reply, stays=stays)
    if reply.body_is == "endless" and not reply.skips_body:
        return _send_without_end(connection, head, body, over, goes_on)
    is_cut = reply.wire in ("cut", "reset", "chunked cut", "no length cut", "stalled")
    kept = body[: len(body) // 2] if is_cut else body
    framed = head + (_chunks(kept, reply.wire) if kept else _end(reply))
    sent = _send_all(connection, framed, goes_on)
    if reply.wire == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    return (len(kept) if sent else 0), sent and len(kept) == len(body), stays and sent


def _head(reply: Reply, *, stays: bool) -> bytes:
    lines = [f"HTTP/1.1 {reply.status} {phrase(reply.status)}"]
    headers = list(reply.all_headers)
    if reply.wire in ("chunked", "chunked cut"):
        headers.append(("Transfer-Encoding", "chunked"))
    elif not reply.wire.startswith("no length") and reply.status not in (204, 304):
        headers.append(("Content-Length", str(len(reply.body))))
    if not stays:
        headers.append(("Connection", "close"))
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def phrase(status: int) -> str:
    """The words that go with a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unusual"


def _chunks(body: bytes, wire: Wire) -> bytes:
    """The body as it goes over the wire, with the mark of its end if it has one."""
    if wire not in ("chunked", "chunked cut"):
        return body
    pieces = [body[at : at + _PIECE] for at in range(0, len(body), _PIECE)]
    framed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    return framed + (b"0\r\n\r\n" if wire == "chunked" else b"")


def _end(reply: Reply) -> bytes:
    is_chunked = reply.wire == "chunked" and not reply.skips_body
    return b"0\r\n\r\n" if is_chunked else b""


def _send_all(
    connection: socket.socket, content: bytes, goes_on: Callable[[int], None] = lambda size: None
) -> bool:
    """True if all of it was sent. `goes_on` is called with the size of each piece of a long one."""
    try:
        if len(content) <= _PIECE:
            connection.sendall(content)
            return True
        for at in range(0, len(content), _PIECE):
            connection.sendall(content[at : at + _PIECE])
            goes_on(min(_PIECE, len(content) - at))
    except OSError:
        return False
    return True


def _send_without_end(
    connection: socket.socket,
    head: bytes,
    body: bytes,
    over: Event,
    goes_on: Callable[[int], None],
) -> tuple[int, bool, bool]:
    sent, piece = len(body), b"\0" * _PIECE
    if not _send_all(connection, head + body):
        return 0, False, False
    while sent < ENDLESS and not over.is_set() and _send_all(connection, piece):
        sent += len(piece)
        goes_on(len(piece))
    return sent, False, False
