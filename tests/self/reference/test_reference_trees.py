"""The reference's functions over trees with real threads, real stores and a real context."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Sequence
from typing import Any

import pytest
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import InvalidArgument, NotFound, SkipDescriptor, Unavailable
from remotes_conformance.media_types import OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST
from remotes_reference import children_handler, dispatch, fetch_handler, walk, walking
from remotes_reference.memory import MemoryStore

pytest.importorskip("requests", reason="the context is that of the extra `registry`")
from remotes_reference.call_context import CallContext

LAYERS = [f"layer {number} ".encode() * 10_000 for number in range(6)]


def described(content: bytes, media_type: str) -> Descriptor:
    return Descriptor(media_type, digest_of(content), len(content))


def document(**members: Any) -> bytes:
    def plain(one: Descriptor) -> dict[str, Any]:
        return {"mediaType": one.media_type, "digest": one.digest, "size": one.size}

    return json.dumps(members, default=plain).encode()


def image() -> tuple[Descriptor, dict[str, bytes]]:
    """An index of two manifests that share layers, and all contents by their digests."""
    contents = [*LAYERS]
    manifests = []
    for config, layers in ((b"one", LAYERS[:4]), (b"two", LAYERS[2:])):
        named = [described(layer, OCI_LAYER) for layer in layers]
        made = document(config=described(config, OCI_CONFIG), layers=named)
        manifests.append(described(made, OCI_MANIFEST))
        contents += [config, made]
    index = document(manifests=manifests)
    contents.append(index)
    return described(index, OCI_INDEX), {digest_of(one): one for one in contents}


class Remote:
    """A fetcher over a dict, which counts."""

    def __init__(self, contents: dict[str, bytes]) -> None:
        self.contents = contents
        self.asked: list[str] = []

    def fetch(self, ctx: Any, descriptor: Descriptor) -> Any:
        self.asked.append(descriptor.digest)
        return io.BytesIO(self.contents[descriptor.digest])


@pytest.mark.parametrize("limit", [None, 1, 3])
def test_an_image_is_fetched_into_a_store(limit: int | None) -> None:
    """Each blob once, though manifests share layers: the store's lock sorts it out."""
    root, contents = image()
    store, remote = MemoryStore(), Remote(contents)
    handler = walking.handlers(fetch_handler(store, remote), children_handler(store))
    dispatch(CallContext(), handler, root, limit=limit)
    for digest, content in contents.items():
        with store.reader(CallContext(), digest) as reader:
            assert reader.read() == content
    assert sorted(remote.asked) == sorted(contents)


def test_a_walk_fetches_the_same() -> None:
    """One by one."""
    root, contents = image()
    store, remote = MemoryStore(), Remote(contents)
    walk(
        CallContext(),
        walking.handlers(fetch_handler(store, remote), children_handler(store)),
        root,
    )
    assert sorted(remote.asked) == sorted(contents)


def node(name: str) -> Descriptor:
    return Descriptor(OCI_INDEX, digest_of(name.encode()), len(name))


def test_the_first_failure_cancels_the_others_at_once() -> None:
    """A handler that would wait for a minute is broken off, and has ended when it comes out."""
    ended = []

    def handler(ctx: Any, descriptor: Descriptor) -> Sequence[Descriptor]:
        if descriptor == node("fails"):
            time.sleep(0.05)
            raise Unavailable("it fails")
        ended.append(ctx.wait(60))
        return ()

    begun = time.monotonic()
    with pytest.raises(Unavailable, match="it fails"):
        dispatch(CallContext(), handler, node("waits"), node("fails"), node("waits, too"))
    assert ended == [True, True]
    assert time.monotonic() - begun < 30


def test_no_more_handlers_run_than_the_limit_says() -> None:
    """Threads are not begun either."""
    running, most, guard = 0, 0, threading.Lock()

    def handler(ctx: Any, descriptor: Descriptor) -> Sequence[Descriptor]:
        nonlocal running, most
        with guard:
            running += 1
            most = max(most, running)
        time.sleep(0.002)
        with guard:
            running -= 1
        return ()

    dispatch(CallContext(), handler, *(node(f"{n}") for n in range(40)), limit=3)
    assert most == 3


def test_a_tree_of_ten_thousand_levels_is_walked() -> None:
    """Neither function needs a deep stack."""

    def handler(ctx: Any, descriptor: Descriptor) -> Sequence[Descriptor]:
        number = descriptor.size
        if number % 1_000 == 999:
            visited.append(number)
        if number == 10_000:
            raise SkipDescriptor
        return [Descriptor(OCI_INDEX, f"{number}", number + 1)]

    for function in (walk, dispatch):
        visited: list[int] = []
        function(CallContext(), handler, Descriptor(OCI_INDEX, "root", 1))
        assert visited == list(range(999, 10_000, 1_000))


def test_documents_that_make_no_sense_are_refused() -> None:
    """In a sentence, and not by a crash."""
    store, ctx = MemoryStore(), CallContext()
    for content in (
        b"[]",
        b"1",
        b"[" * 100_000,
        b"\xff\xfe",
        document(layers={}),
        document(layers=[1]),
        document(layers=[{"digest": "sha256:x", "size": 1}]),
        document(layers=[{"mediaType": "x", "digest": "sha256:x", "size": "1"}]),
    ):
        root = described(content, OCI_MANIFEST)
        with store.writer(ctx, "ref", root.size, root.digest) as writer:
            writer.write(content)
            writer.commit(root.size, root.digest)
        with pytest.raises(InvalidArgument):
            children_handler(store)(ctx, root)
    with pytest.raises(NotFound):
        children_handler(store)(ctx, described(b"missing", OCI_MANIFEST))
