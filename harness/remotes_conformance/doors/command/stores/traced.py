"""A program that runs under `strace`, to record what it does to the folder of its store."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ...stores.disk import StepFaults
from ..child import Child
from ..door import CommandDoor
from .refusing import Refusals
from .trace import CALLS


def can_trace() -> bool:
    """True if `strace` is there, and may trace a program."""
    if shutil.which("strace") is None:
        return False
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        words = ["strace", "-f", "-q", "--seccomp-bpf", "-e", "trace=fsync", "true"]
        return not subprocess.run(words, capture_output=True, timeout=10, check=False).returncode
    return False


class TracedProgram:
    """The program *command*, which is started when it is needed for the first time.

    `trace`: the file with the output of `strace`. `refusals`: answer its system calls, too, so that
    they can fail (None: it was not asked for).
    """

    def __init__(
        self, command: str, tools: str, name: str, fails_in: str = "", **options: Any
    ) -> None:
        """*tools*: a folder for its files, whose names begin with *name*. *fails_in*: the folder of
        the stores, if its system calls can fail. *options*: those of `CommandDoor`."""
        self.trace = os.path.join(tools, f"{name}-trace")
        self.refusals: Refusals | None = None
        self._command, self._fails_in = command, fails_in
        self._socket = os.path.join(tools, f"{name}-refusals")
        self._options = {**options, "on_turn": None}
        self._door: CommandDoor | None = None

    def child(self) -> Child:
        """The program, which runs. Raises `ChildFailed`, `Unusable`, `OSError`."""
        if self._door is None:
            command = self._command
            if self._fails_in:
                self.refusals = Refusals(self._fails_in, self._socket)
                command = self.refusals.command(command)
            self._door = CommandDoor(self._traced(command), **self._options)
        return self._door.running_child()

    def _traced(self, command: str) -> str:
        calls = ",".join(f"?{name}" for name in CALLS)  # not every machine has all of them
        # With a filter of its own strace is faster, but does not see what ours has answered.
        fast = "" if self._fails_in else "--seccomp-bpf"
        options = f"-f -y -q -xx -s 10000000 {fast} -e signal=none -e trace={calls}"
        return f"strace {options} -o {self.trace} -- {command}"

    @contextmanager
    def failing(self, faults: StepFaults) -> Iterator[None]:
        """Within, its system calls meet *faults*."""
        if self.refusals is None:
            yield
            return
        self.refusals.begin(faults)
        try:
            yield
        finally:
            self.refusals.end()

    def end(self) -> None:
        """End the program; the next time that it is needed it is started again."""
        if self._door is not None:
            self._door.close()

    def close(self) -> None:
        """End the program for good."""
        self.end()
        if self.refusals is not None:
            self.refusals.close()
            self.refusals = None
