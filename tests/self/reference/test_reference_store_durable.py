"""STORE-17a: acknowledged content of a store is on the disk, whatever process wrote it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from remotes_conformance.content import digest_of
from remotes_conformance.errors import AlreadyExists
from remotes_reference.disk import DiskStore

CTX: Any = None
CONTENT = b"some content"
DIGEST = digest_of(CONTENT)

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs /proc")


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files and folders that were synced, in order."""
    paths: list[Path] = []
    real = os.fsync

    def fsync(file: int) -> None:
        real(file)
        paths.append(Path(os.readlink(f"/proc/self/fd/{file}")))

    monkeypatch.setattr(os, "fsync", fsync)
    return paths


def name_without_sync(folder: Path) -> Path:
    """Make the state that a process leaves if it is killed between its rename and the sync."""
    blob = folder / "blobs" / "sha256" / DIGEST.partition(":")[2]
    blob.write_bytes(CONTENT)
    return blob.parent


def test_the_folder_is_synced_before_an_open_answers_exists(
    folder: Path, synced: list[Path]
) -> None:
    """The name may be that of a process that was killed, or has not come so far yet."""
    store = DiskStore(folder)
    parent = name_without_sync(folder)
    synced.clear()
    with pytest.raises(AlreadyExists):
        store.writer(CTX, "ref", len(CONTENT), DIGEST)
    assert synced == [parent]


def test_the_folder_is_synced_before_a_commit_answers_exists(
    folder: Path, synced: list[Path]
) -> None:
    """The content came while this writer was open."""
    store = DiskStore(folder)
    with store.writer(CTX, "ref", len(CONTENT), DIGEST) as writer:
        writer.write(CONTENT)
        parent = name_without_sync(folder)
        synced.clear()
        with pytest.raises(AlreadyExists):
            writer.commit(len(CONTENT), DIGEST)
    assert synced[-1] == parent


def test_a_folder_that_cannot_be_synced_is_no_exists(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error comes out, and the ref is free."""
    store = DiskStore(folder)
    name_without_sync(folder)

    def failing(file: int) -> None:
        raise OSError("the disk failed")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", failing)
        with pytest.raises(OSError, match="the disk failed"):
            store.writer(CTX, "ref", len(CONTENT), DIGEST)
    with pytest.raises(AlreadyExists):
        store.writer(CTX, "ref", len(CONTENT), DIGEST)


@pytest.mark.parametrize("are_there", [False, True])
def test_a_store_that_is_opened_syncs_its_folders(
    folder: Path, synced: list[Path], are_there: bool
) -> None:
    """Also those that a process made which was killed before it had synced their names."""
    if are_there:
        DiskStore(folder)
        synced.clear()
    DiskStore(folder)
    assert {folder, folder / "blobs"} <= set(synced)
