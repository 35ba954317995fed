"""The loopback registry's handling of unusual but right requests, and of none at all."""

from __future__ import annotations

import socket

import pytest
from remotes_conformance.doors.clients.reading import Incoming, NoRequest


@pytest.mark.parametrize("target", ["/v2/a", "http://127.0.0.1:1/v2/a", "https://127.0.0.1:1/v2/a"])
def test_a_request_may_name_scheme_and_host(target: str) -> None:
    """As to a proxy (RFC 9112, 3.2.2), in the clear and by TLS."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(f"GET {target}?n=http://x HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        request = Incoming(ours, "registry").head()
    assert request.path == "/v2/a"
    assert request.query == {"n": "http://x"}


def test_a_chunk_without_a_size_is_no_request() -> None:
    """The connection ends; the server does not break."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nmany\r\nabc\r\n")
        incoming = Incoming(ours, "registry")
        request = incoming.head()
        with pytest.raises(NoRequest):
            incoming.body(request)
