"""Clients that are programs, for `confirming.py`: a method for each command line."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import Any


class Commands:
    """`lines`: by operation, with the placeholders of docs/clients.md."""

    def __init__(self, **lines: str) -> None:
        self._lines = lines

    def pull(self, operation: Any) -> None:
        self._run("pull", operation)

    def push(self, operation: Any) -> None:
        self._run("push", operation)

    def fetch(self, operation: Any) -> None:
        self._run("fetch", operation)

    def _run(self, does: str, operation: Any) -> None:
        values = {**vars(operation), "out": str(operation.folder), "in": str(operation.folder)}
        words = [word.format_map(values) for word in shlex.split(self._lines[does])]
        room = Path(operation.room)
        own = {name: str(room) for name in ("HOME", "XDG_RUNTIME_DIR", "XDG_DATA_HOME", "TMPDIR")}
        (room / "auth.json").write_text("{}")
        own["REGISTRY_AUTH_FILE"] = str(room / "auth.json")
        done = subprocess.run(
            words, env={**os.environ, **own}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"status {done.returncode}: {done.stderr.strip()[-300:]}")
