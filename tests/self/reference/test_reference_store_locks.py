"""Locks of the store on disk: between its objects, between processes, and in races."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pyfakefs.fake_filesystem import FakeFilesystem
from remotes_conformance.errors import Locked
from remotes_reference import locks
from remotes_reference.disk import DiskStore

CTX: Any = None


def test_a_ref_is_locked_across_two_stores_in_one_folder(folder: Path) -> None:
    """STORE-1: writing and aborting, and no file is left open by being refused."""
    first, second = DiskStore(folder), DiskStore(folder)
    with first.writer(CTX, "ref"):
        before = sorted(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else []
        with pytest.raises(Locked):
            second.writer(CTX, "ref")
        with pytest.raises(Locked):
            second.abort(CTX, "ref")
        if before:
            assert sorted(os.listdir("/proc/self/fd")) == before
    second.writer(CTX, "ref").close()


def test_a_ref_is_locked_where_the_file_system_has_no_locks(fs: FakeFilesystem) -> None:
    """One store object is enough: here the system grants every lock on a file."""
    store = DiskStore("/store")
    with store.writer(CTX, "ref"), pytest.raises(Locked):
        store.writer(CTX, "ref")
    store.writer(CTX, "ref").close()


def test_a_lock_on_a_file_that_was_just_removed_is_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The holder before removes its file between our opening and our locking: we lock a new one."""
    first, second, real = DiskStore(folder), DiskStore(folder), locks._lock_file
    removed = []

    def lock_late(file: int) -> None:
        if not removed:
            removed.extend((folder / "locks").iterdir())
            removed[0].unlink()
        real(file)

    monkeypatch.setattr(locks, "_lock_file", lock_late)
    with first.writer(CTX, "ref"), pytest.raises(Locked):
        second.writer(CTX, "ref")
    assert len(removed) == 1


def test_freeing_a_lock_leaves_the_file_of_another_holder(folder: Path) -> None:
    """The folder of locks was cleared, and another store has locked the ref since then."""
    first, second, third = DiskStore(folder), DiskStore(folder), DiskStore(folder)
    old = first.writer(CTX, "ref")
    for file in (folder / "locks").iterdir():
        file.unlink()
    with second.writer(CTX, "ref"):
        old.close()
        with pytest.raises(Locked):
            third.writer(CTX, "ref")


HOLDER = """
import sys
from remotes_reference.disk import DiskStore
writer = DiskStore(sys.argv[1]).writer(None, "ref")
writer.write(b"from another process")
print("open", flush=True)
sys.stdin.read()
"""


def test_a_ref_is_locked_for_other_processes_until_its_holder_dies(folder: Path) -> None:
    """STORE-1, STORE-17: locked while the process lives; killed, the next writer goes on."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        store = DiskStore(folder)
        with pytest.raises(Locked):
            store.writer(CTX, "ref")
        assert store.status(CTX, "ref").offset == 20
        store.writer(CTX, "other").close()
        holder.kill()
    with store.writer(CTX, "ref") as writer:
        assert writer.status().offset == 20
    assert list((folder / "locks").iterdir()) == []
