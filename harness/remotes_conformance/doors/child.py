"""The child process behind the command door: one line out, one line back, within a time limit.

The protocol runs on descriptors 3 and 4 of the child, so that what it prints harms nothing. The
limits and the ways a child can fail are told apart here, and nowhere else.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import shlex
import signal
import subprocess
import sys
import tempfile
from typing import Any

from .cores import keep_on, one_core

MAX_LINE = 256 * 1024 * 1024
_PIPE = 64 * 1024
"""What a pipe holds. A larger buffer for each read costs as much as the child's whole turn."""
_STDERR_LINES = 12
_FIRST_FREE = 10
_from_json = json.JSONDecoder().raw_decode
_to_json = json.JSONEncoder(separators=(",", ":")).encode
_LAUNCH = """
import os, sys
command_in, command_out = int(sys.argv[1]), int(sys.argv[2])
os.dup2(command_in, 3)
os.dup2(command_out, 4)
for descriptor in (command_in, command_out):
    os.close(descriptor)
os.environ["REMOTES_IN"], os.environ["REMOTES_OUT"] = "3", "4"
try:
    os.execvp(sys.argv[3], sys.argv[3:])
except OSError as error:
    sys.exit(f"{sys.argv[3]}: {error.strerror}")
"""


class ChildFailed(Exception):
    """The child gave no answer that can be used. `why`: "crash", "hang" or "garbage"."""

    def __init__(self, why: str, details: str) -> None:
        super().__init__(details)
        self.why = why
        self.details = details


class Child:
    """A running adapter."""

    def __init__(self, command: str, *, patience: float, stdio: bool = False) -> None:
        self._patience = patience
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `close`
        self._buffer = b""
        words = shlex.split(command)
        if stdio:
            self._process = subprocess.Popen(
                words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stderr,
                bufsize=0, start_new_session=True,
            )  # fmt: skip
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._out = os.dup(self._process.stdin.fileno())
            self._in = os.dup(self._process.stdout.fileno())
            self._process.stdin.close()
            self._process.stdout.close()
        else:
            self._start_on_own_descriptors(words)
        os.set_blocking(self._in, False)
        self._poll = select.poll()
        self._poll.register(self._in, select.POLLIN)
        self._pin()

    def _start_on_own_descriptors(self, words: list[str]) -> None:
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        # Above 9, so that the launcher's dup2 to 3 and 4 can never hit one that it still needs.
        passed = [fcntl.fcntl(fd, fcntl.F_DUPFD, _FIRST_FREE) for fd in (theirs_in, theirs_out)]
        launch = [sys.executable, "-I", "-S", "-c", _LAUNCH, *map(str, passed), *words]
        try:
            self._process = subprocess.Popen(
                launch, stdin=subprocess.DEVNULL, stdout=self._stderr, stderr=self._stderr,
                pass_fds=passed, start_new_session=True,
            )  # fmt: skip
        finally:
            for fd in (theirs_in, theirs_out, *passed):
                os.close(fd)
        self._in, self._out = ours_in, ours_out

    def _pin(self) -> None:
        """One at a time is awake: on one core a turn costs a quarter of what it costs on two."""
        self.core = one_core()
        keep_on(self.core, self._process.pid)

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send a command; its answer. Raises `ChildFailed`."""
        self._send(_to_json(message).encode() + b"\n")
        line = self._receive()
        try:
            text = line.decode()
            answer, end = _from_json(text)
            if text[end:].strip():
                raise ValueError
        except (ValueError, RecursionError):
            raise ChildFailed(
                "garbage", f"a line of the protocol is no JSON: {line[:200]!r}"
            ) from None
        if not isinstance(answer, dict):
            raise ChildFailed("garbage", f"a line of the protocol is no object: {line[:200]!r}")
        return answer

    def _send(self, line: bytes) -> None:
        view = memoryview(line)
        try:
            while view:
                view = view[os.write(self._out, view) :]
        except BrokenPipeError:
            raise self._gone() from None

    def _receive(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            try:
                # On one core the answer is mostly there already when the command has been written.
                piece = os.read(self._in, _PIPE)
            except BlockingIOError:
                self._await()
                continue
            if not piece:
                raise self._gone()
            self._buffer += piece
            if len(self._buffer) > MAX_LINE:
                raise ChildFailed("garbage", f"a line of more than {MAX_LINE} bytes")
        line, self._buffer = self._buffer[:end], self._buffer[end + 1 :]
        return line

    def _await(self) -> None:
        if not self._poll.poll(self._patience * 1000):
            raise ChildFailed("hang", f"no answer for {self._patience:g} s{self.last_words()}")

    def _gone(self) -> ChildFailed:
        """The child has closed its end: how it ended."""
        try:
            status = self._process.wait(self._patience)
        except subprocess.TimeoutExpired:
            return ChildFailed("garbage", "it closed the protocol's stream, and runs on")
        if status < 0:
            how = f"killed by {signal.Signals(-status).name}"
        else:
            how = f"exited with status {status}"
        return ChildFailed("crash", f"the adapter {how}{self.last_words()}")

    def last_words(self) -> str:
        """The last lines of its stderr: evidence, never a verdict."""
        self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, self._stderr.tell() - 4096))
        text = self._stderr.read().decode(errors="replace")
        lines = ["".join(c for c in line if c.isprintable()) for line in text.splitlines()]
        said = [line for line in lines if line][-_STDERR_LINES:]
        return "; it said: " + " | ".join(said) if said else ""

    def close(self) -> None:
        """End the child and what it has started: by closing its stream, and then by signal."""
        for fd in (self._out, self._in):
            with contextlib.suppress(OSError):
                os.close(fd)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.5)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._stderr.close()
