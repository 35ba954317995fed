"""Ingests, STORE-1 to STORE-13: in the store in memory and in the one on disk alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from remotes_conformance.content import digest_of
from remotes_conformance.errors import (
    AlreadyExists,
    FailedPrecondition,
    InvalidArgument,
    Locked,
    NotFound,
)
from remotes_reference.memory import MemoryStore

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


def test_a_second_writer_on_a_ref_is_locked(store: Any) -> None:
    """STORE-1: at once, and only while the first is open."""
    first = store.writer(CTX, "ref")
    with pytest.raises(Locked, match="ref"):
        store.writer(CTX, "ref")
    first.close()
    store.writer(CTX, "ref").close()


def test_other_refs_and_other_stores_are_not_affected(store: Any) -> None:
    """STORE-2: a lock is on one ref of one store."""
    with store.writer(CTX, "ref"), store.writer(CTX, "other"), MemoryStore().writer(CTX, "ref"):
        pass


def test_content_that_is_there_is_not_written_again(store: Any) -> None:
    """STORE-3: opening with its digest is *exists*, and the ref stays free."""
    digest = put(store, CONTENT)
    with pytest.raises(AlreadyExists):
        store.writer(CTX, "ref", SIZE, digest)
    store.writer(CTX, "ref").close()


@pytest.mark.parametrize("size", [0, SIZE])
def test_an_ingest_goes_on_where_it_was_closed(store: Any, size: int) -> None:
    """STORE-4: the offset is kept, new bytes come after the old ones, the size known or not."""
    with store.writer(CTX, "ref", size, DIGEST) as writer:
        writer.write(CONTENT[:5])
    with store.writer(CTX, "ref", size, DIGEST) as writer:
        assert writer.status().offset == 5
        writer.write(CONTENT[5:])
        writer.commit(size, DIGEST)
    assert read(store, DIGEST) == CONTENT


def test_truncating_empties_an_ingest(store: Any) -> None:
    """STORE-5: bytes, position and running digest, also of bytes from before the opening."""
    with store.writer(CTX, "ref") as writer:
        writer.write(b"wrong")
    with store.writer(CTX, "ref") as writer:
        writer.truncate(0)
        writer.write(b"wrong again")
        writer.truncate(0)
        assert (writer.status().offset, writer.digest()) == (0, digest_of(b""))
        writer.write(CONTENT)
        writer.commit(SIZE, DIGEST)
    assert read(store, DIGEST) == CONTENT


@pytest.mark.parametrize("size", [1, -1, SIZE])
def test_an_ingest_is_truncated_to_nothing_or_not_at_all(store: Any, size: int) -> None:
    """STORE-5: other sizes are refused, and change nothing."""
    with store.writer(CTX, "ref") as writer:
        writer.write(CONTENT)
        with pytest.raises(InvalidArgument):
            writer.truncate(size)
        writer.commit(SIZE, DIGEST)


@pytest.mark.parametrize(
    ("size", "digest"),
    [
        (SIZE + 1, DIGEST),
        (SIZE - 1, DIGEST),
        (SIZE, digest_of(b"")),
        (0, digest_of(b"x", "sha512")),
    ],
)
def test_a_commit_of_the_wrong_size_or_digest_fails(store: Any, size: int, digest: str) -> None:
    """STORE-6, STORE-7: nothing becomes visible; the same writer can be made good."""
    with store.writer(CTX, "ref") as writer:
        writer.write(CONTENT)
        with pytest.raises(FailedPrecondition, match="ref"):
            writer.commit(size, digest)
        assert list(store.walk(CTX)) == []
        writer.truncate(0)
        writer.write(b"right")
        writer.commit(5, digest_of(b"right"))
    assert read(store, digest_of(b"right")) == b"right"


def test_a_failed_commit_leaves_the_ref_free_after_closing(store: Any) -> None:
    """STORE-6, STORE-7: the ingest is kept; it can be aborted, and started over."""
    with store.writer(CTX, "ref") as writer:
        writer.write(CONTENT)
        with pytest.raises(FailedPrecondition):
            writer.commit(1, DIGEST)
    assert store.status(CTX, "ref").offset == SIZE
    store.abort(CTX, "ref")
    assert put(store, CONTENT, "ref") == DIGEST


def test_an_ingest_that_is_complete_and_wrong_starts_over(store: Any) -> None:
    """STORE-7, its intent: a resume that seeks to the end would fail for ever."""
    with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
        writer.write(b"x" * SIZE)
        with pytest.raises(FailedPrecondition):
            writer.commit(SIZE, DIGEST)
    with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
        assert writer.status().offset == 0


def test_an_ingest_that_is_complete_and_right_is_kept(store: Any) -> None:
    """A crash before the commit costs nothing: all bytes are still there."""
    with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
        writer.write(CONTENT)
    with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
        assert writer.status().offset == SIZE
        writer.commit(SIZE, DIGEST)


def test_committing_existing_content_is_exists(store: Any) -> None:
    """STORE-8: the blob is untouched, the ingest gone, the ref free."""
    with store.writer(CTX, "ref") as writer:
        writer.write(CONTENT)
        before = store.info(CTX, put(store, CONTENT))
        with pytest.raises(AlreadyExists):
            writer.commit(SIZE, DIGEST)
    assert store.info(CTX, DIGEST) == before
    with pytest.raises(NotFound):
        store.status(CTX, "ref")
    store.writer(CTX, "ref").close()


def test_closing_twice_does_not_free_the_lock_of_another_writer(store: Any) -> None:
    """STORE-11: the second close of an old writer leaves the new writer its lock."""
    old = store.writer(CTX, "ref")
    old.close()
    with store.writer(CTX, "ref"):
        old.close()
        with pytest.raises(Locked):
            store.writer(CTX, "ref")


@pytest.mark.parametrize("ending", ["close", "commit"])
def test_a_writer_that_is_through_does_nothing_more(store: Any, ending: str) -> None:
    """STORE-11: write, commit and truncate are errors; status still has the last offset."""
    writer = store.writer(CTX, "ref")
    writer.write(CONTENT)
    getattr(writer, ending)()
    for act in (lambda: writer.write(b"x"), writer.commit, lambda: writer.truncate(0)):
        with pytest.raises(FailedPrecondition, match="closed"):
            act()
    assert writer.status().offset == SIZE
    writer.close()


def test_the_status_says_how_far_an_ingest_is(store: Any) -> None:
    """STORE-12: the same from writer and store; times do not run backwards."""
    seen = []
    for piece in (CONTENT[:4], CONTENT[4:6]):
        with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
            seen.append(writer.status())
            writer.write(piece)
            seen.append(writer.status())
            assert store.status(CTX, "ref") == writer.status()
    assert [status.offset for status in seen] == [0, 4, 4, 6]
    assert {(s.ref, s.total, s.expected) for s in seen} == {("ref", SIZE, DIGEST)}
    assert len({status.started_at for status in seen}) == 1
    times = [seen[0].started_at, *(status.updated_at for status in seen)]
    assert times == sorted(times)


def test_an_ingest_without_a_writer_can_be_aborted(store: Any) -> None:
    """STORE-13: *not found* without an ingest, *locked* while it is active."""
    with pytest.raises(NotFound):
        store.abort(CTX, "ref")
    with store.writer(CTX, "ref") as writer:
        writer.write(CONTENT)
        with pytest.raises(Locked):
            store.abort(CTX, "ref")
    store.abort(CTX, "ref")
    with pytest.raises(NotFound):
        store.status(CTX, "ref")
    with store.writer(CTX, "ref") as writer:
        assert writer.status().offset == 0


def test_many_threads_write_one_blob_once(store: Any) -> None:
    """FETCH-14 from the store's side: one commits, all others are locked out or find it there."""

    def attempt(number: int) -> str:
        try:
            put(store, CONTENT * 100, "ref")
        except (Locked, AlreadyExists) as refusal:
            return refusal.kind
        return "committed"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(40)))
    assert outcomes.count("committed") == 1
    assert read(store, digest_of(CONTENT * 100)) == CONTENT * 100
