"""A run that is stopped by SIGTERM ends as one that is stopped by Ctrl-C: it leaves nothing."""

from __future__ import annotations

import contextlib
import signal
from types import FrameType


def stop_as_by_an_interrupt() -> None:
    """From now on SIGTERM raises `KeyboardInterrupt`, unless it is handled already."""
    # Outside of the main thread, the owner of that thread decides.
    with contextlib.suppress(ValueError):
        if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
            signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a second one ends the process at once
    raise KeyboardInterrupt
