"""Locks on refs: within one store object, and between processes that share a folder."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from remotes_conformance.errors import Locked

Release = Callable[[], None]


class RefLocks(Protocol):
    def acquire(self, ref: str) -> Release:
        """Lock *ref*; the function that frees it. Raises `Locked` at once if it is held."""


class ThreadLocks:
    """Locks between all threads that use this one object."""

    def __init__(self) -> None:
        self._held: set[str] = set()
        self._guard = threading.Lock()

    def acquire(self, ref: str) -> Release:
        with self._guard:
            if ref in self._held:
                raise Locked(f"ref {ref} is locked")
            self._held.add(ref)
        return lambda: self._release(ref)

    def _release(self, ref: str) -> None:
        with self._guard:
            self._held.discard(ref)


class FolderLocks:
    """Locks between all processes that use *folder*, one file for each ref that is locked.

    The operating system frees the lock of a process that dies, so there are no stale ones.
    """

    def __init__(self, folder: Path, file_name: Callable[[str], str]) -> None:
        self._folder = str(folder)
        self._file_name = file_name
        # File locks need not hold between threads, nor be there at all on every file system.
        self._threads = ThreadLocks()

    def acquire(self, ref: str) -> Release:
        free = self._threads.acquire(ref)
        path = f"{self._folder}{os.sep}{self._file_name(ref)}"
        try:
            file = _lock_path(path, ref)
        except BaseException:
            free()
            raise

        def release() -> None:
            try:
                _unlock_path(file, path)
            finally:
                free()

        return release


def _lock_path(path: str, ref: str) -> int:
    """The file at *path*, open and locked."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            _lock_file(file)
            if _is_at(file, path):
                return file
        except (BlockingIOError, PermissionError) as error:
            os.close(file)
            raise Locked(f"ref {ref} is locked by another process") from error
        except BaseException:
            os.close(file)
            raise
        # The holder before has removed the file between our opening and our locking it.
        os.close(file)


def _unlock_path(file: int, path: str) -> None:
    try:
        # Only our own. Where an open file cannot be removed, it stays, unlocked.
        if sys.platform != "win32" and _is_at(file, path):
            os.unlink(path)
    finally:
        os.close(file)


def _is_at(file: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock_file(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock_file(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
