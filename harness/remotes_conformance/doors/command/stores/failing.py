"""The door for a program whose disk fails: system calls are refused within steps of a script."""

from __future__ import annotations

from typing import Any

from .refusing import Refusals
from .worlds import StoreWorlds


class FailingStoreDoor(StoreWorlds):
    """Plays scripts with faults on the stores of one child, whose system calls are filtered."""

    name = "content store behind the command door, on a failing disk"

    def __init__(self, command: str, socket_path: str, **options: Any) -> None:
        """*socket_path*: where the child is to find the harness; *options*: as `StoreWorlds`."""
        super().__init__(command, **options)
        self._refusals = Refusals(self._folders.path, socket_path)
        self._command = self._refusals.command(command)

    def close(self) -> None:
        """End the child, and answer no more system calls."""
        super().close()
        if self._refusals is not None:
            self._refusals.close()
            self._refusals = None
