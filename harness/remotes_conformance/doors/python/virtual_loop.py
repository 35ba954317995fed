"""An asyncio loop whose clock is moved from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ..strands import Condemned

_reported: set[str] = set()
"""The reports of tasks that are not awaited: made once, not after every scenario."""


def _report_once(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Report an error of the implementation's that is not awaited.

    That a world has ended is no error of the coroutines that were under way in it.
    """
    error = context.get("exception")
    if isinstance(error, Condemned):
        return
    place = error.__traceback__ if error is not None else None
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place is not None else ""
    what = f"{context.get('message')} {type(error).__name__} {where}"
    if what not in _reported:
        _reported.add(what)
        loop.default_exception_handler(context)


class VirtualLoop(asyncio.BaseEventLoop):
    """An event loop without file descriptors. When nothing is ready it calls `quiesce`."""

    def __init__(self) -> None:
        super().__init__()
        self._clock_resolution = 1e-9
        self._selector = self
        self.woken = False
        self.set_exception_handler(_report_once)
        self.now: Callable[[], int] = lambda: 0
        self.quiesce: Callable[[float | None], None] = lambda timeout: None

    def time(self) -> float:
        return self.now() / 1_000_000_000

    @property
    def is_idle(self) -> bool:
        """No callback is ready, and none is scheduled."""
        return not (self._ready or self._scheduled or self.woken)  # type: ignore[attr-defined]

    def select(self, timeout: float | None) -> list[Any]:
        """The method of a selector; a timeout other than 0 means that no callback is ready."""
        if timeout is None or timeout > 0:
            self.quiesce(timeout)
        self.woken = False
        return []

    def _process_events(self, event_list: list[Any]) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        self.woken = True

    def __del__(self) -> None:
        """It holds no descriptors: an unclosed loop is not worth a warning."""
        if not self.is_running():
            self.close()
