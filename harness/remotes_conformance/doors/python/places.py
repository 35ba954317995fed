"""The places in an implementation's own code from which the events of a play come.

It is noted only within `noting`, which is around one more play of a finding that is reported:
walking up the stack at each call takes time. It works for blocking code and for code that is
awaited, because a coroutine that runs stands on the stack below those that it awaits.
"""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from types import CodeType, FrameType

from ...world.journal import Entry, Journal
from .came_out import OURS, traceback_of

_STANDARD = sysconfig.get_path("stdlib")
_PACKAGES = ("site-packages", "dist-packages")
MOST = 3
"""The number of lines that are kept: that of the call, and those that lead to it."""


class Places:
    """The lines of one play, by task, call and handle, in the order of the calls."""

    def __init__(self) -> None:
        self._here: Path | None = None
        with suppress(OSError):
            self._here = Path.cwd()
        self._calls: dict[tuple[int, str, str], list[str]] = {}
        self._latest: dict[int, str] = {}
        self._ends: dict[int, str] = {}

    def note_call(self, task: int, op: str, handle: str, frame: FrameType | None) -> None:
        """A collaborator was called from *frame*."""
        line = self._lines(_frames(frame))
        self._calls.setdefault((task, op, handle), []).append(line)
        self._latest[task] = line

    def note_error(self, task: int, error: BaseException) -> None:
        """*error* came out of the call with that number."""
        frames, traceback = [], traceback_of(error)
        while traceback is not None:
            frames.append((traceback.tb_frame.f_code, traceback.tb_lineno))
            traceback = traceback.tb_next
        self._ends[task] = self._lines(reversed(frames))

    def of(self, journal: Journal, entry: Entry) -> str:
        """The origin of *entry* of *journal*, which is of an equal play; "": it is not known.

        Of a call that returned without an error: where it made its last call.
        """
        if entry not in journal.entries:
            return ""
        if entry.op == "return":
            latest = self._latest.get(entry.task, "")
            return self._ends.get(entry.task, f"after {latest}" if latest else "")
        key = (entry.task, str(entry.op), entry.handle)
        before = journal.entries[: journal.entries.index(entry)]
        nth = sum((one.task, one.op, one.handle) == key for one in before)
        lines = self._calls.get(key, [])
        return lines[nth] if nth < len(lines) else ""

    def _lines(self, frames: Iterable[tuple[CodeType, int]]) -> str:
        """The innermost lines that are neither the harness's nor the standard library's."""
        theirs = (
            f"{self._shown(code.co_filename)}:{line} in {code.co_name}"
            for code, line in frames
            if _is_theirs(code.co_filename)
        )
        return ", from ".join(islice(theirs, MOST))

    def _shown(self, path: str) -> str:
        """Below the folder of the run the path from there, otherwise the name alone."""
        here, there = self._here, Path(path)
        if here is None or not there.is_relative_to(here) or _is_installed(path):
            return there.name
        return str(there.relative_to(here))


_now: Places | None = None


@contextmanager
def noting() -> Iterator[Places]:
    """Note the lines of the play within."""
    global _now
    before, _now = _now, Places()
    try:
        yield _now
    finally:
        _now = before


def note_call(task: int, op: str, handle: str) -> None:
    """A method of a collaborator calls this, for each call of a task."""
    if _now is not None:
        _now.note_call(task, op, handle, sys._getframe(1))


def note_error(task: int, error: BaseException) -> None:
    """A door calls this if *error* came out of a task."""
    if _now is not None:
        _now.note_error(task, error)


def _frames(frame: FrameType | None) -> Iterator[tuple[CodeType, int]]:
    while frame is not None:
        yield frame.f_code, frame.f_lineno
        frame = frame.f_back


def _is_theirs(path: str) -> bool:
    if path.startswith((OURS, "<")):
        return False
    return not path.startswith(_STANDARD) or _is_installed(path)


def _is_installed(path: str) -> bool:
    return any(name in path for name in _PACKAGES)
