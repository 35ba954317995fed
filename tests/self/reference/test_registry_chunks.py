"""Blobs that are pushed by a single POST or in chunks, and uploads that are resumed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from loopback_registry import Call, Loopback
from registry_images import changed, layer, push, push_in_pieces, repository
from remotes_conformance.content import digest_of
from remotes_conformance.errors import ContentError, InvalidArgument
from remotes_reference.registry import CallContext, UploadSizes

SMALL, LARGE = b"small", os.urandom(2_500_000)
CHUNKS = UploadSizes(chunked=1_000_000, chunk=1_000_000)
RANGES = ["0-999999", "1000000-1999999", "2000000-2499999"]


@pytest.fixture
def registry() -> Iterator[Loopback]:
    with Loopback() as registry:
        yield registry


def chunks(registry: Loopback) -> list[str]:
    """The ranges of the chunks, in order."""
    return [one.headers["Content-Range"] for one in registry.seen if one.method == "PATCH"]


def methods(registry: Loopback) -> str:
    return " ".join(one.method for one in registry.seen)


def breaks_off(registry: Loopback, *, taken: int = -1) -> Callable[[Call], None]:
    """Ends the connection without an answer; *taken*: the bytes of the chunk that it keeps before,
    -1: all of them."""

    def act(call: Call) -> None:
        target = call.seen.path.partition("?")[0].partition("/blobs/")[2]
        body = call.seen.body if taken < 0 else call.seen.body[:taken]
        registry.uploads[target] = registry.uploads.get(target, b"") + body
        call.close_connection = True

    return act


# -- a single POST ---------------------------------------------------------------------------------


def test_a_small_blob_goes_by_one_post(registry: Loopback) -> None:
    def store(call: Call) -> None:
        registry.put_blob(call.seen.body)
        call.answer(201, Location="/v2/lib/img/blobs/x", Docker_Content_Digest=digest_of(SMALL))

    registry.script(r"POST .*\?digest=", store)
    push(repository(registry).pusher(), SMALL)
    assert methods(registry) == "HEAD POST"
    assert registry.blobs == {digest_of(SMALL): SMALL}


@pytest.mark.parametrize("status", [202, 404, 405])
def test_a_registry_without_single_posts_is_asked_once(registry: Loopback, status: int) -> None:
    """REMOTE-7a: the PUT has all bytes."""
    if status != 202:
        registry.script(r"POST .*\?digest=", lambda call: call.answer(status))
    pusher = repository(registry).pusher()
    push(pusher, SMALL)
    push(pusher, b"another")
    assert set(registry.blobs.values()) == {SMALL, b"another"}
    assert len(registry.asked(r"POST .*\?digest=")) == 1
    assert [one.body for one in registry.seen if one.method == "PUT"] == [SMALL, b"another"]


@pytest.mark.parametrize(
    ("status", "asked"), [(201, "POST"), (202, "POST PUT"), (405, "POST HEAD POST PUT")]
)
def test_without_single_posts_one_request_asks_and_begins(
    registry: Loopback, status: int, asked: str
) -> None:
    """A mount from the repository itself; where it is refused, it is tried once."""
    pusher = repository(registry).pusher()
    push(pusher, SMALL)
    before = methods(registry)
    place = "/v2/lib/img/blobs/uploads/7?mounting=no"
    registry.script(r"POST .*\?mount=", lambda call: call.answer(status, Location=place))
    push(pusher, b"another")
    assert methods(registry) == f"{before} {asked}"
    mount = f"POST /v2/lib/img/blobs/uploads/?mount={digest_of(b'another')}&from=lib/img"
    assert registry.asked("mount=") == [mount]
    assert (b"another" in registry.blobs.values()) == (status != 201)
    push(pusher, b"a third")
    assert len(registry.asked("mount=")) == (1 if status == 405 else 2)
    assert b"a third" in registry.blobs.values() or status == 201


@pytest.mark.parametrize("status", [401, 403, 413, 500])
def test_a_post_that_is_refused_is_not_tried_in_another_way(
    registry: Loopback, status: int
) -> None:
    registry.script("POST", lambda call: call.answer(status))
    with pytest.raises(ContentError, match=str(status)):
        push(repository(registry).pusher(), SMALL)
    assert methods(registry) == "HEAD POST"


def test_a_post_of_other_bytes_than_the_stored_is_an_error(registry: Loopback) -> None:
    """REMOTE-8."""
    wrong = digest_of(b"other")
    registry.script("POST", lambda call: call.answer(201, Docker_Content_Digest=wrong))
    with pytest.raises(ContentError, match="instead"):
        push(repository(registry).pusher(), SMALL)


@pytest.mark.parametrize("sent", [b"smalL", b"smal", b"small?"])
def test_wrong_content_is_not_even_asked_about(registry: Loopback, sent: bytes) -> None:
    with pytest.raises(ContentError):
        push_in_pieces(repository(registry).pusher(), sent, layer(SMALL))
    assert methods(registry) == "HEAD"


# -- chunks ----------------------------------------------------------------------------------------


def test_a_large_blob_goes_in_chunks(registry: Loopback) -> None:
    """REMOTE-28: inclusive ranges, the first at 0, each to the newest Location."""
    push(repository(registry, sizes=CHUNKS).pusher(), LARGE)
    assert registry.blobs == {digest_of(LARGE): LARGE}
    assert methods(registry) == "HEAD POST PATCH PATCH PATCH PUT"
    assert chunks(registry) == RANGES


def test_a_blob_that_is_just_not_larger_goes_by_one_put(registry: Loopback) -> None:
    push(repository(registry, sizes=CHUNKS).pusher(), LARGE[:1_000_000])
    assert methods(registry) == "HEAD POST PUT"


@pytest.mark.parametrize(
    ("smallest", "expected"),
    [
        ("1200000", ["0-1199999", "1200000-2399999", "2400000-2499999"]),
        ("many", RANGES),
        ("99999999999", []),
    ],
)
def test_chunks_are_as_large_as_the_registry_wants(
    registry: Loopback, smallest: str, expected: list[str]
) -> None:
    """REMOTE-28a; chunks that are too large to be kept in memory are one PUT."""
    place = "/v2/lib/img/blobs/uploads/9?state=x"
    headers = {"Location": place, "OCI_Chunk_Min_Length": smallest}
    registry.script("POST", lambda call: call.answer(202, **headers))
    push(repository(registry, sizes=CHUNKS).pusher(), LARGE)
    assert registry.blobs == {digest_of(LARGE): LARGE}
    assert chunks(registry) == expected


@pytest.mark.parametrize("taken", [0, 400_000, -1])
@pytest.mark.parametrize("number", [0, 1])
def test_after_a_broken_connection_it_goes_on_where_the_upload_stands(
    registry: Loopback, taken: int, number: int
) -> None:
    """Only bytes that the registry does not have are sent again."""
    registry.script(r"PATCH", breaks_off(registry, taken=taken), 1)
    if number:
        registry.script("PATCH", registry.serve, 1)
    push(repository(registry, sizes=CHUNKS).pusher(), LARGE)
    assert registry.blobs == {digest_of(LARGE): LARGE}
    begins = number * 1_000_000
    again = {0: [RANGES[number]], -1: []}.get(taken, [f"{begins + taken}-{begins + 999_999}"])
    assert chunks(registry) == [*RANGES[: number + 1], *again, *RANGES[number + 1 :]]
    assert len(registry.asked("GET")) == 1


def test_a_registry_that_takes_a_part_of_a_chunk_gets_the_rest(registry: Loopback) -> None:
    def take_half(call: Call) -> None:
        call.seen.body = call.seen.body[:500_000]
        registry.serve(call)

    registry.script("PATCH", take_half, 1)
    push(repository(registry, sizes=CHUNKS).pusher(), LARGE)
    assert registry.blobs == {digest_of(LARGE): LARGE}
    assert chunks(registry) == [RANGES[0], "500000-999999", *RANGES[1:]]


def test_after_416_it_asks_where_the_upload_stands(registry: Loopback) -> None:
    """REMOTE-28."""
    registry.script("PATCH", lambda call: call.answer(416), 1)
    push(repository(registry, sizes=CHUNKS).pusher(), LARGE)
    assert registry.blobs == {digest_of(LARGE): LARGE}
    assert methods(registry) == "HEAD POST PATCH GET PATCH PATCH PATCH PUT"


@pytest.mark.parametrize("stands", ["0-4999999", "5-6", "", "0-99"])
def test_an_upload_that_stands_anywhere_else_is_an_error(registry: Loopback, stands: str) -> None:
    """Bytes that the registry has lost are not kept here any more."""
    registry.script("PATCH", lambda call: call.answer(416))
    registry.script("PATCH", registry.serve, 1)
    registry.script("GET", lambda call: call.answer(204, **({"Range": stands} if stands else {})))
    with pytest.raises(ContentError, match="stand"):
        push(repository(registry, sizes=CHUNKS).pusher(), LARGE)
    assert not registry.blobs
    assert registry.asked("DELETE")


@pytest.mark.parametrize("how", ["refused", "broken"])
def test_an_upload_that_never_goes_on_ends(registry: Loopback, how: str) -> None:
    """REMOTE-12."""
    act = breaks_off(registry, taken=0) if how == "broken" else lambda call: call.answer(416)
    registry.script("PATCH", act)
    with pytest.raises(ContentError, match="does not go on"):
        push(repository(registry, sizes=CHUNKS).pusher(), LARGE)
    assert len(chunks(registry)) < 6


@pytest.mark.parametrize("times", [1, 2, 9])
def test_an_upload_that_the_registry_lost_is_begun_again(registry: Loopback, times: int) -> None:
    """At most twice; everything is sent again then."""
    registry.script("PATCH .*", breaks_off(registry), times)
    registry.script("GET", lambda call: call.answer(404), times)
    pusher = repository(registry, sizes=CHUNKS).pusher()
    if times == 9:
        with pytest.raises(ContentError):
            push(pusher, LARGE)
        assert not registry.blobs
    else:
        push(pusher, LARGE)
        assert registry.blobs == {digest_of(LARGE): LARGE}
    assert len(registry.asked("POST")) == min(times, 2) + 1


@pytest.mark.parametrize("wrong", ["bytes", "short"])
def test_wrong_content_in_chunks_is_never_complete(registry: Loopback, wrong: str) -> None:
    """REMOTE-9: the bytes that were sent are deleted."""
    sent = changed(LARGE) if wrong == "bytes" else LARGE[:-1]
    with pytest.raises(ContentError):
        push_in_pieces(repository(registry, sizes=CHUNKS).pusher(), sent, layer(LARGE))
    assert not registry.asked("PUT")
    assert registry.asked("DELETE")


def test_a_push_in_chunks_that_is_given_up_deletes_its_upload(registry: Loopback) -> None:
    """REMOTE-9a."""
    with repository(registry, sizes=CHUNKS).pusher().push(CallContext(), layer(LARGE)) as writer:
        writer.write(LARGE[:1_500_000])
    assert methods(registry) == "HEAD POST PATCH DELETE"


@pytest.mark.parametrize(
    "sizes", [{"posted": -1}, {"chunk": 0}, {"chunked": -5}, {"chunk": 1 << 40}]
)
def test_sizes_make_sense(sizes: dict[str, int]) -> None:
    with pytest.raises(InvalidArgument):
        UploadSizes(**sizes)
