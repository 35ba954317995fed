"""The state of the process that an implementation has to leave as it was: looked at in each world.

Only what is cheap to look at, and what other code in the process relies on.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import glob
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any, NamedTuple

from . import patches
from .streams import OpenStreams

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# `signal.getsignal` looks for an enum for each answer, which is a fortieth of the time of a world.
_handler_of: Callable[[int], Any] = getattr(signal, "_signal", signal).getsignal
_A_LOOK = getattr(os, "WEXITED", 0) | getattr(os, "WNOHANG", 0) | getattr(os, "WNOWAIT", 0)


class _Part(NamedTuple):
    name: str
    get: Callable[[], Any]
    put: Callable[[Any], Any]


def _attribute(owner: Any, name: str) -> _Part:
    return _Part(
        f"{owner.__name__}.{name}",
        lambda: getattr(owner, name),
        lambda value: setattr(owner, name, value),
    )


def _handler(number: signal.Signals) -> _Part:
    def put(handler: Any) -> None:
        # Only the main thread may; elsewhere it is reported, and stays.
        with contextlib.suppress(ValueError):
            signal.signal(number, handler)

    return _Part(f"the handler of {number.name}", lambda: _handler_of(number), put)


def _working_directory() -> str:
    try:
        return os.getcwd()
    except OSError:
        return ""  # it has been removed


def _go_to(place: str) -> None:
    if place:
        os.chdir(place)


def _collect_garbage(is_enabled: bool) -> None:
    (gc.enable if is_enabled else gc.disable)()


_PARTS = (
    _attribute(sys, "stdout"),
    _attribute(sys, "stderr"),
    _attribute(sys, "excepthook"),
    _attribute(sys, "unraisablehook"),
    _attribute(threading, "excepthook"),
    *map(_handler, _SIGNALS),
    _Part("the working directory", _working_directory, _go_to),
    _Part("the recursion limit", sys.getrecursionlimit, sys.setrecursionlimit),
    _Part("gc.isenabled()", gc.isenabled, _collect_garbage),
)


class Surroundings:
    """The process as it is now."""

    def __init__(self) -> None:
        self._before = [part.get() for part in _PARTS]
        self._children = _children()
        self._streams = OpenStreams()

    def changed(self) -> tuple[str, ...]:
        """The names of everything that has changed; it is put back."""
        found = [*patches.meddling(), *self._streams.restore()]
        for part, before in zip(_PARTS, self._before, strict=True):
            now = part.get()
            if now is not before and now != before:
                part.put(before)
                found.append(part.name)
        return tuple(found)

    def left_running(self) -> tuple[str, ...]:
        """Processes that were started since and have not ended."""
        started = [child for child in _children() - self._children if _runs(child)]
        _left.update(started)
        return ("a child process",) if started else ()


_left: set[int] = set()
"""Processes that worlds have left. A pool may serve later worlds: they are ended at the end."""


def end_leftovers() -> None:
    """End the processes that worlds have left, also stopped ones. At exit it is done again."""
    while _left:
        child = _left.pop()
        if _runs(child):
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)


atexit.register(end_leftovers)


_listed: tuple[str, frozenset[int]] = ("", frozenset())
"""The latest list of children, and the id that the system had given last when it was made."""


def _children() -> frozenset[int]:
    """The ids of this process's children, also of those that have ended and were not waited for.

    Only where the kernel reports it: on Linux. A list stays good until the system gives a new id.
    """
    global _listed
    if not _has_children():
        return frozenset()
    latest = _latest_id()
    if latest != _listed[0] or not latest:
        children: set[int] = set()
        for task in glob.iglob("/proc/self/task/*/children"):
            # A thread that has ended since hands its children to another.
            with contextlib.suppress(OSError), open(task, encoding="ascii") as ids:
                children.update(map(int, ids.read().split()))
        _listed = latest, frozenset(children)
    return _listed[1]


def _latest_id() -> str:
    """The id of the newest process or thread of the system; empty: it is not reported."""
    try:
        with open("/proc/loadavg", encoding="ascii") as load:
            return load.read().split()[-1]
    except (OSError, IndexError):
        return ""


def _has_children() -> bool:
    """One cheap call, whose answer is no in nearly every world."""
    if not hasattr(os, "waitid"):
        return False
    try:
        os.waitid(os.P_ALL, 0, _A_LOOK)
    except ChildProcessError:
        return False
    return True


def _runs(child: int) -> bool:
    try:
        return os.waitid(os.P_PID, child, _A_LOOK) is None
    except ChildProcessError:
        return False  # its end was awaited
