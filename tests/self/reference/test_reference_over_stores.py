"""The handlers over the reference's own stores: from one store to another, the way people will."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from remotes_conformance.content import Descriptor, digest_of
from remotes_conformance.errors import FailedPrecondition, NotFound, Unavailable
from remotes_conformance.media_types import OCI_LAYER
from remotes_reference import fetch_handler, make_ref_key, push_handler
from remotes_reference.disk import DiskStore
from remotes_reference.memory import MemoryStore


class Context:
    """Waits for real, a hundred times faster; logs nothing."""

    cancelled = False

    def __init__(self) -> None:
        self.logger = self
        self.fields: dict[str, object] = {}

    def wait(self, seconds: float) -> bool:
        return threading.Event().wait(seconds / 100)

    def value(self, key: str) -> None: ...

    def derive(self, **more: object) -> Context:
        return self

    def debug(self, message: str, *args: object) -> None: ...

    info = warning = error = debug


CTX: Any = Context()


class StoreAsRemote:
    """A store as fetcher and pusher. `broken_at`: reading fails there, once."""

    def __init__(self, store: Any, *, broken_at: int | None = None) -> None:
        self.store = store
        self.broken_at = broken_at
        self.fetched = 0
        self.read_from: list[int] = []

    def fetch(self, ctx: Any, descriptor: Descriptor) -> Any:
        self.fetched += 1
        reader = self.store.reader(ctx, descriptor.digest)
        return Noting(self, reader)

    def push(self, ctx: Any, descriptor: Descriptor) -> Any:
        ref = make_ref_key(ctx, descriptor)
        return self.store.writer(ctx, ref, descriptor.size, descriptor.digest)


class Noting:
    """A seekable reader that notes where it is read, in pieces of at most 1000 bytes."""

    def __init__(self, remote: StoreAsRemote, reader: Any) -> None:
        self._remote = remote
        self._reader = reader
        self.seekable, self.seek, self.close = reader.seekable, reader.seek, reader.close

    def read(self, size: int) -> bytes:
        remote, position = self._remote, self._reader.tell()
        if remote.broken_at is not None and position >= remote.broken_at:
            remote.broken_at = None
            raise Unavailable("the connection was lost")
        remote.read_from.append(position)
        return bytes(self._reader.read(min(size, 1000)))


def filled(content: bytes) -> tuple[MemoryStore, Descriptor]:
    store, digest = MemoryStore(), digest_of(content)
    with store.writer(CTX, "origin") as writer:
        writer.write(content)
        writer.commit(len(content), digest)
    return store, Descriptor(OCI_LAYER, digest, len(content))


def content_of(store: Any, descriptor: Descriptor) -> bytes:
    with store.reader(CTX, descriptor.digest) as reader:
        return bytes(reader.read())


@pytest.mark.parametrize("content", [b"", b"x", bytes(range(256)) * 4000])
@pytest.mark.parametrize("known", [True, False])
def test_content_goes_from_a_remote_through_a_store_to_a_remote(
    store: Any, folder: Any, content: bytes, known: bool
) -> None:
    """Fetched and pushed: byte for byte, an empty blob too, the size known or not."""
    origin, described = filled(content)
    size = described.size if known else -1
    descriptor = Descriptor(described.media_type, described.digest, size)
    goal = StoreAsRemote(DiskStore(folder.with_name("goal")))
    fetch_handler(store, StoreAsRemote(origin))(CTX, descriptor)
    push_handler(store, goal)(CTX, descriptor)
    assert content_of(store, descriptor) == content_of(goal.store, descriptor) == content


def test_a_fetch_that_was_cut_off_goes_on_where_it_was(store: Any) -> None:
    """The lost connection comes out; the next fetch seeks to the offset and reads the rest."""
    content = bytes(range(250)) * 40
    origin, descriptor = filled(content)
    remote = StoreAsRemote(origin, broken_at=4000)
    handle = fetch_handler(store, remote)
    with pytest.raises(Unavailable):
        handle(CTX, descriptor)
    assert store.status(CTX, make_ref_key(CTX, descriptor)).offset == 4000
    remote.read_from.clear()
    handle(CTX, descriptor)
    assert remote.read_from[0] == 4000
    assert content_of(store, descriptor) == content


def test_wrong_content_is_refused_and_the_right_one_fetched_after_it(store: Any) -> None:
    """A source that lies once: an error that names the ref; then success, from the first byte."""
    liar, other = filled(b"lies")
    honest, descriptor = filled(b"true")
    lying = StoreAsRemote(liar)
    lying.fetch = lambda ctx, _: liar.reader(ctx, other.digest)  # type: ignore[method-assign]
    with pytest.raises(FailedPrecondition, match=make_ref_key(CTX, descriptor)):
        fetch_handler(store, lying)(CTX, descriptor)
    with pytest.raises(NotFound):
        store.reader(CTX, descriptor.digest)
    fetch_handler(store, StoreAsRemote(honest))(CTX, descriptor)
    assert content_of(store, descriptor) == b"true"


def test_concurrent_fetches_of_one_descriptor_fetch_it_once(store: Any) -> None:
    """All succeed; one reads the source, the others wait for its lock."""
    content = b"many want this" * 5000
    origin, descriptor = filled(content)
    remote = StoreAsRemote(origin)
    handle = fetch_handler(store, remote)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: list(handle(CTX, descriptor) or ()), range(16)))
    assert results == [[]] * 16
    assert (content_of(store, descriptor), remote.fetched) == (content, 1)


def test_concurrent_fetches_of_different_descriptors_do_not_mix(store: Any) -> None:
    """Sixteen blobs at the same time, one handler, each blob right."""
    origin = MemoryStore()
    descriptors = []
    for number in range(16):
        content = bytes([number]) * 20_000
        with origin.writer(CTX, "origin") as writer:
            writer.write(content)
            writer.commit()
        descriptors.append(Descriptor(OCI_LAYER, digest_of(content), len(content)))
    handle = fetch_handler(store, StoreAsRemote(origin))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda descriptor: handle(CTX, descriptor), descriptors))
    for number, descriptor in enumerate(descriptors):
        assert content_of(store, descriptor) == bytes([number]) * 20_000
