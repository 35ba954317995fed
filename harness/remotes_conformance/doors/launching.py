"""Starting a child, and leaving nothing of it behind.

A small launcher puts the protocol on the descriptors where the child expects it, and has the system
end the child with us. Every descendant carries a mark in its environment, by which also those are
found that have left the child's session.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

_FIRST_FREE = 10
_ROUNDS, _PAUSE = 50, 0.01
_MARK = "REMOTES_CHILD_MARK"
_LAUNCH = """
import os, sys
command_in, command_out, at_in, at_out, parent = map(int, sys.argv[1:6])
os.dup2(command_in, at_in)
os.dup2(command_out, at_out)
for descriptor in (command_in, command_out):
    os.close(descriptor)
os.environ["REMOTES_IN"], os.environ["REMOTES_OUT"] = str(at_in), str(at_out)
if parent and sys.platform == "linux":
    import ctypes
    ctypes.CDLL(None).prctl(1, 9)  # PR_SET_PDEATHSIG, SIGKILL: it also ends when we are killed
    if os.getppid() != parent:
        sys.exit("whoever started this has ended")
try:
    os.execvp(sys.argv[6], sys.argv[6:])
except OSError as error:
    sys.exit(f"{sys.argv[6]}: {error.strerror}")
"""


class Launched:
    """A process that was started, and the two ends of its protocol: `commands`, `answers`."""

    def __init__(self, words: list[str], *, stdio: bool, stderr: int) -> None:
        self._mark = secrets.token_hex(8)
        self.answers, theirs_out = os.pipe()
        theirs_in, self.commands = os.pipe()
        # Above 9, so that the launcher's dup2 to 3 and 4 can never hit one that it still needs.
        passed = [fcntl.fcntl(fd, fcntl.F_DUPFD, _FIRST_FREE) for fd in (theirs_in, theirs_out)]
        # The system ends a child with the thread that started it: so only with the main one.
        parent = os.getpid() if threading.current_thread() is threading.main_thread() else 0
        places = [*passed, *((0, 1) if stdio else (3, 4)), parent]
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _LAUNCH, *map(str, places), *words],
                stdin=subprocess.DEVNULL, stdout=stderr, stderr=stderr,
                pass_fds=passed, start_new_session=True,
                env={**os.environ, _MARK: self._mark},
            )  # fmt: skip
        except BaseException:
            self._hang_up()
            raise
        finally:
            for fd in (theirs_in, theirs_out, *passed):
                os.close(fd)
        for fd in (self.answers, self.commands):
            os.set_blocking(fd, False)

    def end(self, *, grace: float) -> None:
        """End it and all its descendants: by hanging up, and after *grace* seconds by force."""
        self._hang_up()
        if grace:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(grace)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for _ in range(_ROUNDS):
            if not self._end_marked():
                break
            time.sleep(_PAUSE)

    def _hang_up(self) -> None:
        for fd in (self.commands, self.answers):
            with contextlib.suppress(OSError):
                os.close(fd)

    def _end_marked(self) -> bool:
        """End those that have left the child's session; whether there were any.

        Only our own carry this mark. One that was born meanwhile is found in the next round.
        """
        found = False
        mark = f"{_MARK}={self._mark}".encode()
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found = True
                    os.kill(int(entry.name), signal.SIGKILL)
        return found
