"""The child process behind the command door: one line out, one line back, within a time limit.

The ways in which a child can fail are distinguished here and in `translation`, and nowhere else.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import shlex
import shutil
import signal
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Mapping
from typing import Any

from ..cores import one_core
from .launching import Launched
from .lines import BadLine, read_line, short

MAX_LINE = 64 * 1024 * 1024
MAX_STDERR = 16 * 1024 * 1024
"""Bytes of stderr that are kept, roughly: a child that prints without end fills no disk."""
_PIPE = 64 * 1024
"""The capacity of a pipe. A larger buffer for each read costs as much as the child's whole turn."""
_LONG_LINE = 256 * 1024
_MANY_LINES = 16
_STDERR_LINES = 12
_GRACE = 0.5
"""Seconds in which a healthy child ends by itself when we hang up."""
_GLANCE = 0.05
"""Seconds after which we look whether the child still runs: another may hold its pipe open."""
_to_json = json.JSONEncoder(separators=(",", ":")).encode

OnTurn = Callable[[Mapping[str, Any], Mapping[str, Any]], None]


class ChildFailed(Exception):
    """The child gave no answer that can be used. `why`: "crash", "hang", or as of `BadLine`.

    `idle`: it had answered all that it has taken of us.
    """

    def __init__(self, why: str, details: str, *, idle: bool = False) -> None:
        super().__init__(details)
        self.why = why
        self.details = details
        self.idle = idle


