"""Strands on real threads, one running at a time.

The strand whose turn it is holds the baton. When it calls a collaborator it takes the next step of
the world itself, and hands the baton on only if it is another strand's turn: a run without context
switches costs no thread hand-off at all.
"""

from __future__ import annotations

import _thread
import contextlib
import ctypes
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from ..world import Call, Idle, Over, Served, World
from .cores import keep_on, one_core, wake_politely

# Taken before any patch replaces them: the harness itself runs in real time.
_allocate_lock = _thread.allocate_lock
_real_monotonic = time.monotonic

HELPERS_TIME = 60_000_000_000
"""The virtual time that helpers may go on after the last handler has come back."""
HELPERS_STEPS = 1_000
_MAX_CONDEMNED_CALLS = 100
BLOCKED = 4
"""A strand that computes nothing may just have no core: it gets so many times the patience."""
_NO_CALL = Call(-1, "block")
_NO_TURN = Served("")


class Condemned(BaseException):
    """Ends a strand of a world that is over. Implementations have no business catching it."""


class Strand:
    """One line of execution of the implementation, and the lock it waits on for its turn."""

    __slots__ = (
        "baton", "clock_reads", "condemned", "ended", "ident", "is_helper", "keeps", "name",
        "parked", "play", "served", "task",
    )  # fmt: skip

    def __init__(self, name: str, task: int, play: Play, *, is_helper: bool = False) -> None:
        self.name = name
        self.task = task
        self.play = play
        self.is_helper = is_helper
        self.parked = _NO_CALL
        self.ident = 0
        self.baton = _allocate_lock()
        self.baton.acquire()
        self.served = _NO_TURN
        self.condemned = 0
        self.ended = False
        self.clock_reads = 0
        self.keeps: Callable[[Served], bool] | None = None
        """Of a strand for coroutines: keeps an answer for one of them until it can run."""

    def take_turn(self, served: Served) -> None:
        """Wake this strand with the answer it waits for."""
        self.served = served
        self.play.running = self
        self.baton.release()

    def await_turn(self) -> Served:
        """Sleep until it is this strand's turn. Raises `Condemned` when the world is over."""
        self.baton.acquire()
        if self.condemned:
            self.refuse()
        return self.served

    def refuse(self) -> None:
        """Raise `Condemned`; a strand that catches it is put to sleep for ever."""
        self.condemned += 1
        if self.condemned > _MAX_CONDEMNED_CALLS:
            _allocate_lock_held().acquire()
        raise Condemned


def _allocate_lock_held() -> _thread.LockType:
    lock = _allocate_lock()
    lock.acquire()
    return lock


STRANDS: dict[int, Strand] = {}
"""The strand of each thread that belongs to an implementation, by thread identity."""


def current() -> Strand | None:
    """The strand that runs in this thread, or None: the thread is not the implementation's."""
    return STRANDS.get(_thread.get_ident())


