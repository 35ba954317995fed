"""The operations of a program on the folder of its store, read from the output of `strace`.

Each line that ends a system call becomes what `Recorder` knows. Strings are hexadecimal (`-xx`),
and descriptors carry their paths (`-y`). What is written in another way (memory that is mapped,
io_uring, copies within the kernel) shows in `Recorder.missed`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ...stores.recorder import Recorder

_CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)")
_PART = re.compile(r"^(\d+) +(?:<\.\.\. \w+ resumed>)?(.*?)(<unfinished \.\.\.>)?$")
_FD = re.compile(r"(\d+)<([^>]*)>")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:\\x[0-9a-f]{2})*)"')


def _bytes(text: str) -> bytes:
    is_hexadecimal = text.startswith("\\x")  # the names of pipes and sockets are not
    return bytes.fromhex(text.replace("\\x", "")) if is_hexadecimal else text.encode()


class Trace:
    """The output of `strace` in a file, from where it ends now."""

    def __init__(self, recorder: Recorder, path: str) -> None:
        self._recorder = recorder
        self._file = Path(path).open(encoding="ascii", errors="replace")  # noqa: SIM115
        self._file.seek(0, os.SEEK_END)
        self._rest = ""
        self._begun: dict[str, str] = {}
        self._at: dict[int, int] = {}
        """By the number of an open file: the position in it."""
        self._flags: dict[int, str] = {}

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def read(self) -> None:
        """Record all system calls that have ended since the last time."""
        *lines, self._rest = (self._rest + self._file.read()).split("\n")
        for part in filter(None, map(_PART.match, lines)):
            process, text, is_unfinished = part.groups()
            if is_unfinished:
                self._begun[process] = text
            elif call := _CALL.match(self._begun.pop(process, "") + text):
                name, args, result = call.groups()
                if int(result) >= 0 or name in ("fsync", "fdatasync"):
                    CALLS[name](self, args, int(result))

    def _fd(self, args: str) -> tuple[int, int | None]:
        """The first descriptor, and the file or folder that it is."""
        found = _FD.search(args)
        if found is None:
            return -1, None
        return int(found[1]), self._recorder.node_of(_bytes(found[2]))

    def _places(self, args: str) -> list[tuple[int, str] | None]:
        joined = (os.path.join(_bytes(base), _bytes(path)) for base, path in _PATH.findall(args))
        return [self._recorder.place(path) for path in joined]

    def _opened(self, args: str, result: int) -> None:
        place = self._places(args)[0]
        node = self._recorder.node(place)
        if node is None and place is not None and "O_CREAT" in args:
            self._recorder.make("create", place)
        elif node is not None and "O_TRUNC" in args:
            self._recorder.truncate(node, 0)
        self._at[result], self._flags[result] = 0, args

    def _moved(self, args: str, result: int) -> None:
        file, _ = self._fd(args)
        self._at[file] = self._at.get(file, 0) + result

    def _sought(self, args: str, result: int) -> None:
        self._at[self._fd(args)[0]] = result

    def _written(self, args: str, result: int, at: int | None = None) -> None:
        file, node = self._fd(args)
        if not self._recorder.is_file(node):
            return
        assert node is not None
        flags, start = self._flags.get(file, ""), self._at.get(file, 0) if at is None else at
        if "O_APPEND" in flags:
            start = self._recorder.size(node)
        data = b"".join(map(_bytes, _STRING.findall(args)))[:result]
        self._recorder.write(node, start, data)
        if at is None:
            self._at[file] = start + result
        if "O_SYNC" in flags or "O_DSYNC" in flags:
            self._recorder.sync(node)

    def _written_at(self, args: str, result: int) -> None:
        self._written(args, result, int(args.rpartition(", ")[2]))

    def _truncated(self, args: str, result: int) -> None:
        places = self._places(args)
        node = self._recorder.node(places[0]) if places else self._fd(args)[1]
        if node is not None:
            self._recorder.truncate(node, int(args.rpartition(", ")[2]))

    def _synced(self, args: str, result: int) -> None:
        if (node := self._fd(args)[1]) is not None:
            self._recorder.sync(node, failed=result < 0)

    def _synced_all(self, args: str, result: int) -> None:
        self._recorder.sync_all()

    def _made(self, args: str, result: int) -> None:
        if (place := self._places(args)[0]) is not None:
            self._recorder.make("mkdir", place)

    def _renamed(self, args: str, result: int) -> None:
        old, new = self._places(args)
        if old is not None and new is not None and self._recorder.node(old) is not None:
            self._recorder.rename(old, new)

    def _linked(self, args: str, result: int) -> None:
        old, new = self._places(args)
        if new is not None and (node := self._recorder.node(old)) is not None:
            self._recorder.link(node, new)

    def _removed(self, args: str, result: int) -> None:
        place = self._places(args)[0]
        if place is not None and self._recorder.node(place) is not None:
            self._recorder.unlink(place)


CALLS: Final[dict[str, Callable[[Trace, str, int], None]]] = {
    "open": Trace._opened, "openat": Trace._opened, "lseek": Trace._sought,
    "read": Trace._moved, "readv": Trace._moved, "write": Trace._written, "writev": Trace._written,
    "pwrite64": Trace._written_at, "pwritev": Trace._written_at,
    "ftruncate": Trace._truncated, "truncate": Trace._truncated,
    "fsync": Trace._synced, "fdatasync": Trace._synced,
    "sync": Trace._synced_all, "syncfs": Trace._synced_all,
    "rename": Trace._renamed, "renameat": Trace._renamed, "renameat2": Trace._renamed,
    "link": Trace._linked, "linkat": Trace._linked, "mkdir": Trace._made, "mkdirat": Trace._made,
    "unlink": Trace._removed, "unlinkat": Trace._removed, "rmdir": Trace._removed,
}  # fmt: skip
"""By the name of a system call, its meaning."""
