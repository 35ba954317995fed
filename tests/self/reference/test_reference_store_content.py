"""Content, STORE-9 and STORE-14 to STORE-21: in the store in memory and in the one on disk."""

from __future__ import annotations

import time
from typing import Any

import pytest
from remotes_conformance.content import digest_of
from remotes_conformance.errors import InvalidArgument, NotFound

CTX: Any = None
CONTENT = b"some content"
SIZE = len(CONTENT)
DIGEST = digest_of(CONTENT)


def put(store: Any, content: bytes, ref: str = "put") -> str:
    digest = digest_of(content)
    with store.writer(CTX, ref, len(content), digest) as writer:
        writer.write(content)
        writer.commit(len(content), digest)
    return digest


def read(store: Any, digest: str) -> bytes:
    with store.reader(CTX, digest) as reader:
        return bytes(reader.read())


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_committed_content_can_be_read_and_asked_about(store: Any, algorithm: str) -> None:
    """STORE-9: byte for byte, with size and time; the ingest is gone."""
    began, digest = time.time(), digest_of(CONTENT, algorithm)
    with store.writer(CTX, "ref", SIZE, digest) as writer:
        writer.write(CONTENT)
        writer.commit(SIZE, digest)
    info = store.info(CTX, digest)
    assert (read(store, digest), info.digest, info.size) == (CONTENT, digest, SIZE)
    assert began - 1 < info.created_at < time.time() + 1
    with pytest.raises(NotFound):
        store.status(CTX, "ref")


def test_content_of_unknown_size_and_digest_gets_a_canonical_one(store: Any) -> None:
    """Committing 0 and "" takes all bytes of the ingest; an empty blob is content too."""
    with store.writer(CTX, "ref") as writer:
        writer.commit(0, "")
    assert read(store, digest_of(b"")) == b""


def test_content_that_is_not_there_is_not_found(store: Any) -> None:
    """STORE-14: by reader, info and delete."""
    for ask in (store.reader, store.info, store.delete):
        with pytest.raises(NotFound, match=DIGEST):
            ask(CTX, DIGEST)


def test_a_reader_reads_on_from_a_place_or_at_an_offset(store: Any) -> None:
    """STORE-14: never other bytes than those at the offset, and none beyond the end."""
    reader = store.reader(CTX, put(store, CONTENT))
    assert reader.seekable()
    assert reader.read(4) == b"some"
    assert [reader.read_at(5, 3), reader.read_at(SIZE - 1, 9)] == [b"con", b"t"]
    assert [reader.read_at(SIZE, 1), reader.read_at(10**30, 1)] == [b"", b""]
    buffer = bytearray(3)
    assert (reader.readinto(buffer), bytes(buffer), reader.tell()) == (3, b" co", 7)
    assert (reader.seek(-2, 2), reader.read()) == (SIZE - 2, b"nt")
    assert (reader.seek(99), reader.read(1), reader.read()) == (99, b"", b"")
    for wrong in (lambda: reader.seek(-1), lambda: reader.read_at(-1, 1)):
        with pytest.raises(ValueError, match="cannot"):
            wrong()
    reader.close()
    reader.close()
    with pytest.raises(ValueError, match="closed"):
        reader.read(1)


MALFORMED = [
    "sha256:../../x",
    "sha256:" + "A" * 64,
    "sha256:" + "a" * 63,
    "sha256:" + "a" * 65,
    "sha256:" + "a" * 64 + "\n",
    "sha512:" + "a" * 64,
    "md5:" + "a" * 32,
    "../x:" + "a" * 64,
    "a" * 64,
    "sha256:",
    "sha256:" + "٣" * 64,
    "sha256:\0",
]


@pytest.mark.parametrize("digest", MALFORMED)
def test_a_malformed_digest_is_refused(store: Any, digest: str) -> None:
    """STORE-15: everywhere where a digest is taken, and the ref stays free."""
    for ask in (store.reader, store.info, store.delete):
        with pytest.raises(InvalidArgument, match="digest"):
            ask(CTX, digest)
    with pytest.raises(InvalidArgument, match="digest"):
        store.writer(CTX, "ref", 1, digest)
    with store.writer(CTX, "ref") as writer, pytest.raises(InvalidArgument, match="digest"):
        writer.commit(0, digest)


def test_a_deleted_blob_can_be_read_to_its_end(store: Any) -> None:
    """STORE-19: by a reader that has it open; others do not find it."""
    digest = put(store, CONTENT)
    readers = [store.reader(CTX, digest) for _ in range(3)]
    readers[0].read(4)
    store.delete(CTX, digest)
    put(store, b"other content")
    assert [reader.read() for reader in readers] == [CONTENT[4:], CONTENT, CONTENT]
    for reader in readers:
        reader.close()
    with pytest.raises(NotFound):
        store.reader(CTX, digest)


def test_walking_lists_committed_content_once(store: Any) -> None:
    """STORE-20: nothing in an empty store, and never an ingest."""
    assert list(store.walk(CTX)) == []
    digests = {put(store, bytes([n])) for n in range(5)}
    with store.writer(CTX, "unfinished") as writer:
        writer.write(CONTENT)
    assert sorted(info.digest for info in store.walk(CTX)) == sorted(digests)
