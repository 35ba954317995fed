"""A system call that waits for an answer: its subject, read from the process that makes it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from pathlib import Path
from typing import Final, NamedTuple

_PIDFD_GETFD: Final = 438
_MOST: Final = 64 << 20
"""Bytes that one write may have."""

WRITES = ("write", "pwrite64")
VECTORS = ("writev", "pwritev", "pwritev2")
"""Calls that write bytes of the program, from one place in its memory or from several."""

_PATHS = {
    "open": (None, 0), "creat": (None, 0), "mkdir": (None, 0), "rename": (None, 1),
    "link": (None, 1), "openat": (0, 1), "openat2": (0, 1), "mkdirat": (0, 1),
    "renameat": (2, 3), "renameat2": (2, 3), "linkat": (2, 3),
}  # fmt: skip
"""By the name of a call: which arguments are the folder and the path that it makes or opens."""


class Asked(NamedTuple):
    """A system call that waits for an answer. `process`: the id of the thread that makes it."""

    id: int
    process: int
    name: str
    arguments: tuple[int, ...]


def path_of(asked: Asked) -> str:
    """The file or folder that a call is about. Raises `OSError`."""
    process, arguments = f"/proc/{asked.process}", asked.arguments
    if asked.name not in _PATHS:
        number = arguments[2 if asked.name == "copy_file_range" else 0] & 0xFFFFFFFF
        return os.readlink(f"{process}/fd/{number}")
    folder, path = _PATHS[asked.name]
    text = os.fsdecode(_memory(asked, arguments[path], 4096).partition(b"\0")[0])
    base = "cwd"
    if folder is not None and arguments[folder] & 0x80000000 == 0:  # AT_FDCWD is negative
        base = f"fd/{arguments[folder] & 0xFFFFFFFF}"
    base = "/" if os.path.isabs(text) else os.readlink(f"{process}/{base}")
    head, name = os.path.split(os.path.normpath(os.path.join(base, text)))
    return os.path.join(os.path.realpath(head), name)


def is_open_for_writing(asked: Asked) -> bool:
    """True if the descriptor is that of a file that can be written. Raises `OSError`."""
    particulars = Path(f"/proc/{asked.process}/fdinfo/{asked.arguments[0]}").read_text()
    flags = int(particulars.partition("flags:")[2].split(maxsplit=1)[0], 8)
    return flags & os.O_ACCMODE != os.O_RDONLY


def _memory(asked: Asked, at: int, size: int) -> bytes:
    """Up to so many bytes of the memory of the program. Raises `OSError`."""
    with Path(f"/proc/{asked.process}/mem").open("rb", buffering=0) as memory:
        page = 4096
        found = os.pread(memory.fileno(), min(size, page - at % page), at)
        while found and len(found) < size:  # the page after it may not be there
            try:
                piece = os.pread(memory.fileno(), min(size - len(found), 1 << 20), at + len(found))
            except OSError:
                break
            found += piece
        return found


def half_written(asked: Asked) -> int:
    """Write half of what it was to write; how many bytes. 0: it is too little, or another call."""
    file, at, size, offset, *_ = asked.arguments
    with contextlib.suppress(OSError, ValueError, struct.error):
        if asked.name in WRITES and size <= _MOST:
            data = _memory(asked, at, size // 2)
        elif asked.name in VECTORS:
            parts = list(struct.iter_unpack("@PN", _memory(asked, at, 16 * size)))
            size = sum(length for _, length in parts)
            data = b"".join(_memory(asked, *part) for part in parts)[: size // 2]
        else:
            return 0
        copy = _descriptor_of(asked.process, file & 0xFFFFFFFF)
        try:
            is_placed = asked.name.startswith("p")
            return os.pwrite(copy, data, offset) if is_placed else os.write(copy, data)
        finally:
            os.close(copy)
    return 0


def _descriptor_of(thread: int, number: int) -> int:
    """A copy of the descriptor of that number, of the process of a thread. Raises `OSError`."""
    status = Path(f"/proc/{thread}/status").read_text()
    process = int(status.partition("Tgid:")[2].split(maxsplit=1)[0])
    handle = os.pidfd_open(process)
    try:
        copy: int = ctypes.CDLL(None, use_errno=True).syscall(_PIDFD_GETFD, handle, number, 0)
        if copy < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        return copy
    finally:
        os.close(handle)