class Play:
    """One world being played by strands."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.strands: dict[str, Strand] = {}
        self.resume: dict[str, Callable[[Served], None]] = {}
        self.running: Strand | None = None
        self.asks = False
        self.steps = 0
        self.steps_of_helpers = 0
        self.strays: list[str] = []
        self.over = _allocate_lock_held()
        self.end: Callable[[], None] = self.over.release

    def add(self, strand: Strand) -> None:
        self.strands[strand.name] = strand
        self.resume[strand.name] = strand.take_turn

    def let_go(self) -> None:
        """The world is over: its strands and itself no longer hold each other.

        What they hold may have mebibytes, and few objects: Python would look for it too late.
        """
        if all(strand.ended for strand in self.strands.values()):
            for strand in self.strands.values():
                strand.keeps = None
            self.strands.clear()
            self.resume.clear()
            self.end, self.running = self.over.release, None

    def call(self, me: Strand, call: Call) -> Served:
        """Park *me* in *call* until it is served."""
        if me.condemned:
            me.refuse()
        me.clock_reads = 0
        self.world.post(me.name, call)
        served = self.next()
        if served is not None and served.strand == me.name:
            return served
        if me.keeps is not None:
            return self._own_turn(me, me.keeps, served)
        self.hand_on(served)
        return me.await_turn()

    def _own_turn(
        self, me: Strand, keeps: Callable[[Served], bool], served: Served | None
    ) -> Served:
        """Wait until it is *me* that is served, and not a coroutine that *me* holds up."""
        while True:
            if served is None or not keeps(served):
                self.hand_on(served)
                served = me.await_turn()
                if not keeps(served):
                    return served
            served = self.next()
            if served is not None and served.strand == me.name:
                return served

    @property
    def current_task(self) -> int:
        """The task of the strand that runs in this thread."""
        me = current()
        return me.task if me is not None else 0

    def park(self, call: Call) -> Served:
        """Park the strand that runs in this thread."""
        me = current()
        if me is None or me.play is not self:
            self.strays.append(f"a thread that no call of the handler started called {call.op}")
            raise RuntimeError("a collaborator was called from outside the handler's call")
        return self.call(me, call)

    def hand_on(self, served: Served | None) -> None:
        """Give the baton to whose turn it is; None: the world is over."""
        if served is None:
            self.running = None
            self.end()
        else:
            self.resume[served.strand](served)

    def next(self) -> Served | None:
        """The next strand. Lets time pass where none can go on."""
        self.steps += 1
        world = self.world
        while True:
            step = world.step()
            if isinstance(step, Served):
                return step
            if isinstance(step, Over) and step.stuck is None:
                step = self._let_helpers_finish()
                if isinstance(step, Served):
                    return step
            if isinstance(step, Over):
                return None
            if step.until is None:
                world.give_up("deadlock", "nothing can go on: " + ", ".join(self._stuck_strands()))
            else:
                world.pass_time(step.until)

    def _stuck_strands(self) -> list[str]:
        """The call in which each strand waits, without those of a pool that got no work."""
        idle = {s.name for s in self.strands.values() if self.world.parked_call(s.name) is s.parked}
        descriptions = self.world.describe_parked()
        return [text for text in descriptions if text.partition(" ")[0] not in idle]

    def _let_helpers_finish(self) -> Served | Idle | Over:
        """All tasks are back: what their helpers still do, for a while."""
        self.steps_of_helpers += 1
        if self.steps_of_helpers > HELPERS_STEPS:
            return Over(None)
        step = self.world.serve_next()
        far = self.world.now + HELPERS_TIME
        if isinstance(step, Idle) and (step.until is None or step.until > far):
            return Over(None)
        return step


def raise_in_thread(ident: int, error: type[BaseException]) -> None:
    """Have the thread raise *error* at its next bytecode."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), ctypes.py_object(error))


def where_is(ident: int, *, not_in: str) -> str:
    """`file:line in function` of a thread, outermost of our own frames left out."""
    frame: FrameType | None = sys._current_frames().get(ident)
    while frame is not None and frame.f_code.co_filename.startswith(not_in):
        frame = frame.f_back
    if frame is None:
        return "an unknown place"
    name = frame.f_code.co_filename.rsplit("/", 1)[-1]
    return f"{name}:{frame.f_lineno} in {frame.f_code.co_name}"


class Workers:
    """Threads that are kept for the next task, each with a genuine identity of its own."""

    def __init__(self) -> None:
        self._idle: list[_Worker] = []
        self.core = one_core()

    def reserve(self, number: int) -> None:
        """Have so many threads ready. A strand cannot make one: its threads are helpers."""
        while len(self._idle) < number:
            self._idle.append(_Worker(self._idle, self.core))

    def run(self, job: Callable[[], None]) -> None:
        """Run *job* in one of the threads that were reserved."""
        worker = self._idle.pop()
        worker.job = job
        worker.wake.release()


def _nothing() -> None:
    """The job of a thread that has none."""


class _Worker:
    def __init__(self, idle: list[_Worker], core: int | None) -> None:
        self._core = core
        self.wake = _allocate_lock_held()
        self.job: Callable[[], None] = _nothing
        self._idle = idle
        threading.Thread(target=self._loop, daemon=True, name="remotes-strand").start()

    def _loop(self) -> None:
        keep_on(self._core)
        wake_politely()
        while True:
            # A strand that hung may come back in the very moment in which it is ended by force.
            with contextlib.suppress(Condemned):
                self.wake.acquire()
                self.job()
                self.job = _nothing  # it keeps its whole world
                self._idle.append(self)


WORKERS = Workers()
"""The workers of this process: worlds are played one after the other."""


def wait_for_the_end(play: Play, patience: float) -> bool:
    """Wait until *play* is over; False: it hangs.

    That is: without any call, this process has computed for *patience* seconds, or several times as
    long has passed. On a busy machine a strand may get no core for a while; that is no hang.
    """
    steps, since, computed = -1, 0.0, 0.0
    while not play.over.acquire(timeout=min(0.5, patience / 4)):
        if play.steps != steps or play.asks:
            steps, since, computed = play.steps, _real_monotonic(), time.process_time()
        busy, waited = time.process_time() - computed, _real_monotonic() - since
        if busy >= patience or waited >= BLOCKED * patience:
            return False
    return True
