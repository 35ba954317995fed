"""Patches for `time`, `threading` and `queue`: ordinary blocking code then runs in virtual time.

Each patch asks which thread calls it. A strand of an implementation is parked in its world; any
other thread gets the real thing. So they can stay in place for a whole session.
"""

from __future__ import annotations

import _thread
import concurrent.futures.thread as pools
import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from ...world import Call
from ...world.journal import EPOCH
from ..strands import STRANDS, Condemned, Strand, current
from .forks import end_if_forked, watch_forks

_LAST_WORDS = 0.5
"""Real seconds that the end of the process waits for a thread that was given up."""
_MAX_CLOCK_READS = 100_000
_EPOCH = EPOCH / 1_000_000_000

_real_lock = _thread.allocate_lock
real_sleep = time.sleep
real_monotonic = time.monotonic
_real_rlock = threading.RLock
_real_start = threading.Thread.start
_real_join = threading.Thread.join
_real_is_alive = threading.Thread.is_alive
real_simple_queue = queue.SimpleQueue

IMPORTING: set[int] = set()
"""Threads that import an implementation just now: the locks they make must be ours."""


class CooperativeLock:
    """A lock of the implementation's. A strand that has to wait for it is parked in its world."""

    def __init__(self) -> None:
        self._held = False

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        if not self._held:
            self._held = True
            return True
        if not blocking:
            return False
        strand = current()
        if strand is None:
            return self._acquire_outside(timeout)
        seconds = None if timeout < 0 else timeout
        strand.play.call(strand, Call(strand.task, "block", seconds=seconds, ready=self._is_free))
        if current() is None:
            return self._acquire_outside(timeout)  # the process ends, and it runs in real time
        if self._held:
            return False
        self._held = True
        return True

    def _is_free(self) -> bool:
        return not self._held

    def _acquire_outside(self, timeout: float) -> bool:
        end = None if timeout < 0 else time.monotonic() + timeout
        while self._held:
            if end is not None and time.monotonic() >= end:
                return False
            real_sleep(0.001)
        self._held = True
        return True

    def release(self) -> None:
        if not self._held:
            raise RuntimeError("release unlocked lock")
        self._held = False

    def locked(self) -> bool:
        return self._held

    def _at_fork_reinit(self) -> None:
        self._held = False

    __enter__ = acquire

    def __exit__(self, *exc: object) -> None:
        self.release()


def _ours() -> bool:
    return current() is not None or _thread.get_ident() in IMPORTING


def _lock() -> Any:
    return CooperativeLock() if _ours() else _real_lock()


def _rlock() -> Any:
    return threading._PyRLock() if _ours() else _real_rlock()  # type: ignore[attr-defined]


def _simple_queue() -> Any:
    return queue._PySimpleQueue() if _ours() else real_simple_queue()  # type: ignore[attr-defined]


def _sleep(seconds: float, /) -> None:
    strand = current()
    if strand is None:
        real_sleep(seconds)
    elif seconds < 0:
        raise ValueError("sleep length must be non-negative")
    else:
        strand.play.call(strand, Call(strand.task, "wait", seconds=seconds))


def _clock(real: Callable[[], Any], nanoseconds: bool, epoch: float) -> Callable[[], Any]:
    def read() -> Any:
        strand = current()
        if strand is None:
            return real()
        _count_reading(strand)
        now = strand.play.world.now
        return now + int(epoch * 1_000_000_000) if nanoseconds else epoch + now / 1_000_000_000

    return read


def _count_reading(strand: Strand) -> None:
    strand.clock_reads += 1
    if strand.clock_reads > _MAX_CLOCK_READS:
        strand.play.world.give_up(
            "livelock", f"{strand.name} reads the clock over and over instead of waiting"
        )
        strand.condemned += 1
        strand.play.hand_on(None)
        raise Condemned


def _exit_at_once(status: int) -> None:
    if current() is None:
        _real_exit(status)
    raise SystemExit(f"os._exit({status})")


_real_exit = os._exit


