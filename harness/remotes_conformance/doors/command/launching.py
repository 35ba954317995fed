"""Starting a child, and leaving nothing of it behind.

A small program, the warden, puts the protocol on the descriptors where the child expects it. On
Linux it stays as the parent of the child, and ends it and all its descendants with us.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_FIRST_FREE = 10
_WARDEN = str(Path(__file__).with_name("warden.py"))
_SECONDS = 10.0
"""In which the warden has ended all that can be ended; after that it is ended itself."""


class Launched:
    """A process that was started, and the two ends of its protocol: `commands`, `answers`."""

    def __init__(
        self,
        words: list[str],
        *,
        stdio: bool,
        stderr: int,
        core: int | None,
        environment: Mapping[str, str] | None = None,
        stdout: int | None = None,
    ) -> None:
        """`core`: the one on which it is kept. `environment`: None: ours. `stdout`: None: it goes
        where `stderr` goes."""
        self.answers, theirs_out = os.pipe()
        theirs_in, self.commands = os.pipe()
        # Its end is what the warden waits for: it comes with ours, whatever ends us.
        self._line, theirs = socket.socketpair()
        self._status: int | None = None
        # Above 9, so that the dup2 to 3 and 4 can never hit one that is still needed.
        passed = [
            fcntl.fcntl(fd, fcntl.F_DUPFD, _FIRST_FREE)
            for fd in (theirs_in, theirs_out, theirs.fileno())
        ]
        *protocol, line = passed
        places = [*protocol, *((0, 1) if stdio else (3, 4)), line, -1 if core is None else core]
        written = stderr if stdout is None else stdout
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", _WARDEN, *map(str, places), *words],
                stdin=subprocess.DEVNULL, stdout=written, stderr=stderr,
                pass_fds=passed, start_new_session=True, env=environment,
            )  # fmt: skip
        except BaseException:
            self._hang_up()
            self._line.close()
            raise
        finally:
            theirs.close()
            for fd in (theirs_in, theirs_out, *passed):
                os.close(fd)
        for fd in (self.answers, self.commands):
            os.set_blocking(fd, False)

    def ended(self, seconds: float = 0.0) -> int | None:
        """Its exit status, or its signal as a negative number; None: it still runs.

        Waits for that up to *seconds*.
        """
        if self._status is None:
            poll = select.poll()
            poll.register(self._line, select.POLLIN)
            if poll.poll(seconds * 1000):
                status = self._line.recv(16)
                if status:
                    self._status = os.waitstatus_to_exitcode(int(status))
                else:
                    # There is no warden: the process is the child itself, or has no parent here.
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        self._status = self._process.wait(seconds)
        return self._status

    @property
    def process(self) -> int:
        """The id of the warden, which on Linux is the parent of all that was started."""
        return self._process.pid

    def kill(self) -> None:
        """End it and all its descendants by force, before it can notice anything."""
        self._line.close()
        if sys.platform != "linux":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_SECONDS)

    def end(self, *, grace: float) -> None:
        """End it and all its descendants: by hanging up, and after *grace* seconds by force."""
        self._hang_up()
        if grace:
            self.ended(grace)
        self._line.close()
        if sys.platform == "linux":
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_SECONDS)
                return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _hang_up(self) -> None:
        for fd in (self.commands, self.answers):
            with contextlib.suppress(OSError):
                os.close(fd)
