"""Possible leftovers of a door: processes that it has started, pipes, sockets, files."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def marked_processes(mark: str) -> list[str]:
    """The living processes whose environment or arguments carry *mark*: descendants of ours."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
            texts = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            if mark.encode() in texts and state != "Z":
                found.append(entry.name)
    return found


def open_pipes() -> list[str]:
    """Our open pipes, sockets and deleted files."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            name = os.readlink(entry)
            if name.startswith(("pipe:", "socket:")) or "(deleted)" in name:
                found.append(name)
    return sorted(found)
