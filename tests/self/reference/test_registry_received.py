"""Answers as they arrive: where a body ends, and whether its connection can be used again."""

from __future__ import annotations

import io
from http.client import HTTPException, IncompleteRead

import pytest
from loopback_registry import Call, Loopback
from registry_images import push, repository
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import NotFound
from remotes_reference.registry import CallContext, Repository
from remotes_reference.registry.received import Received


class Arrived:
    """What is read of *answer* in pieces of *size* bytes, and how it ended."""

    def __init__(self, answer: bytes, method: str = "GET", size: int = 3) -> None:
        self.ends: list[bool] = []
        received = Received(io.BytesIO(answer), method, self.ends.append)
        self.status, self.headers, self.body = received.status, received.headers, b""
        while piece := received.read(size):
            self.body += piece
        received.close()


KEEPS, CLOSES = [True], [False]
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    ("answer", "body", "ends"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcdeX", b"abcde", KEEPS),
        (b"HTTP/1.1 200\r\ncontent-LENGTH:5\r\nConnection: Close\r\n\r\nabcde", b"abcde", CLOSES),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nabcde", b"abcde", CLOSES),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab", b"ab", KEEPS),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nX", b"", KEEPS),
        (b"HTTP/1.1 204 OK\r\nContent-Length: 5\r\n\r\n", b"", KEEPS),
        (b"HTTP/1.1 200 OK\r\n\r\nabcde", b"abcde", CLOSES),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nabcde", b"abcde", CLOSES),
        (b"HTTP/1.1 103 X\r\nLink: y\r\n\r\nHTTP/1.1 200 OK\nContent-Length: 1\n\na", b"a", KEEPS),
        (CHUNKED + b"\r\n4\r\nabcd\r\n1;x=y\r\ne\r\n0\r\nA: b\r\n\r\nX", b"abcde", KEEPS),
        (CHUNKED + b"Content-Length: 9\r\n\r\n2\r\nab\r\n0\r\n\r\n", b"ab", CLOSES),
    ],
)
def test_a_body_ends_where_it_has_to(answer: bytes, body: bytes, ends: list[bool]) -> None:
    """RFC 9112, 6.3; the connection is handed back once."""
    arrived = Arrived(answer)
    assert arrived.body == body
    assert arrived.ends == ends


def test_the_answer_to_head_has_no_body() -> None:
    arrived = Arrived(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD")
    assert (arrived.body, arrived.ends, arrived.headers["content-length"]) == (b"", KEEPS, "5")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", ConnectionResetError),
        (b"SSH-2.0\r\n", HTTPException),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5", HTTPException),
        (b"HTTP/1.1 200 OK\r\nno field\r\n\r\n", HTTPException),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", HTTPException),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 101 + b"\r\n", HTTPException),
        (b"HTTP/1.1 200 OK\r\nA: " + b"b" * 70_000 + b"\r\n\r\n", HTTPException),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 20, HTTPException),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd", IncompleteRead),
        (CHUNKED + b"\r\n4\r\nab", IncompleteRead),
        (CHUNKED + b"\r\n2\r\nab\r\n", IncompleteRead),
        (CHUNKED + b"\r\n-2\r\nab\r\n0\r\n\r\n", HTTPException),
        (CHUNKED + b"\r\n2\r\nabc\r\n0\r\n\r\n", HTTPException),
    ],
)
def test_an_answer_that_is_cut_or_makes_no_sense_is_an_error(
    answer: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        Arrived(answer)


def test_fields_have_one_value_whatever_their_case() -> None:
    fields = b"Warning: a\r\nwarning: b\r\nX: c\r\n d\r\nContent-Length:0\r\n"
    answer = b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n"
    headers = Arrived(answer).headers
    assert dict(headers) == {"warning": "a, b", "x": "c d", "content-length": "0"}
    assert headers.get("WARNING") == "a, b"
    assert headers.get("Location", "") == ""


def test_one_connection_is_enough_for_one_request_at_a_time() -> None:
    with Loopback() as registry:
        ports = []

        def missing(call: Call) -> None:
            ports.append(call.client_address[1])
            call.answer(404)

        registry.script("HEAD", missing)
        images = repository(registry)
        for content in (bytes(40_000), bytes(50_000), bytes(60_000)):
            push(images.pusher(), content)
    assert len(ports) == 3
    assert len(set(ports)) == 1


def test_a_proxy_is_asked_in_its_own_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with Loopback() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url(""))
        images = Repository("registry.test", "lib/img", plain_http=True)
        wanted = Descriptor("text/plain", digest_of(b"x"), 1)
        with images.fetcher().fetch(CallContext(), wanted) as reader, pytest.raises(NotFound):
            reader.read(1)
    assert proxy.seen[0].path.startswith("http://registry.test/v2/lib/img/blobs/")
