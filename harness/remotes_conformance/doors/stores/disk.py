"""A disk that refuses: calls of the operating system fail where a script demands it.

While it is in use, `open` is the standard library's own twin in Python, `_pyio.open`, all of whose
writes go through `os`. Whatever goes around `os` (a database in C, a name that was imported from
`os` before) meets no faults.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import Any

from ...scenarios.scenario import Scenario
from ...scenarios.script import Fault, Script

_CALLS = {
    "open": ("open", "mkdir"),
    "write": ("write", "pwrite"),
    "fsync": ("fsync", "fdatasync"),
    "rename": ("rename", "replace", "link"),
    "close": ("close",),
}


_open_by_os: Any = import_module("_pyio").open


def has_faults(scenario: Scenario) -> bool:
    """True if the disk fails in it."""
    return any(isinstance(one, Script) and one.faults for one in scenario.calls)


class StepFaults:
    """The calls that the disk refuses in one step. `first`: the first of them ("": none)."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self._faults = faults
        self._counts: dict[str, int] = {}
        self.first = ""

    def comes(self, call: str) -> Fault | None:
        """The fault that this call meets, if it meets one."""
        nth = self._counts[call] = self._counts.get(call, 0) + 1
        for fault in self._faults:
            if fault.call == call and nth >= fault.nth:
                self.first = self.first or call
                return fault
        return None


_STEP_FAULTS: ContextVar[StepFaults | None] = ContextVar("remotes_trouble", default=None)


@contextmanager
def with_faults(faults: StepFaults) -> Iterator[None]:
    """Within, this thread or coroutine meets *faults*."""
    token = _STEP_FAULTS.set(faults)
    try:
        yield
    finally:
        _STEP_FAULTS.reset(token)


@contextmanager
def refusing() -> Iterator[None]:
    """Within, the calls of `os` can fail."""
    originals = {name: getattr(os, name) for names in _CALLS.values() for name in names}
    opened = builtins.open, io.open
    for call, names in _CALLS.items():
        for name in names:
            setattr(os, name, _wrapped(call, originals[name]))
    builtins.open = io.open = _open_by_os
    try:
        yield
    finally:
        builtins.open, io.open = opened
        for name, original in originals.items():
            setattr(os, name, original)


def _wrapped(call: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def wrapper(*args: Any, **named: Any) -> Any:
        faults = _STEP_FAULTS.get()
        if faults is None:
            return original(*args, **named)
        begins = not faults.first
        fault = faults.comes(call)
        if fault is None:
            return original(*args, **named)
        if call == "close":
            original(*args, **named)
        if call == "write" and begins and len(args[1]) > 1:
            return original(args[0], bytes(args[1])[: len(args[1]) // 2], *args[2:])
        number = getattr(errno, fault.error)
        raise OSError(number, f"{os.strerror(number)} (by the harness)")

    return wrapper
