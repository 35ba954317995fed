"""Functions that stand in the place of those of `os` for names: folders, links, renames."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeAlias

from .recorder import Recorder

_Function: TypeAlias = Callable[..., Any]


def make_of(kind: str) -> Callable[[Recorder, _Function], _Function]:
    """Recorder of `mkdir`."""

    def make(recorder: Recorder, original: _Function) -> _Function:
        def made(path: Any, *args: Any, dir_fd: int | None = None, **named: Any) -> None:
            with recorder.lock:
                place = recorder.place(path, dir_fd)
                original(path, *args, dir_fd=dir_fd, **named)
                if place is not None:
                    recorder.make(kind, place)

        return made

    return make


def symlink_of(recorder: Recorder, original: _Function) -> _Function:
    def symlink(src: Any, dst: Any, *args: Any, dir_fd: int | None = None, **named: Any) -> None:
        with recorder.lock:
            place = recorder.place(dst, dir_fd)
            original(src, dst, *args, dir_fd=dir_fd, **named)
            if place is not None:
                recorder.make("symlink", place, os.fsencode(src))

    return symlink


def remove_of(recorder: Recorder, original: _Function) -> _Function:
    """Recorder of `unlink`, `remove` and `rmdir`."""

    def remove(path: Any, *, dir_fd: int | None = None) -> None:
        with recorder.lock:
            place = recorder.place(path, dir_fd)
            original(path, dir_fd=dir_fd)
            if place is not None and recorder.node(place) is not None:
                recorder.unlink(place)

    return remove


def rename_of(recorder: Recorder, original: _Function) -> _Function:
    """Recorder of `rename` and `replace`."""

    def rename(
        src: Any, dst: Any, *, src_dir_fd: int | None = None, dst_dir_fd: int | None = None
    ) -> None:
        with recorder.lock:
            old, new = recorder.place(src, src_dir_fd), recorder.place(dst, dst_dir_fd)
            original(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
            _renamed(recorder, old, new)

    return rename


def _renamed(recorder: Recorder, old: tuple[int, str] | None, new: tuple[int, str] | None) -> None:
    node = recorder.node(old)
    if node is None or old is None or (new is not None and recorder.node(new) == node):
        return  # nothing of ours, or two names of one file, of which both stay
    if new is None:
        recorder.unlink(old)
    else:
        recorder.rename(old, new)


def link_of(recorder: Recorder, original: _Function) -> _Function:
    def link(src: Any, dst: Any, **named: Any) -> None:
        with recorder.lock:
            node = recorder.node(recorder.place(src, named.get("src_dir_fd")))
            if node is None and str(src).startswith("/proc/self/fd/"):
                node = recorder.handles.get(int(str(src).rpartition("/")[2]))
            place = recorder.place(dst, named.get("dst_dir_fd"))
            original(src, dst, **named)
            if node is not None and place is not None:
                recorder.link(node, place)

    return link
