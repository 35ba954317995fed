"""Run by path, as a program: starts a program whose system calls on files the harness can refuse.

`python -I -S filtered.py SOCKET PROGRAM ARGUMENTS…` installs a filter (seccomp, user notification),
sends its listener to the unix socket, and becomes PROGRAM. Whatever PROGRAM starts is filtered,
too. Without arguments it only tries to install the filter. It imports little, for it starts with
every program.
"""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import sys
from collections.abc import Iterable

# Each is known on the machines that have it: 64-bit x86, and 64-bit ARM, whose older calls are
# missing.
_NUMBERS = {
    "open": (2, None), "openat": (257, 56), "openat2": (437, 437), "creat": (85, None),
    "mkdir": (83, None), "mkdirat": (258, 34),
    "write": (1, 64), "writev": (20, 66), "pwrite64": (18, 68), "pwritev": (296, 70),
    "pwritev2": (328, 287), "sendfile": (40, 71), "copy_file_range": (326, 285),
    "fsync": (74, 82), "fdatasync": (75, 83),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276),
    "link": (86, None), "linkat": (265, 37),
    "close": (3, 57),
}  # fmt: skip
_MACHINES = {"x86_64": (0, 0xC000003E, 317), "aarch64": (1, 0xC00000B7, 277)}
"""By its name: its place in `_NUMBERS`, its number in filters (AUDIT_ARCH), that of seccomp(2)."""

_NO_NEW_PRIVS, _SET_MODE_FILTER = 38, 1
_NEW_LISTENER, _WAIT_KILLABLE = 1 << 3, 1 << 5
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06  # BPF: load a word, jump if equal, return
_NOTIFY, _ALLOW = 0x7FC00000, 0x7FFF0000


def numbers() -> dict[int, str]:
    """The names of the filtered system calls, by their numbers here; none: the machine is unknown.

    A 32-bit program on a 64-bit machine has other numbers: its calls are not filtered.
    """
    machine = os.uname().machine
    if sys.platform != "linux" or machine not in _MACHINES:
        return {}
    place = _MACHINES[machine][0]
    return {number[place] or 0: name for name, number in _NUMBERS.items() if number[place]}


def install() -> int:
    """Filter this process, and all that it starts; the listener. Raises `OSError`."""
    _, architecture, seccomp = _MACHINES[os.uname().machine]
    code = _program(architecture, numbers())
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    for flags in (_NEW_LISTENER | _WAIT_KILLABLE, _NEW_LISTENER):  # the former since Linux 5.19
        listener: int = libc.syscall(seccomp, _SET_MODE_FILTER, flags, program)
        if listener >= 0:
            return listener
    number = ctypes.get_errno()
    raise OSError(number, f"seccomp: {os.strerror(number)}")


def _program(architecture: int, filtered: Iterable[int]) -> bytes:
    """The filter: the given calls are reported, all others made."""
    calls = list(filtered)

    def one(code: int, value: int, equal: int = 0, other: int = 0) -> bytes:
        return struct.pack("=HBBI", code, equal, other, value)

    lines = [one(_LOAD, 4), one(_EQUAL, architecture, other=len(calls) + 1), one(_LOAD, 0)]
    lines += [one(_EQUAL, call, equal=len(calls) - n) for n, call in enumerate(calls)]
    return b"".join([*lines, one(_RETURN, _ALLOW), one(_RETURN, _NOTIFY)])


def main(path: str, words: list[str]) -> None:
    """Never returns."""
    line = socket.socket(socket.AF_UNIX)
    line.connect(path)
    listener = install()
    socket.send_fds(line, [b"."], [listener])
    os.close(listener)
    line.close()
    os.execvp(words[0], words)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        install()
        os._exit(0)  # no call on a file would be answered
    main(sys.argv[1], sys.argv[2:])
