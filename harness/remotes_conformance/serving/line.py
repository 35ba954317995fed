"""The two descriptors on which a served implementation talks with the harness."""

from __future__ import annotations

import json
import os
from typing import Any

from ..world.journal import plain

_READ_SIZE = 64 * 1024
"""Bytes that one read takes at the most: as many as a pipe of Linux holds."""
real_exit = os._exit
"""Ends the process at once. It is taken before `patches.py` replaces `os._exit`: if a strand reads
that there are no more commands, the replacement would only raise `SystemExit` in it."""
_to_json = json.JSONEncoder(separators=(",", ":"), default=plain).encode


class Line:
    """One JSON object a line, each way."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._buffer = b""
        for descriptor in (commands, answers):
            os.set_inheritable(descriptor, False)

    @classmethod
    def named_by_the_harness(cls) -> Line:
        """Descriptors 3 and 4, or those that the environment names."""
        return cls(int(os.environ.get("REMOTES_IN", "3")), int(os.environ.get("REMOTES_OUT", "4")))

    @classmethod
    def over_stdio(cls) -> Line:
        """stdin and stdout; what is printed from now on goes to stderr."""
        answers = os.dup(1)
        os.dup2(2, 1)
        return cls(0, answers)

    def send(self, message: dict[str, Any]) -> None:
        """Write one line."""
        view = memoryview(_to_json(message).encode() + b"\n")
        while view:
            view = view[os.write(self._answers, view) :]

    def receive(self) -> dict[str, Any]:
        """The next command. When there is none any more, the process ends, whatever still runs."""
        while (end := self._buffer.find(b"\n")) < 0:
            piece = os.read(self._commands, _READ_SIZE)
            if not piece:
                real_exit(0)
            self._buffer += piece
        line, self._buffer = self._buffer[:end], self._buffer[end + 1 :]
        command: dict[str, Any] = json.loads(line)
        return command