class Child:
    """A running adapter."""

    def __init__(
        self, command: str, *, patience: float, stdio: bool = False, on_turn: OnTurn | None = None
    ) -> None:
        """`on_turn` is called with each command and its answer.

        Raises `ValueError` where *command* is none, and `OSError` where nothing can be started.
        """
        words = _words(command)
        self.on_turn = on_turn
        self._patience = patience
        self._buffer = bytearray()
        self._grace = _GRACE
        self._stderr_before = self._stderr_from = 0
        self._sent = 0
        self._has_answered = False
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `close`
        # The child shares our place in the file: it appends, and we never move.
        fcntl.fcntl(self._stderr, fcntl.F_SETFL, os.O_APPEND)
        # One at a time is awake: on one core a turn costs a quarter of what it costs on two.
        self.core = one_core()
        try:
            self._launched = Launched(
                words, stdio=stdio, stderr=self._stderr.fileno(), core=self.core
            )
        except BaseException:
            self._stderr.close()
            raise
        self._in, self._out = self._launched.answers, self._launched.commands
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(self._in, select.POLLIN)
        self._writable.register(self._out, select.POLLOUT)

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Send a command; its answer. Raises `ChildFailed`."""
        if self._buffer:
            raise self._too_much()
        self.send(message)
        answer = self.receive()
        if self.on_turn is not None:
            self.on_turn(message, answer)
        return answer

    def send(self, message: dict[str, Any]) -> None:
        """Send a command, whether or not earlier ones are answered. Raises `ChildFailed`."""
        self._send(_to_json(message).encode() + b"\n")

    def receive(self) -> dict[str, Any]:
        """The next answer. Raises `ChildFailed`."""
        line = self._receive()
        try:
            return read_line(line)
        except BadLine as bad:
            raise self._failed(bad.why, str(bad)) from None

    def begins_a_world(self) -> None:
        """Its stderr from its next answer on belongs to another scenario.

        Until then it may still be about the one before, whose end it has not answered.
        """
        self._stderr_from = self._stderr_before
        size = os.fstat(self._stderr.fileno()).st_size
        if size - self._stderr_before > MAX_STDERR:
            os.ftruncate(self._stderr.fileno(), 0)
            self._stderr_from = size = 0
        self._stderr_before = size

    def expects_silence(self, seconds: float = 0.0) -> None:
        """After its last answer it writes nothing, and runs on: for *seconds*, or until now.

        Raises `ChildFailed`.
        """
        if seconds:
            self._readable.poll(seconds * 1000)
        try:
            piece = os.read(self._in, _PIPE)
        except BlockingIOError:
            piece = b""
        else:
            if not piece:
                raise self._gone(idle=True)
        self._buffer += piece
        if self._buffer:
            raise self._too_much()

    def _has_left_the_command(self) -> bool:
        """The latest command is as it was sent: whatever the child did, it was not for that."""
        try:
            unread = fcntl.ioctl(self._out, termios.FIONREAD, bytes(4))
        except OSError:
            return False  # not every system reports that at this end of a pipe
        return int.from_bytes(unread, sys.byteorder) == self._sent

    # -- one line --------------------------------------------------------------------------------

    def _send(self, line: bytes) -> None:
        view = memoryview(line)
        self._sent = len(line)
        while view:
            try:
                view = view[os.write(self._out, view) :]
            except BlockingIOError:
                self._await(self._writable, "it did not read the command")
            except BrokenPipeError:
                raise self._gone(idle=len(view) == len(line)) from None

    def _receive(self) -> bytes:
        searched, deadline = 0, 0.0
        buffer = self._buffer
        while (end := buffer.find(b"\n", searched)) < 0:
            searched = len(buffer)
            if searched > MAX_LINE:
                raise self._failed(
                    "flood", f"a line of more than {MAX_LINE >> 20} MiB: {short(buffer)}"
                )
            try:
                # On one core the answer is mostly there already when the command has been written.
                piece = os.read(self._in, _PIPE)
            except BlockingIOError:
                deadline = deadline or time.monotonic() + self._patience
                silence = f"half a line, {short(buffer)}, and then" if buffer else "no answer"
                self._await(self._readable, silence, deadline)
                continue
            if not piece:
                raise self._gone()
            buffer += piece
        self._has_answered, self._stderr_from = True, self._stderr_before
        line = bytes(buffer[:end])
        del buffer[: end + 1]
        return line

    def _await(self, ready: select.poll, silence: str, deadline: float | None = None) -> None:
        """Wait until the pipe can be used. Raises `ChildFailed`."""
        deadline = deadline or time.monotonic() + self._patience
        while not ready.poll(_GLANCE * 1000):
            if self._launched.ended() is not None and not ready.poll(0):
                raise self._gone()
            if time.monotonic() >= deadline:
                if silence.endswith("then"):
                    silence += " nothing"
                raise self._failed(
                    "hang", f"{silence} for {self._patience:g} s{self._advice(silence)}"
                )

    # -- what went wrong -------------------------------------------------------------------------

    def _advice(self, silence: str) -> str:
        """The most frequent reasons of a silence."""
        if self._sent > _LONG_LINE:
            megabytes = f"{self._sent / 1e6:.1f} MB"
            return f", to a line of {megabytes}: a slow parser needs a longer --remotes-patience"
        if not self._has_answered and silence == "no answer":
            return ": is each answer one line, flushed, on the descriptor that REMOTES_OUT names?"
        return ""

    def _failed(self, why: str, details: str, *, idle: bool = False) -> ChildFailed:
        self._grace = 0.0
        return ChildFailed(why, details + self.latest_stderr(), idle=idle)

    def _too_much(self) -> ChildFailed:
        lines = self._buffer.count(b"\n")
        if lines >= _MANY_LINES or len(self._buffer) > _PIPE // 2:
            return self._failed("flood", f"a flood of lines: {short(self._buffer)}")
        return self._failed(
            "garbage", f"more than one line in answer to a command: {short(self._buffer)}"
        )

    def _gone(self, *, idle: bool = False) -> ChildFailed:
        """The child has closed its end, or has ended: how."""
        status = self._launched.ended(self._patience)
        if status is None:
            return self._failed("garbage", "it closed its end of the protocol, but still runs")
        idle = self._has_answered and (idle or self._has_left_the_command())
        when = " after its last answer" if idle else ""
        if self._buffer:
            when = f" in the middle of a line, {short(self._buffer)}"
        how = f"killed by {_signal(-status)}" if status < 0 else f"exited with status {status}"
        return self._failed("crash", f"the adapter {how}{when}", idle=idle)

    def latest_stderr(self) -> str:
        """The last lines of its stderr in this world: evidence, never a verdict."""
        end = os.fstat(self._stderr.fileno()).st_size
        start = max(min(self._stderr_from, end), end - 4096)
        text = os.pread(self._stderr.fileno(), end - start, start).decode(errors="replace")
        lines = ["".join(c for c in line if c.isprintable()) for line in text.splitlines()]
        latest = [line for line in lines if line][-_STDERR_LINES:]
        return "; its stderr: " + " | ".join(latest) if latest else ""

    def kill(self) -> None:
        """Kill the child, in the middle of whatever it does. What remains is to `close` it."""
        self._launched.kill()
        self._grace = 0.0

    def close(self) -> None:
        """End the child and what it has started."""
        self._launched.end(grace=self._grace)
        self._stderr.close()


def _words(command: str) -> list[str]:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ValueError(f"its quotes do not match: {error}") from None
    if not words or not words[0]:
        raise ValueError("the command is empty")
    if shutil.which(words[0]) is None:
        problem = "cannot be executed" if os.path.exists(words[0]) else "is not there"
        raise OSError(f"the program {words[0]} {problem}: check its path and its permissions")
    return words


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
