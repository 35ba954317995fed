"""Reading from a registry: the readers of a fetcher, resumes, and refusals."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_registry import Call, Loopback
from registry_images import changed, layer, repository
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import (
    ContentError,
    FailedPrecondition,
    NotFound,
    Unavailable,
    UnexpectedEnd,
)
from remotes_conformance.media_types import OCI_LAYER
from remotes_reference import fetch_handler
from remotes_reference.memory import MemoryStore
from remotes_reference.registry import CallContext

CONTENT = os.urandom(300_000)


@pytest.fixture(scope="module")
def shared() -> Iterator[Loopback]:
    with Loopback() as registry:
        yield registry


@pytest.fixture
def registry() -> Iterator[Loopback]:
    with Loopback() as registry:
        registry.put_blob(CONTENT)
        yield registry


def read(registry: Loopback, descriptor: Descriptor, offset: int = 0, timeout: float = 5) -> bytes:
    fetcher = repository(registry, timeout=timeout).fetcher()
    with fetcher.fetch(CallContext(), descriptor) as reader:
        assert reader.seek(offset) == offset
        return reader.read()


@settings(max_examples=100, deadline=None)
@given(
    content=st.binary(min_size=1, max_size=400),
    at=st.integers(0, 400),
    ranges=st.booleans(),
    cuts=st.lists(st.integers(1, 400), max_size=4),
)
def test_every_offset_gives_the_rest_whatever_the_registry_can(
    shared: Loopback, content: bytes, at: int, ranges: bool, cuts: list[int]
) -> None:
    """With ranges and without them, and with bodies that are cut and have to be continued."""
    at %= len(content) + 1
    digest = shared.put_blob(content)
    pending = iter(cuts)

    def answer(call: Call) -> None:
        begin = int(call.headers.get("Range", "bytes=0-")[6:-1]) if ranges else 0
        body = content[begin:]
        status = 206 if begin else 200
        where = {"Content_Range": f"bytes {begin}-{len(content) - 1}/{len(content)}"}
        cut = body[: next(pending, len(body))]
        call.answer(status, cut, length=len(body), **(where if begin else {}))

    shared.script(f"GET .*{digest}", answer)
    try:
        got = read(shared, layer(content), at)
    except UnexpectedEnd:
        assert cuts  # without progress it gives up, and never pretends that it has everything
    else:
        assert got == content[at:]


def test_resuming_asks_for_the_rest_only(registry: Loopback) -> None:
    """REMOTE-4: one request, with a range."""
    assert read(registry, layer(CONTENT), 1000) == CONTENT[1000:]
    assert [one.headers.get("Range") for one in registry.seen] == ["bytes=1000-"]


def test_nothing_is_asked_at_the_end(registry: Loopback) -> None:
    """REMOTE-4a."""
    assert read(registry, layer(CONTENT), len(CONTENT)) == b""
    assert read(registry, layer(b"")) == b""
    assert registry.seen == []


@pytest.mark.parametrize(
    ("status", "where"),
    [
        (206, "bytes 0-299999/300000"),
        (206, "bytes 1001-299999/300000"),
        (206, "bytes 1000-299999/300001"),
        (206, ""),
        (206, "multipart"),
        (416, "bytes */300000"),
        (204, "bytes 1000-299999/300000"),
    ],
)
def test_another_range_than_the_one_asked_for_is_an_error(
    registry: Loopback, status: int, where: str
) -> None:
    headers = {"Content_Range": where} if where else {}
    registry.script("GET", lambda call: call.answer(status, CONTENT[1000:], **headers))
    with pytest.raises(ContentError, match=str(status) if status != 206 else None):
        read(registry, layer(CONTENT), 1000)


def test_a_partial_answer_without_a_range_in_the_request_is_an_error(registry: Loopback) -> None:
    where = "bytes 0-299999/300000"
    registry.script("GET", lambda call: call.answer(206, CONTENT, Content_Range=where))
    with pytest.raises(ContentError, match="206"):
        read(registry, layer(CONTENT))


def test_a_cut_body_is_continued_and_never_an_end(registry: Loopback) -> None:
    """REMOTE-3: with progress it goes on by ranges, without it fails."""
    registry.script("GET", lambda call: call.answer(200, CONTENT[:9], length=len(CONTENT)), 1)
    assert read(registry, layer(CONTENT)) == CONTENT
    registry.seen.clear()
    registry.script("GET", lambda call: call.answer(200, b"", length=len(CONTENT)))
    with pytest.raises(UnexpectedEnd):
        read(registry, layer(CONTENT))
    assert len(registry.seen) == 1


def test_resuming_after_cuts_has_an_end_however_small_the_steps(registry: Loopback) -> None:
    def drip(call: Call) -> None:
        begin = int(call.headers.get("Range", "bytes=0-")[6:-1])
        where = (
            {"Content_Range": f"bytes {begin}-{len(CONTENT) - 1}/{len(CONTENT)}"} if begin else {}
        )
        body = CONTENT[begin:]
        call.answer(206 if begin else 200, body[:10], length=len(body), **where)

    registry.script("GET", drip)
    with pytest.raises(UnexpectedEnd):
        read(registry, layer(CONTENT))
    assert len(registry.seen) == 9


def test_an_end_without_a_length_is_no_end_if_the_size_is_known(registry: Loopback) -> None:
    registry.script("GET", lambda call: call.answer(200, CONTENT[:-1], length=-1))
    with pytest.raises(UnexpectedEnd, match="after 299999 of 300000"):
        read(registry, layer(CONTENT))


@pytest.mark.parametrize("length", [None, -1])
def test_content_that_is_too_long_is_refused_and_not_read(
    registry: Loopback, length: int | None
) -> None:
    """REMOTE-22: where its length is announced, and where it goes on and on."""
    sent = itertools.count()

    def endless(call: Call) -> None:
        call.answer(200, CONTENT, length=length if length == -1 else 10**9)
        try:
            while True:
                call.wfile.write(CONTENT)
                next(sent)
        except OSError:
            pass

    registry.script("GET", endless)
    with pytest.raises(ContentError):
        read(registry, layer(CONTENT))
    assert next(sent) < 40


@pytest.mark.parametrize("length", [1, 299_999, 300_001])
def test_another_length_than_said_is_refused_before_a_byte_is_read(
    registry: Loopback, length: int
) -> None:
    registry.script("GET", lambda call: call.answer(200, CONTENT[:length], length=length))
    with pytest.raises(ContentError, match=f"{length} bytes are announced instead of 300000"):
        read(registry, layer(CONTENT))
    assert len(registry.seen) == 1


def test_a_coded_body_is_refused(registry: Loopback) -> None:
    """REMOTE-5: and none is asked for."""
    registry.script("GET", lambda call: call.answer(200, CONTENT, Content_Encoding="gzip"))
    with pytest.raises(ContentError, match="gzip"):
        read(registry, layer(CONTENT))
    assert registry.seen[0].headers["Accept-Encoding"] == "identity"


def test_missing_content_is_not_found_with_the_message_of_the_registry(registry: Loopback) -> None:
    """REMOTE-2, REMOTE-2a: and no control character of theirs comes through."""
    with pytest.raises(NotFound, match="404 BLOB_UNKNOWN: not here"):
        read(registry, layer(b"other"))
    body = b'{"errors":[{"code":"DENIED","message":"no\\u001b[31m\\nway"}]}'
    registry.script("GET", lambda call: call.answer(403, body))
    with pytest.raises(ContentError, match=r"403 DENIED: no \[31m way"):
        read(registry, layer(CONTENT))


@pytest.mark.parametrize("how", ["silent", "stops"])
def test_every_wait_has_a_limit(registry: Loopback, how: str) -> None:
    """REMOTE-12."""

    def stall(call: Call) -> None:
        if how == "stops":
            call.answer(200, CONTENT[:100], length=len(CONTENT))
        call.rfile.read(1)  # until the client gives up

    registry.script("GET", stall)
    with pytest.raises(Unavailable, match=r"within 0\.3 s"):
        read(registry, layer(CONTENT), timeout=0.3)


def test_foreign_addresses_are_asked_without_credentials(registry: Loopback) -> None:
    """Only where the registry does not have the content; REMOTE-17."""
    content = b"elsewhere"
    with Loopback("127.0.0.2") as other:
        other.script("GET", lambda call: call.answer(200, content))
        descriptor = Descriptor(
            OCI_LAYER, digest_of(content), len(content), urls=(other.url("/layer"),)
        )
        assert read(registry, descriptor) == content
        assert "Authorization" not in other.seen[0].headers


def test_wrong_bytes_of_the_right_length_never_become_content(registry: Loopback) -> None:
    """REMOTE-13: the store compares digests."""
    registry.script("GET", lambda call: call.answer(200, changed(CONTENT)))
    store, descriptor = MemoryStore(), layer(CONTENT)
    fetch = fetch_handler(store, repository(registry).fetcher())
    with pytest.raises(FailedPrecondition):
        fetch(CallContext(), descriptor)
    assert list(store.walk(CallContext())) == []


def test_a_seek_beyond_the_end_reads_nothing_and_a_closed_reader_fails(registry: Loopback) -> None:
    reader = repository(registry).fetcher().fetch(CallContext(), layer(CONTENT))
    assert reader.seek(0, 2) == len(CONTENT)
    assert reader.read(1) == b""
    assert reader.seek(-10, 1) == len(CONTENT) - 10
    buffer = bytearray(20)
    assert reader.readinto(buffer) == 10
    assert buffer[:10] == CONTENT[-10:]
    assert reader.read_at(5, 5) == CONTENT[5:10]
    reader.close()
    reader.close()
    with pytest.raises(ValueError, match="closed"):
        reader.read(1)
