"""TLS of the loopback server. Its certificate and key come with the package: whoever trusts their
authority trusts a key that everybody has, so only a client that is judged should.

The key of the authority itself was thrown away. All of it is valid for 127.0.0.1, 127.0.0.2,
127.0.0.3 and localhost, until 2120.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("certificates")
_HANDSHAKE = 10.0
"""Seconds that a client has for its handshake."""
_MOMENT = 0.05


@lru_cache
def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_FOLDER / "loopback.pem")
    # HTTP/2 is never offered.
    context.set_alpn_protocols(["http/1.1"])
    return context


def encrypted(connection: socket.socket) -> ssl.SSLSocket:
    """It takes the place of *connection*, which is detached. It needs a handshake first."""
    return _context().wrap_socket(connection, server_side=True, do_handshake_on_connect=False)


def shake_hands(connection: socket.socket) -> None:
    """Raises `OSError`."""
    if isinstance(connection, ssl.SSLSocket):
        connection.settimeout(_HANDSHAKE)
        connection.do_handshake()
        connection.settimeout(None)


def write_authority(room: Path) -> Path:
    """A file with the certificate of the authority, in a folder of its own in *room*."""
    folder = room / "certificates"
    folder.mkdir()
    return Path(shutil.copyfile(_FOLDER / "authority.pem", folder / "ca.crt"))


def announce_end(connection: socket.socket) -> None:
    """Announce the clean end of a connection, which TLS distinguishes from a cut."""
    if isinstance(connection, ssl.SSLSocket):
        with contextlib.suppress(OSError, ValueError):
            connection.settimeout(_MOMENT)
            connection.unwrap()


def has_ended(connection: socket.socket) -> bool:
    """True if the other side has ended *connection*, of which something can be read. A request
    that is read then is lost: a client that waits for an answer sends none."""
    if not isinstance(connection, ssl.SSLSocket):
        return not connection.recv(1, socket.MSG_PEEK)
    if not socket.socket.recv(connection, 1, socket.MSG_PEEK):
        return True
    connection.settimeout(_MOMENT)
    try:
        return not connection.recv(1)
    except TimeoutError:
        return False
    finally:
        connection.settimeout(None)
