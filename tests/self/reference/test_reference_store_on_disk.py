"""The store on disk when the disk fails, is full, or holds unexpected files."""

from __future__ import annotations

import collections
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from disk_stores import CONTENT, CTX, DIGEST, OLD, SIZE, put, read
from pyfakefs.fake_filesystem import FakeFilesystem
from remotes_conformance.content import digest_of
from remotes_conformance.errors import AlreadyExists
from remotes_reference.disk import DiskStore


class FailingSystem:
    """Counts calls of the operating system's file functions, and fails the *nth* of them."""

    FUNCTIONS = "open close write fsync ftruncate lseek rename replace unlink"

    def __init__(self, monkeypatch: pytest.MonkeyPatch, only: str = "") -> None:
        self.calls: list[str] = []
        self.fails_at = -1
        for name in (only or self.FUNCTIONS).split():
            monkeypatch.setattr(os, name, self._failing(name, getattr(os, name)))

    def _failing(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.calls.append(name)
            fails = len(self.calls) - 1 == self.fails_at
            if fails and name == "close":
                real(*args)  # a close that fails has closed all the same
            if fails:
                raise OSError(errno.EIO, "the disk failed")
            return real(*args, **kwargs)

        return call


def failure_of(act: Callable[[], None]) -> OSError | None:
    try:
        act()
    except OSError as error:
        return error
    return None


def open_files() -> int:
    return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0


def test_whichever_call_of_the_system_fails_nothing_is_half_done(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STORE-10, STORE-18: an error, nothing visible, the lock free, no file open, and it can be
    tried again."""
    store = DiskStore(folder)
    put(store, OLD)
    system = FailingSystem(monkeypatch)
    put(store)
    total = len(system.calls)
    assert {"open", "write", "fsync", "rename", "close"} <= set(system.calls)
    before = open_files()
    for number in range(total):
        store.delete(CTX, DIGEST)
        system.calls, system.fails_at = [], number
        error = failure_of(lambda: put(store))
        system.fails_at = -1
        what = f"call {number}, {system.calls[number]}, ended with {error!r}"
        visible = sorted(info.size for info in store.walk(CTX))
        is_committed = visible == [len(OLD), SIZE]
        assert is_committed or visible == [len(OLD)], what
        # Only steps after the commit, such as freeing the lock, may fail with content there.
        assert is_committed == (error is None) or "rename" in system.calls[:number], what
        if is_committed:
            with pytest.raises(AlreadyExists):
                put(store)
        else:
            put(store)
        assert (read(store, CONTENT), read(store, OLD)) == (CONTENT, OLD)
        assert open_files() == before, what


def test_bytes_are_on_the_disk_before_their_name_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STORE-17: sync the file, rename it, sync the folder, in this order."""
    store = DiskStore(folder)
    system = FailingSystem(monkeypatch)
    put(store)
    order = [call for call in system.calls if call in ("write", "fsync", "rename")]
    assert order == ["write", "write", "fsync", "rename", "fsync"]


def test_bytes_whose_sync_failed_are_not_trusted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second fsync would succeed without having written them: the ingest is empty again."""
    store = DiskStore(folder)
    system = FailingSystem(monkeypatch, only="fsync")
    system.fails_at = 0
    with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
        writer.write(CONTENT)
        with pytest.raises(OSError, match="the disk failed"):
            writer.commit(SIZE, DIGEST)
        assert writer.status().offset == 0
        writer.write(CONTENT)
        writer.commit(SIZE, DIGEST)
    assert read(store, CONTENT) == CONTENT


def test_a_name_that_cannot_be_synced_is_taken_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit fails, nothing is visible, the ingest is whole, and a second commit succeeds."""
    store = DiskStore(folder)
    system = FailingSystem(monkeypatch, only="fsync")
    system.fails_at = 1
    with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
        writer.write(CONTENT)
        with pytest.raises(OSError, match="the disk failed"):
            writer.commit(SIZE, DIGEST)
        assert list(store.walk(CTX)) == []
        assert writer.status().offset == SIZE
        writer.commit(SIZE, DIGEST)
    assert read(store, CONTENT) == CONTENT


def test_a_full_disk_loses_nothing_that_was_there(fs: FakeFilesystem) -> None:
    """STORE-18, STORE-12: an error, the offset counts the written bytes, and it can go on."""
    fs.set_disk_usage(100_000, "/")
    store = DiskStore("/store")
    put(store, OLD)
    big = bytes(range(256)) * 1000
    writer = store.writer(CTX, "big", len(big), digest_of(big))
    pieces = (big[start : start + 10_000] for start in range(0, len(big), 10_000))
    with pytest.raises(OSError, match="space"):
        collections.deque(map(writer.write, pieces))
    offset = writer.status().offset
    writer.close()
    assert 0 < offset < 100_000
    assert [info.digest for info in store.walk(CTX)] == [digest_of(OLD)]
    fs.set_disk_usage(1_000_000, "/")
    with store.writer(CTX, "big", len(big), digest_of(big)) as writer:
        assert writer.status().offset == offset
        writer.write(big[offset:])
        writer.commit(len(big), digest_of(big))
    assert (read(store, big), read(store, OLD)) == (big, OLD)


def test_an_ingest_that_cannot_be_read_again_is_closed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STORE-10: opening a complete ingest reads it; when that fails, nothing stays open."""
    store = DiskStore(folder)
    with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
        writer.write(CONTENT)
    before = open_files()
    with monkeypatch.context() as patched:
        FailingSystem(patched, only="read").fails_at = 0
        with pytest.raises(OSError, match="the disk failed"):
            store.writer(CTX, "ref", SIZE, DIGEST)
    assert open_files() == before
    put(store)
    assert read(store, CONTENT) == CONTENT


def test_bytes_of_a_failed_write_are_no_content(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """STORE-12, STORE-18: it failed and left bytes all the same: they are cut off."""
    store, real = DiskStore(folder), os.write

    def failing(file: int, content: bytes) -> int:
        real(file, content)
        raise OSError(errno.EIO, "the disk failed")

    with store.writer(CTX, "ref", SIZE, DIGEST) as writer:
        writer.write(CONTENT)
        with monkeypatch.context() as patched:
            patched.setattr(os, "write", failing)
            with pytest.raises(OSError, match="the disk failed"):
                writer.write(b"garbage")
        assert (writer.status().offset, writer.digest()) == (SIZE, DIGEST)
        writer.commit(SIZE, DIGEST)
    assert read(store, CONTENT) == CONTENT


def test_a_short_write_is_counted_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """STORE-12: the system takes 7 of the bytes, so the offset is 7, and the digest that of 7."""
    store, real = DiskStore(folder), os.write
    with store.writer(CTX, "ref") as writer:
        monkeypatch.setattr(os, "write", lambda file, content: real(file, content[:7]))
        assert writer.write(CONTENT) == 7
        assert (writer.status().offset, writer.digest()) == (7, digest_of(CONTENT[:7]))


def test_other_files_in_the_folder_are_no_content(folder: Path) -> None:
    """STORE-20: walking leaves out files that are not the store's."""
    store = DiskStore(folder)
    for name in ("README", "a" * 63, "A" * 64, "a" * 64 + ".new"):
        (folder / "blobs" / "sha256" / name).touch()
    assert list(store.walk(CTX)) == []


def test_committed_content_cannot_be_written_by_accident(folder: Path) -> None:
    """STORE-21: its file is read-only."""
    put(DiskStore(folder))
    [blob] = (folder / "blobs" / "sha256").iterdir()
    assert blob.stat().st_mode & 0o222 == 0


def test_a_store_does_not_follow_the_working_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative folder is the one it was when the store was made."""
    monkeypatch.chdir(tmp_path)
    store = DiskStore("store")
    monkeypatch.chdir("/")
    put(store)
    assert [info.size for info in DiskStore(folder).walk(CTX)] == [SIZE]
