"""What a door could leave behind: processes that it has started, pipes, files."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def marked_processes(mark: str) -> list[str]:
    """The living processes whose environment carries *mark*: descendants of ours."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[0]
            if mark.encode() in (entry / "environ").read_bytes() and state != "Z":
                found.append(entry.name)
    return found


def open_pipes() -> list[str]:
    """Our open pipes and deleted files."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            name = os.readlink(entry)
            if name.startswith("pipe:") or "(deleted)" in name:
                found.append(name)
    return sorted(found)
