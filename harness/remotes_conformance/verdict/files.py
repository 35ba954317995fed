"""Reports in files: tried before anything is judged, and written as a whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path

_PROBE = bytes(64 * 1024)
"""Bytes that are written to see whether there is room: fewer than a report, more than a block."""

_ERRORS = "backslashreplace"
"""Half of a surrogate pair is no text, but an implementation's error may contain it."""


class Unwritable(Exception):
    """A file cannot be written; the message has the reason."""


def try_out(path: Path) -> None:
    """See whether *path* can be written later. Raises `Unwritable`; leaves nothing behind.

    Other than regular files (`/dev/stdout`, a pipe) are only looked at: a probe would be output.
    """
    try:
        target = path.resolve()
        if target.is_dir():
            raise Unwritable("it is a folder: name a file")
        if not target.parent.is_dir():
            raise Unwritable(f"there is no folder {target.parent}; create it first")
        if target.exists() and not os.access(target, os.W_OK):
            raise Unwritable("it may not be written")
        if _is_special(target):
            return
        handle, name = _beside(target)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_PROBE)
        finally:
            os.unlink(name)
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise Unwritable(_reason(error)) from None


def write_whole(path: Path, text: str) -> None:
    """Put *text* into the place of the file at *path*, as a whole or not at all.

    Raises `Unwritable`: then a file that was there before is as it was.
    """
    try:
        target = path.resolve()
        if _is_special(target):
            target.write_text(text, encoding="utf-8", errors=_ERRORS, newline="")
            return
        handle, name = _beside(target)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors=_ERRORS, newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            if target.exists():
                shutil.copymode(target, name)
            else:
                os.chmod(name, 0o644)
            os.replace(name, target)
        except BaseException:
            os.unlink(name)
            raise
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise Unwritable(_reason(error)) from None


def _is_special(path: Path) -> bool:
    return path.exists() and not stat.S_ISREG(path.stat().st_mode)


def _beside(path: Path) -> tuple[int, str]:
    """A new temporary file in the same folder, from where it can be renamed."""
    # The name of a report may be as long as the system allows: this one is no longer.
    return tempfile.mkstemp(dir=path.parent, prefix=".remotes-")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
