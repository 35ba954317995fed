"""Where strands, or a child, take turns with the harness, they do so on one core.

Only one of them is ever awake. To wake one on another core takes four times as long as on its own.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


def one_core() -> int | None:
    """The core for this process's turns (other processes may take others); None: no choice."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    cores = sorted(os.sched_getaffinity(0))
    return cores[os.getpid() % len(cores)]


def keep_on(core: int | None, process: int = 0) -> None:
    """Keep *process* (0: the calling thread) on *core*, where the system allows it."""
    if core is not None:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(process, {core})


@contextlib.contextmanager
def on(core: int | None) -> Iterator[None]:
    """The calling thread stays on *core* for a while."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    keep_on(core)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, before)