def _start(thread: threading.Thread) -> None:
    """Start a thread. One that a strand starts becomes a strand of the same task."""
    parent = current()
    if parent is None:
        _real_start(thread)
        return
    play = parent.play
    strand = Strand(_next_helper_name(), parent.task, play, is_helper=True)
    play.add(strand)
    ready = CooperativeLock()
    play.world.post(strand.name, Call(strand.task, "block", ready=ready._is_free))
    run = thread.run

    def run_as_strand() -> None:
        STRANDS[_thread.get_ident()] = strand
        try:
            strand.await_turn()
            run()
        except Condemned:
            pass
        finally:
            end_if_forked()
            strand.ended = True
            in_play = STRANDS.pop(_thread.get_ident(), None) is strand
            if in_play and not strand.condemned:
                now_playing = strand.play
                now_playing.world.forget(strand.name)
                now_playing.hand_on(now_playing.next())

    thread.run = run_as_strand  # type: ignore[method-assign]
    thread._strand = strand  # type: ignore[attr-defined]
    # The new thread reports that it has started before it can have a strand: with a real event.
    del STRANDS[_thread.get_ident()]
    # The interpreter must not wait at its end for one that is blocked in the system.
    is_daemon, thread._daemonic = thread.daemon, True  # type: ignore[attr-defined]
    try:
        thread._started = threading.Event()  # type: ignore[attr-defined]
        _real_start(thread)
    finally:
        thread._daemonic = is_daemon  # type: ignore[attr-defined]
        STRANDS[_thread.get_ident()] = parent
    strand.ident = thread.ident or 0


_helpers = 0


def _next_helper_name() -> str:
    global _helpers
    _helpers += 1
    return f"h{_helpers}"


def restart_helper_names() -> None:
    """Number the helpers of the next world from 1 again, if none is left over."""
    global _helpers
    _helpers = 0


def _join(thread: threading.Thread, timeout: float | None = None) -> None:
    strand: Strand | None = getattr(thread, "_strand", None)
    me = current()
    if strand is None or me is None:
        is_lost = strand is not None and strand.condemned and not strand.ended
        _real_join(thread, _LAST_WORDS if is_lost else timeout)
        return
    if not strand.ended:
        call = Call(me.task, "block", seconds=timeout, ready=lambda: strand.ended)
        me.play.call(me, call)


def _is_alive(thread: threading.Thread) -> bool:
    strand: Strand | None = getattr(thread, "_strand", None)
    if strand is None or current() is None:
        return _real_is_alive(thread)
    return not strand.ended


_REPLACED: tuple[tuple[Any, str, Any], ...] = (
    (time, "sleep", _sleep),
    (time, "monotonic", _clock(time.monotonic, False, 0.0)),
    (time, "monotonic_ns", _clock(time.monotonic_ns, True, 0.0)),
    (time, "perf_counter", _clock(time.perf_counter, False, 0.0)),
    (time, "perf_counter_ns", _clock(time.perf_counter_ns, True, 0.0)),
    (time, "time", _clock(time.time, False, _EPOCH)),
    (time, "time_ns", _clock(time.time_ns, True, _EPOCH)),
    (threading, "_time", _clock(time.monotonic, False, 0.0)),
    (threading, "Lock", _lock),
    (threading, "_allocate_lock", _lock),
    (threading, "RLock", _rlock),
    (queue, "SimpleQueue", _simple_queue),
    (queue, "time", _clock(time.monotonic, False, 0.0)),
    (os, "_exit", _exit_at_once),
    (threading.Thread, "start", _start),
    (threading.Thread, "join", _join),
    (threading.Thread, "is_alive", _is_alive),
)
_REAL = {(owner, name): getattr(owner, name) for owner, name, _ in _REPLACED}
SWAPS = {
    id(_REAL[owner, name]): standin
    for owner, name, standin in _REPLACED
    if isinstance(owner, ModuleType)
}
"""The patches for the functions of `time` and `threading`, by the identity of the real ones."""


def install() -> None:
    """Put the patches in place, for good. Doing it again changes nothing."""
    watch_forks()
    for owner, name, standin in _REPLACED:
        setattr(owner, name, standin)
    # Held by every pool for a moment, also while a strand is parked: it has to be cooperative.
    if not isinstance(pools._global_shutdown_lock, CooperativeLock):
        pools._global_shutdown_lock = CooperativeLock()  # type: ignore[assignment]


def meddling() -> tuple[str, ...]:
    """The names of patches that have been replaced since `install`; they are put back."""
    changed = []
    for owner, name, standin in _REPLACED:
        if getattr(owner, name) is not standin:
            setattr(owner, name, standin)
            changed.append(f"{owner.__name__}.{name}")
    return tuple(changed)


@contextmanager
def importing() -> Iterator[None]:
    """While an implementation is imported, locks and queues it makes are cooperative."""
    install()
    ident = _thread.get_ident()
    IMPORTING.add(ident)
    try:
        yield
    finally:
        IMPORTING.discard(ident)
