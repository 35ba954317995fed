"""The second file of an ingest in a store on disk: it can do without."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from disk_stores import CONTENT, CTX, DIGEST, OLD, SIZE, put, read
from remotes_conformance.errors import NotFound
from remotes_reference.disk import DiskStore, name_of


def test_particulars_are_written_where_a_writer_is_closed_without_a_commit(folder: Path) -> None:
    """Content that is committed in one go needs no second file."""
    store, other = DiskStore(folder), DiskStore(folder)
    particulars = folder / "ingests" / f"{name_of('ref')}.json"
    with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
        writer.write(CONTENT[:9])
        mine, theirs = store.status(CTX, "ref"), other.status(CTX, "ref")
        assert not particulars.exists()
    assert (mine.offset, mine.total, mine.expected) == (9, SIZE, DIGEST)
    assert (theirs.offset, theirs.total, theirs.expected) == (9, 0, "")
    assert particulars.exists()
    left = other.status(CTX, "ref")
    assert (left.offset, left.total, left.expected) == (9, SIZE, DIGEST)
    put(other)
    assert [*(folder / "ingests").iterdir()] == []
    assert read(store, CONTENT) == CONTENT


def test_particulars_that_cannot_be_written_do_not_fail_a_close(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes are there, and the next writer goes on."""
    store = DiskStore(folder)

    def failing(source: object, destination: object) -> None:
        raise OSError(errno.ENOSPC, "the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", failing)
        with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
            writer.write(CONTENT[:9])
    status = store.status(CTX, "ref")
    assert (status.offset, status.total) == (9, 0)
    put(store)
    assert read(store, CONTENT) == CONTENT


def test_particulars_that_stay_behind_do_not_fail_a_commit(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The content is there when they are removed: that is success, and its ref can be used."""
    store, real = DiskStore(folder), os.unlink

    def failing(path: str) -> None:
        if str(path).endswith(".json"):
            raise OSError(errno.EIO, "the disk failed")
        real(path)

    with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
        writer.write(CONTENT[:9])
    monkeypatch.setattr(os, "unlink", failing)
    put(store)
    assert (folder / "ingests" / f"{name_of('ref')}.json").exists()
    assert read(store, CONTENT) == CONTENT
    with pytest.raises(NotFound):
        store.status(CTX, "ref")
    put(store, OLD)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"total": 1e999}', '{"total": "x"}', "\udcff", "[" * 1000]
)
def test_particulars_that_make_no_sense_are_not_known(folder: Path, text: str) -> None:
    """STORE-10, STORE-17: the bytes alone are an ingest; the ref can be opened and finished."""
    store = DiskStore(folder)
    with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
        writer.write(CONTENT[:9])
    particulars = folder / "ingests" / f"{name_of('ref')}.json"
    particulars.write_text(text, errors="surrogateescape")
    status = store.status(CTX, "ref")
    assert (status.offset, status.total, status.expected) == (9, 0, "")
    put(store)
    assert read(store, CONTENT) == CONTENT


def test_particulars_without_bytes_are_no_ingest(folder: Path) -> None:
    """STORE-17: a crash in the middle of an abort or a commit leaves them behind."""
    store = DiskStore(folder)
    store.writer(CTX, "ref", 5, DIGEST).close()
    (folder / "ingests" / name_of("ref")).unlink()
    with pytest.raises(NotFound):
        store.status(CTX, "ref")
    with pytest.raises(NotFound):
        store.abort(CTX, "ref")
    with store.writer(CTX, "ref"):
        begun = store.status(CTX, "ref")
    assert (begun.total, begun.expected) == (0, ""), "they were of another ingest"
    put(store)
    assert read(store, CONTENT) == CONTENT
