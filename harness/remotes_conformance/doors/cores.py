"""Strands, or a child, that take turns with the harness do so on one core.

Only one of them is ever awake. To wake one on another core takes four times as long as on its own,
and to move there takes longer than a short world: a thread that plays many worlds stays for all of
them.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


def one_core() -> int | None:
    """The core to stay on; None: the system does not let us choose.

    Where the scheduler has put us is a good place: other processes, busy too, are elsewhere. The
    workers of pytest-xdist start all at once, some on the same core: they are dealt out.
    """
    if not hasattr(os, "sched_getaffinity"):
        return None
    allowed = sorted(os.sched_getaffinity(0))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if worker.isdecimal():
        return allowed[int(worker) % len(allowed)]
    try:
        with open("/proc/thread-self/stat", encoding="utf-8", errors="replace") as stat:
            # proc(5): the 39th field; the second is a name, which may hold anything.
            return int(stat.read().rpartition(")")[2].split()[36])
    except (OSError, ValueError, IndexError):
        return allowed[0]


def keep_on(core: int | None, process: int = 0) -> None:
    """Keep *process* (0: the calling thread) on *core*, where the system allows it."""
    if core is not None:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(process, {core})


def wake_politely() -> None:
    """The calling thread, when it is woken, lets the one that woke it go on until that one waits.

    By default it would take over at once, only to find that it has to wait for the interpreter's
    lock, and to go to sleep again: that doubles the cost of a hand-over.
    """
    if hasattr(os, "SCHED_BATCH"):
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


@contextlib.contextmanager
def on(core: int | None) -> Iterator[None]:
    """The calling thread takes turns with others on *core* for a while."""
    if core is None:
        yield
        return
    cores, policy = os.sched_getaffinity(0), os.sched_getscheduler(0)
    keep_on(core)
    wake_politely()
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, cores)
            os.sched_setscheduler(0, policy, os.sched_param(0))
