"""Functions that stand in the place of those of `os`: each calls the real one, and records."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeAlias

from . import recorded_names as names
from .recorder import Recorder

_Function: TypeAlias = Callable[..., Any]
_SYNC = getattr(os, "O_SYNC", 0) | getattr(os, "O_DSYNC", 0)
_NAMELESS = getattr(os, "O_TMPFILE", 0)
_lseek = os.lseek


def _open(recorder: Recorder, original: _Function) -> _Function:
    def open(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        with recorder.lock:
            place = recorder.place(path, dir_fd)
            node = recorder.node(place)
            if place is not None and node is None:
                # It may be the root itself, or reached by a symbolic link.
                node = recorder.node_of(path) if dir_fd is None else None
            elif place is None and dir_fd is None:
                node = recorder.node_of(path)
            file: int = original(path, flags, mode, dir_fd=dir_fd)
            if _NAMELESS and flags & _NAMELESS == _NAMELESS and node is not None:
                node = recorder.make_nameless()
            elif node is None and place is not None and flags & os.O_CREAT:
                node = recorder.make("create", place)
            elif recorder.is_file(node) and flags & os.O_TRUNC:
                assert node is not None
                recorder.truncate(node, 0)
            _opened(recorder, file, node, flags)
            return file

    return open


def _opened(recorder: Recorder, file: int, node: int | None, flags: int) -> None:
    for known in (recorder.appends, recorder.syncs):
        known.discard(file)
    recorder.handles.pop(file, None)
    if node is None:
        return
    recorder.handles[file] = node
    if flags & os.O_APPEND:
        recorder.appends.add(file)
    if _SYNC and flags & _SYNC:
        recorder.syncs.add(file)


def _close(recorder: Recorder, original: _Function) -> _Function:
    def close(fd: int) -> None:
        with recorder.lock:
            try:
                original(fd)
            finally:
                _opened(recorder, fd, None, 0)

    return close


def _dup(recorder: Recorder, original: _Function) -> _Function:
    def dup(fd: int, *more: Any, **named: Any) -> int:
        with recorder.lock:
            new: int = original(fd, *more, **named)
            flags = os.O_APPEND if fd in recorder.appends else 0
            flags |= _SYNC if fd in recorder.syncs else 0
            _opened(recorder, new, recorder.handles.get(fd), flags)
            return new

    return dup


def _written(recorder: Recorder, fd: int, at: int, data: bytes) -> None:
    node = recorder.handles[fd]
    recorder.write(node, at, data)
    if fd in recorder.syncs:
        recorder.sync(node)


def _position(recorder: Recorder, fd: int) -> int:
    if fd in recorder.appends:
        return recorder.size(recorder.handles[fd])
    return _lseek(fd, 0, os.SEEK_CUR)


def _write(recorder: Recorder, original: _Function) -> _Function:
    """Recorder of `write` and `writev`."""

    def write(fd: int, data: Any, /) -> int:
        if fd not in recorder.handles:
            taken: int = original(fd, data)
            return taken
        with recorder.lock:
            at = _position(recorder, fd)
            taken = original(fd, data)
            _written(recorder, fd, at, _joined(data)[:taken])
            return taken

    return write


def _pwrite(recorder: Recorder, original: _Function) -> _Function:
    """Recorder of `pwrite` and `pwritev`."""

    def pwrite(fd: int, data: Any, offset: int, *more: Any) -> int:
        if fd not in recorder.handles:
            taken: int = original(fd, data, offset, *more)
            return taken
        with recorder.lock:
            taken = original(fd, data, offset, *more)
            at = recorder.size(recorder.handles[fd]) if fd in recorder.appends else offset
            _written(recorder, fd, at, _joined(data)[:taken])
            return taken

    return pwrite


def _joined(data: Any) -> bytes:
    if isinstance(data, (list, tuple)):
        return b"".join(bytes(memoryview(one).cast("B")) for one in data)
    return bytes(memoryview(data).cast("B"))


def _copied(target: int) -> Callable[[Recorder, _Function], _Function]:
    """Recorder of functions that copy into a file, the argument number *target*."""

    def make(recorder: Recorder, original: _Function) -> _Function:
        def copy(*args: Any, **named: Any) -> int:
            fd = args[target] if len(args) > target else named.get("dst", named.get("out_fd", -1))
            if fd not in recorder.handles:
                taken: int = original(*args, **named)
                return taken
            with recorder.lock:
                at = named.get("offset_dst")
                at = _position(recorder, fd) if at is None else at
                taken = original(*args, **named)
                with _OpenedAgain(fd) as file:
                    _written(recorder, fd, at, os.pread(file, taken, at) if taken else b"")
                return taken

        return copy

    return make


class _OpenedAgain:
    """A file, opened again for reading."""

    def __init__(self, fd: int) -> None:
        self._path = f"/proc/self/fd/{fd}"

    def __enter__(self) -> int:
        self._file = _real_open(self._path, os.O_RDONLY)
        return self._file

    def __exit__(self, *error: object) -> None:
        _real_close(self._file)


_real_open, _real_close = os.open, os.close


def _truncate(recorder: Recorder, original: _Function) -> _Function:
    """Recorder of `ftruncate` and `truncate`."""

    def truncate(path: Any, length: int) -> None:
        with recorder.lock:
            node = recorder.node_of(path)
            original(path, length)
            if node is not None:
                recorder.truncate(node, length)

    return truncate


def _allocate(recorder: Recorder, original: _Function) -> _Function:
    def posix_fallocate(fd: int, offset: int, length: int, /) -> None:
        with recorder.lock:
            original(fd, offset, length)
            node = recorder.handles.get(fd)
            if node is not None and offset + length > recorder.size(node):
                recorder.truncate(node, offset + length)

    return posix_fallocate


def _sync(recorder: Recorder, original: _Function) -> _Function:
    """Recorder of `fsync` and `fdatasync`."""

    def fsync(fd: Any) -> None:
        number = fd if isinstance(fd, int) else fd.fileno()
        with recorder.lock:
            node = recorder.handles.get(number)
            try:
                original(fd)
            except OSError:
                if node is not None:
                    recorder.sync(node, failed=True)
                raise
            if node is not None:
                recorder.sync(node)

    return fsync


def _sync_all(recorder: Recorder, original: _Function) -> _Function:
    def sync() -> None:
        with recorder.lock:
            original()
            recorder.sync_all()

    return sync


CALLS: dict[str, Callable[[Recorder, _Function], _Function]] = {
    "open": _open,
    "close": _close,
    "dup": _dup,
    "dup2": _dup,
    "write": _write,
    "writev": _write,
    "pwrite": _pwrite,
    "pwritev": _pwrite,
    "sendfile": _copied(0),
    "copy_file_range": _copied(1),
    "ftruncate": _truncate,
    "truncate": _truncate,
    "posix_fallocate": _allocate,
    "fsync": _sync,
    "fdatasync": _sync,
    "sync": _sync_all,
    "mkdir": names.make_of("mkdir"),
    "symlink": names.symlink_of,
    "unlink": names.remove_of,
    "remove": names.remove_of,
    "rmdir": names.remove_of,
    "rename": names.rename_of,
    "replace": names.rename_of,
    "link": names.link_of,
}
"""By name, the replacement of a function of `os`."""
