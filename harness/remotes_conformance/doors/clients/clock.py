"""Virtual time for a client in this process: its sleeps take none, and its clocks show them.

A moment is real time plus all that was slept or waited. Threads that were there before the
operation keep real time, and so do waits for locks, conditions and events.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, SupportsIndex

LONGEST: Final = 24 * 3600.0
"""Seconds of virtual time after which an operation does not end."""
_SLEEP, _MONOTONIC, _TIME = time.sleep, time.monotonic, time.time


class Stopped(BaseException):
    """The operation has no end, and is stopped. No client should catch it."""


class VirtualClock:
    """In its `with` block, `time.sleep`, `time.monotonic` and `time.time` are virtual."""

    def __init__(self) -> None:
        self._began = _MONOTONIC()
        self._skipped = 0.0
        self._outside: frozenset[int] = frozenset()
        self._lock = threading.Lock()

    @property
    def now(self) -> float:
        """Seconds since the beginning."""
        return _MONOTONIC() - self._began + self._skipped

    def skip(self, seconds: float) -> None:
        """Let so much time pass. Raises `Stopped` if that is too much."""
        with self._lock:
            self._skipped += max(seconds, 0.0)
            is_over = self._skipped > LONGEST
        if is_over:
            raise Stopped(f"it waits for more than {LONGEST / 3600:g} hours")

    def __enter__(self) -> VirtualClock:
        self._outside = frozenset(thread.ident or 0 for thread in threading.enumerate())
        time.sleep = self._sleep
        time.monotonic = self._shifted(_MONOTONIC)
        time.time = self._shifted(_TIME)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        time.sleep, time.monotonic, time.time = _SLEEP, _MONOTONIC, _TIME

    def _is_outside(self) -> bool:
        return threading.get_ident() in self._outside

    def _sleep(self, seconds: float | SupportsIndex, /) -> None:
        if self._is_outside():
            _SLEEP(float(seconds))
        else:
            self.skip(float(seconds))

    def _shifted(self, real: Callable[[], float]) -> Callable[[], float]:
        return lambda: real() if self._is_outside() else real() + self._skipped
