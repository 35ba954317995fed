"""Pushing content to a registry: the requests, the conditions of success, and repetitions."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator

import pytest
from loopback_registry import Call, Loopback
from registry_images import changed, document, layer, manifest, push, push_in_pieces, repository
from remotes_conformance.content import digest_of
from remotes_conformance.errors import ContentError, FailedPrecondition, Unavailable
from remotes_conformance.media_types import OCI_MANIFEST
from remotes_reference.registry import CallContext, UploadSizes

SMALL, LARGE = b"small", os.urandom(3 * 1024 * 1024 + 5)
BY_PUT = UploadSizes(posted=0)
"""No single POSTs: an upload is begun before anything is written."""


@pytest.fixture
def registry() -> Iterator[Loopback]:
    with Loopback() as registry:
        yield registry


@pytest.mark.parametrize("content", [b"", SMALL, LARGE], ids=["empty", "small", "large"])
def test_a_blob_goes_by_post_and_one_put(registry: Loopback, content: bytes) -> None:
    """REMOTE-6, REMOTE-7, REMOTE-9: the query of the Location is kept as it is."""
    pusher = repository(registry).pusher()
    push(pusher, content)
    assert registry.blobs == {digest_of(content): content}
    methods = [line.split()[0] for line in registry.asked()]
    assert methods == ["HEAD", "POST", "PUT"]
    assert registry.asked("PUT")[0].endswith(f"?state=a%2Fb&digest={digest_of(content)}")
    push(repository(registry).pusher(), content)
    assert registry.asked()[3:] == [f"HEAD /v2/lib/img/blobs/{digest_of(content)}"]


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
def test_a_location_may_be_on_another_host_and_gets_nothing_secret(
    registry: Loopback, content: bytes
) -> None:
    """REMOTE-17: the body goes there, the token does not."""

    def guard(call: Call) -> None:
        if call.headers.get("Authorization") == "Bearer tok-1":
            return registry.serve(call)
        return call.answer(401, WWW_Authenticate=f'Bearer realm="{registry.url("/token")}"')

    registry.script("/v2/", guard)
    registry.script("/token", lambda call: call.answer(200, b'{"token": "tok-1"}'))
    with Loopback("127.0.0.2") as other:
        registry.script(
            "POST", lambda call: call.answer(202, Location=other.url("/v2/x/blobs/uploads/1"))
        )
        push(repository(registry, login=True).pusher(), content)
        assert other.blobs == {digest_of(content): content}
        assert not other.has_heard("tok-1", "Authorization")


@pytest.mark.parametrize(
    "answer",
    [
        lambda call: call.answer(202),
        lambda call: call.answer(201, Location="/v2/lib/img/blobs/x"),
        lambda call: call.answer(202, Location="ftp://x/"),
        lambda call: call.answer(400),
    ],
)
def test_an_upload_that_did_not_begin_is_an_error(
    registry: Loopback, answer: Callable[[Call], None]
) -> None:
    """REMOTE-8a, REMOTE-8b."""
    registry.script("POST", answer)
    with pytest.raises(ContentError):
        push(repository(registry, sizes=BY_PUT).pusher(), SMALL)
    assert not registry.asked("PUT")


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("status", [200, 202, 204, 206, 226, 300, 302, 304, 307, 399, 400, 500])
def test_a_status_that_is_no_success_does_not_end_in_success(
    registry: Loopback, status: int, content: bytes
) -> None:
    """REMOTE-8: 200 and 204 would be, if the blob were there. And it is not remembered as done."""
    registry.script("PUT", lambda call: call.answer(status), 1)
    pusher = repository(registry).pusher()
    with pytest.raises(ContentError, match=str(status)):
        push(pusher, content)
    push(pusher, content)
    assert registry.blobs == {digest_of(content): content}


@pytest.mark.parametrize("status", [200, 204])
def test_other_statuses_are_success_if_the_content_is_there(
    registry: Loopback, status: int
) -> None:
    def keep(call: Call) -> None:
        registry.put_blob(call.seen.body)
        call.answer(status)

    registry.script("PUT", keep)
    push(repository(registry).pusher(), SMALL)
    assert registry.asked()[-1].startswith("HEAD")


@pytest.mark.parametrize("answered", [digest_of(b"other"), "nonsense"])
def test_another_digest_than_the_pushed_is_an_error(registry: Loopback, answered: str) -> None:
    def keep(call: Call) -> None:
        registry.put_blob(call.seen.body)
        registry.manifests["v1"] = (OCI_MANIFEST, call.seen.body)
        call.answer(201, Docker_Content_Digest=answered)

    registry.script("PUT", keep)
    with pytest.raises(ContentError):
        push(repository(registry).pusher(), SMALL)
    content = json.dumps(manifest(b"{}", [])).encode()
    with pytest.raises(ContentError):
        push(repository(registry).pusher("v1"), content, document(content))


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("wrong", ["bytes", "short", "long"])
def test_wrong_content_is_never_complete_at_the_registry(
    registry: Loopback, content: bytes, wrong: str
) -> None:
    """REMOTE-9: also where it is found only at the very end. The upload is deleted."""
    sent = {"bytes": changed(content), "short": content[:-1], "long": content + b"?"}[wrong]
    with pytest.raises(ContentError):
        push_in_pieces(repository(registry, sizes=BY_PUT).pusher(), sent, layer(content))
    assert not registry.blobs
    assert not [one for one in registry.seen if one.method == "PUT" and one.is_whole]
    assert registry.asked("DELETE")


def test_a_writer_counts_and_ends_once(registry: Loopback) -> None:
    writer = repository(registry).pusher().push(CallContext(), layer(SMALL))
    with pytest.raises(FailedPrecondition):
        writer.commit(5, digest_of(SMALL))
    writer.truncate(0)
    assert writer.write(memoryview(b"sm")) == 2
    assert (writer.status().offset, writer.status().total) == (2, 5)
    with pytest.raises(ContentError):
        writer.truncate(0)
    writer.write(b"all")
    writer.commit(0, "")
    writer.close()
    for late in (lambda: writer.write(b""), lambda: writer.commit(5, digest_of(SMALL))):
        with pytest.raises(FailedPrecondition):
            late()
    assert registry.blobs
    assert not registry.asked("DELETE")


@pytest.mark.parametrize("content", [b"", SMALL, LARGE], ids=["empty", "small", "large"])
def test_a_token_that_dies_in_a_push_is_renewed_and_all_is_sent_again(
    registry: Loopback, content: bytes
) -> None:
    """REMOTE-10, REMOTE-19a: each body of a PUT is whole, from its beginning."""
    good = {"Bearer tok-1"}

    def guard(call: Call) -> None:
        if call.headers.get("Authorization") in good:
            return registry.serve(call)
        return call.answer(401, WWW_Authenticate=f'Bearer realm="{registry.url("/token")}"')

    def issue(call: Call) -> None:
        call.answer(200, json.dumps({"token": min(good).partition(" ")[2]}).encode())

    def expire(call: Call) -> None:
        good.clear()
        good.add("Bearer tok-2")
        guard(call)

    registry.script("/v2/", guard)
    registry.script("/token", issue)
    registry.script("PUT", expire, 1)
    push(repository(registry).pusher(), content)
    assert registry.blobs == {digest_of(content): content}
    assert [one.body for one in registry.seen if one.method == "PUT"] == [content, content]
    # Bytes that were sent before may have left something: the second upload is another.
    assert len(set(registry.asked("PUT"))) == len(registry.asked("POST"))
    assert len(registry.asked("POST")) == (2 if content is LARGE else 1)


@pytest.mark.parametrize("content", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("status", [307, 308, 503])
def test_a_put_is_repeated_whole_or_not_at_all(
    registry: Loopback, content: bytes, status: int
) -> None:
    """REMOTE-10."""
    headers = {"Location": f"/v2/lib/img/blobs/uploads/9?digest={digest_of(content)}"}
    if status == 503:
        headers = {"Retry_After": "0"}
    registry.script("PUT", lambda call: call.answer(status, **headers), 1)
    refused: list[str] = []
    try:
        push(repository(registry).pusher(), content)
    except ContentError as error:
        refused.append(str(error))
    assert registry.blobs == ({} if refused else {digest_of(content): content})
    assert all(str(status) in text for text in refused)
    assert bool(refused) == (status != 503 and content is LARGE)
    assert {one.body for one in registry.seen if one.method == "PUT"} == {content}


def test_a_registry_that_answers_early_ends_the_push(registry: Loopback) -> None:
    """It does not read the body, and closes."""

    def early(call: Call) -> None:
        call.answer(413, b'{"errors":[{"code":"SIZE_INVALID","message":"too large"}]}', length=58)

    early.reads_body = False  # type: ignore[attr-defined]
    registry.script("PUT", early)
    with pytest.raises(ContentError):
        push(repository(registry).pusher(), LARGE)
    assert not registry.blobs


@pytest.mark.parametrize("kind", ["POST", "PUT", "HEAD"])
def test_a_silent_registry_has_a_limit(registry: Loopback, kind: str) -> None:
    """REMOTE-12: also while a body is sent that is not read."""

    def silent(call: Call) -> None:
        if kind == "PUT":
            time.sleep(1.5)
        else:
            call.rfile.read(1)

    silent.reads_body = False  # type: ignore[attr-defined]
    registry.script(kind, silent)
    content = bytes(24 * 1024 * 1024) if kind == "PUT" else SMALL
    with pytest.raises(Unavailable, match=r"within 0\.3 s"):
        push(repository(registry, timeout=0.3).pusher(), content)


def test_a_head_is_redirected_too(registry: Loopback) -> None:
    """REMOTE-16, REMOTE-6."""
    with Loopback("127.0.0.2") as other:
        other.script("HEAD", lambda call: call.answer(200))
        registry.script("HEAD", lambda call: call.answer(307, Location=other.url("/there")))
        push(repository(registry).pusher(), SMALL)
    assert not registry.asked("POST")


@pytest.mark.parametrize("status", [201, 202, 405])
def test_blobs_are_mounted_or_uploaded(registry: Loopback, status: int) -> None:
    """REMOTE-27."""
    place = "/v2/lib/img/blobs/uploads/7?mounting=no"
    registry.script(r"POST .*\?mount=", lambda call: call.answer(status, Location=place))
    push(repository(registry).pusher(mount_from="lib/base"), SMALL)
    assert registry.asked("mount=")[0].endswith(f"?mount={digest_of(SMALL)}&from=lib/base")
    puts = registry.asked("PUT")
    assert [place in line for line in puts] == {201: [], 202: [True], 405: [False]}[status]


def test_warnings_are_reported_once(registry: Loopback, caplog: pytest.LogCaptureFixture) -> None:
    """REMOTE-32."""
    registry.script(
        "POST",
        lambda call: call.answer(
            202, Location="/v2/x/blobs/uploads/1", Warning='299 - "old \\"API\\""'
        ),
    )
    push(repository(registry).pusher(), SMALL)
    pusher = repository(registry).pusher()
    push(pusher, LARGE)
    push(pusher, b"more")
    assert [one.getMessage() for one in caplog.records].count('the registry warns: old "API"') == 2
