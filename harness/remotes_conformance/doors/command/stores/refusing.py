"""A disk that refuses, for a program: the harness answers its system calls on files.

A filter of the kernel (seccomp, user notification) reports each call before it is made. Calls on
files in the folder of the store are counted within one step of a script, and fail where the script
demands it; all others are made. A write that begins to fail takes half of its bytes first: the
harness writes them, by a copy of the program's own descriptor. Only files that are open for writing
fail to be closed, as on real disks; they are closed all the same: another file takes their number
first.

What a program does by io_uring, or to memory that is mapped, meets no faults.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import shlex
import socket
import struct
import subprocess
import sys
import threading
from fcntl import ioctl
from pathlib import Path
from typing import Final

from ...stores.disk import StepFaults
from . import filtered
from .asked import VECTORS, WRITES, Asked, half_written, is_open_for_writing, path_of

_FILTERED = str(Path(filtered.__file__))
_NOTIFICATION, _RESPONSE, _ADD = struct.Struct("=QIIiIQ6Q"), struct.Struct("=QqiI"), "=QIIII"
_RECEIVE, _SEND, _ADD_FD = 0xC0502100, 0xC0182101, 0x40182103
_CONTINUE, _IN_THE_PLACE_OF = 1, 1
_PATIENCE = 2.0
"""Seconds. Before Linux 6.11 the thread may wait for ever for a process that was killed."""

KINDS: Final = {
    **dict.fromkeys(("open", "openat", "openat2", "creat", "mkdir", "mkdirat"), "open"),
    **dict.fromkeys((*WRITES, *VECTORS, "sendfile", "copy_file_range"), "write"),
    **dict.fromkeys(("fsync", "fdatasync"), "fsync"),
    **dict.fromkeys(("rename", "renameat", "renameat2", "link", "linkat"), "rename"),
    "close": "close",
}
"""By the name of a system call: its name in a `Fault`."""


class Refusals:
    """Answers the system calls of programs that were started by `command`.

    `folder`: in which the stores are.
    """

    def __init__(self, folder: str, socket_path: str) -> None:
        self.folder = os.path.realpath(folder)
        self._path = socket_path
        self._names = filtered.numbers()
        self._faults: StepFaults | None = None
        self._server = socket.socket(socket.AF_UNIX)
        self._server.bind(socket_path)
        self._server.listen()
        self._end, self._ended = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, name="refusals", daemon=True)
        self._thread.start()

    def command(self, command: str) -> str:
        """The command that runs *command* with its system calls filtered."""
        words = [sys.executable, "-I", "-S", _FILTERED, self._path]
        return f"{shlex.join(words)} {command}"

    def begin(self, faults: StepFaults) -> None:
        """From now on calls meet *faults*."""
        self._faults = faults

    def end(self) -> None:
        """From now on all calls are made."""
        self._faults = None

    def close(self) -> None:
        """Programs that still run cannot use files any more."""
        self._end.close()
        self._thread.join(_PATIENCE)
        self._server.close()
        self._ended.close()

    # -- the thread that answers -----------------------------------------------------------------

    def _serve(self) -> None:
        poll, listeners = select.poll(), set[int]()
        for one in (self._server, self._ended):
            poll.register(one, select.POLLIN)
        while True:
            for file, event in poll.poll():
                if file == self._ended.fileno():
                    for listener in listeners:
                        os.close(listener)
                    return
                if file == self._server.fileno():
                    listener = self._accepted()
                    if listener >= 0:
                        listeners.add(listener)
                        poll.register(listener, select.POLLIN)
                elif event & select.POLLIN:
                    self._answer(file)
                else:  # all of its processes have ended
                    poll.unregister(file)
                    listeners.discard(file)
                    os.close(file)

    def _accepted(self) -> int:
        line, _ = self._server.accept()
        with line:
            _, files, _, _ = socket.recv_fds(line, 1, 1)
        return files[0] if files else -1

    def _answer(self, listener: int) -> None:
        received = bytearray(_NOTIFICATION.size)
        if not _exchanged(listener, _RECEIVE, received):
            return
        id, process, _, number, _, _, *arguments = _NOTIFICATION.unpack(received)
        asked = Asked(id, process, self._names[number], tuple(arguments))
        refused = self._refused(asked, listener)
        value, error = (0, 0) if refused is None else refused
        flags = _CONTINUE if refused is None else 0
        _exchanged(listener, _SEND, bytearray(_RESPONSE.pack(id, value, -error, flags)))

    def _refused(self, asked: Asked, listener: int) -> tuple[int, int] | None:
        """The value that the call returns, and its error; None: it is made."""
        faults = self._faults
        if faults is None or not self._is_below(asked):
            return None
        begins = not faults.first
        fault = faults.comes(KINDS[asked.name])
        if fault is None:
            return None
        if fault.call == "close":
            self._close(asked, listener)
        if fault.call == "write" and begins:
            taken = half_written(asked)
            if taken:
                return taken, 0
        return 0, getattr(errno, fault.error)

    def _is_below(self, asked: Asked) -> bool:
        """True if it is about a file or folder of a store."""
        with contextlib.suppress(OSError, ValueError):
            path = path_of(asked)
            if asked.name == "close" and not is_open_for_writing(asked):
                return False
            return path == self.folder or path.startswith(self.folder + os.sep)
        return False

    @staticmethod
    def _close(asked: Asked, listener: int) -> None:
        """Close the file in the program, by another one that takes its number."""
        with contextlib.suppress(OSError), Path(os.devnull).open("rb") as other:
            number = asked.arguments[0]
            added = struct.pack(_ADD, asked.id, _IN_THE_PLACE_OF, other.fileno(), number, 0)
            ioctl(listener, _ADD_FD, added)


def _exchanged(listener: int, request: int, message: bytearray) -> bool:
    """Receive a notification, or send its answer. False: its process was killed meanwhile."""
    while True:
        try:
            ioctl(listener, request, message)
            return True
        except InterruptedError:  # by a signal: without its answer the program would hang
            continue
        except FileNotFoundError:
            return False


def can_refuse() -> bool:
    """True if the kernel lets a program be filtered here."""
    words = [sys.executable, "-I", "-S", _FILTERED]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(words, capture_output=True, timeout=10, check=False)
        return bool(filtered.numbers()) and done.returncode == 0
    return False
