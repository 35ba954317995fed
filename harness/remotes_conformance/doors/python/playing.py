"""The common part of the in-process doors: the implementation, its calls, the end of a world."""

from __future__ import annotations

import concurrent.futures.thread as pools
import random
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from ...contract.capabilities import HANDLERS, TREES
from ...scenarios.scenario import Scenario
from ...world import World
from ...world.journal import Journal
from ...world.planted import MakeWorld
from ..cores import on
from ..strands import (
    STRANDS,
    WORKERS,
    Condemned,
    Play,
    Strand,
    raise_in_thread,
    wait_for_the_end,
    where_is,
)
from . import patches
from .adopting import patch_package
from .border import Border
from .came_out import OURS
from .surroundings import Surroundings

_GRACE = 1.0
"""Real seconds in which a condemned thread has to end."""
MAX_IDLE_HELPERS = 200
_NOT_THEIRS = frozenset({"", "builtins", "functools", "types", "remotes_conformance"})

_idle_helpers: list[Strand] = []
"""Threads that wait for work between two worlds. A pool in a module outlives the bench that met it
first, and serves the next one: so they belong to the process."""


def modules_of(remotes: object) -> set[str]:
    """The modules in which the code of *remotes* stands, as far as its members show."""
    parts: list[object] = [remotes, type(remotes)]
    for name in (one.method for one in (*HANDLERS, *TREES)):
        member = getattr(remotes, name, None)
        parts += [member, getattr(member, "func", None), type(getattr(member, "__self__", None))]
    names = [getattr(part, "__module__", None) or getattr(part, "__name__", "") for part in parts]
    return {str(name) for name in names if _top(str(name)) not in _NOT_THEIRS}


def _top(module: str) -> str:
    return module.partition(".")[0]


def _waits_in_its_pool(strand: Strand) -> bool:
    """True if its thread is a pool's that waits for work: it has no part in what is stuck."""
    frame, called = sys._current_frames().get(strand.ident), None
    while frame is not None and frame.f_code is not pools._worker.__code__:
        frame, called = frame.f_back, frame
    return frame is not None and called is not None and called.f_code.co_name == "get"


def _let_idle_helpers_end() -> None:
    """At exit, threads are joined, first those of pools: none may be parked for ever.

    A pool's own hook ends its threads, once they run in real time again. Others are condemned.
    """
    pooled = {getattr(thread, "_strand", None) for thread in pools._threads_queues}
    for strand in list(STRANDS.values()):
        if strand in pooled:
            STRANDS.pop(strand.ident, None)
        else:
            strand.condemned = 1
        strand.baton.release()


threading._register_atexit(_let_idle_helpers_end)  # type: ignore[attr-defined]


Perform: TypeAlias = Callable[[Scenario], Play]
"""Makes the play of a scenario."""


def local_play(scenario: Scenario) -> Play:
    """A play whose world is in this process."""
    return Play(World(scenario))


class ThreadRunner:
    """Plays worlds on strands, one after the other, and cleans up after each.

    `patience`: real seconds without any call after which a running strand is taken to hang.
    """

    def __init__(
        self, remotes: object, *, patience: float = 5.0, perform: Perform = local_play
    ) -> None:
        patches.install()
        for package in {_top(module) for module in modules_of(remotes)}:
            patch_package(package, remotes)
        self.remotes: Any = remotes
        self.border = Border.of(remotes)
        self.workers = WORKERS
        self.patience = patience
        self._perform = perform
        self._at_work = False

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Around many worlds: afterwards this thread's core and random numbers are as before."""
        if self._at_work:
            yield
            return
        patches.install()
        state = random.getstate()
        self._at_work = True
        try:
            with on(self.workers.core):
                yield
        finally:
            self._at_work = False
            random.setstate(state)

    @contextmanager
    def playing_in(self, make_world: MakeWorld) -> Iterator[None]:
        """For a while, plays are of worlds that *make_world* makes."""
        before = self._perform
        self._perform = lambda scenario: Play(make_world(scenario))
        try:
            yield
        finally:
            self._perform = before

    @contextmanager
    def playing(self, scenario: Scenario) -> Iterator[Play]:
        """A world about to be played, its random numbers seeded."""
        with self.at_work():
            random.seed(scenario.seed)
            play = self._perform(scenario)
            try:
                yield play
            finally:
                play.let_go()

    def run(self, play: Play) -> Journal:
        """Play until the world is over, then end what is left of it."""
        surroundings = Surroundings()
        self._take_over_idle_helpers(play)
        play.hand_on(play.next())
        if not wait_for_the_end(play, self.patience):
            self._stop_hanging(play)
        meddling = surroundings.changed()
        left_behind = self._end_helpers(play)
        if play.world.stuck is None:
            left_behind += surroundings.left_running()
        return play.world.journal(left_behind=left_behind, meddling=meddling)

    def _take_over_idle_helpers(self, play: Play) -> None:
        """Threads that wait for work since an earlier world may get some in this one."""
        patches.restart_helper_names()
        for number, strand in enumerate(_idle_helpers, 1):
            # A name of its own: those of this world's helpers do not depend on what was before.
            strand.name = f"p{number}"
            strand.play = play
            play.add(strand)
            play.world.post(strand.name, strand.parked)
        _idle_helpers.clear()

    def _stop_hanging(self, play: Play) -> None:
        strand = play.running
        ident = strand.ident if strand else 0
        place = where_is(ident, not_in=OURS)
        name = strand.name if strand else "a thread"
        play.world.give_up("hang", f"{name} does not return from {place}")
        if strand is not None:
            strand.condemned += 1
            raise_in_thread(ident, Condemned)
            self._await_end(strand)

    def _end_helpers(self, play: Play) -> tuple[str, ...]:
        """Condemn all strands that have not ended; helpers that merely wait for work may stay."""
        left_behind = list(play.strays)
        for strand in list(play.strands.values()):
            if strand.ended or strand.condemned or not strand.ident:
                continue  # the last: its turn never came
            parked = play.world.parked_call(strand.name)
            waits_for_work = parked is not None and parked.op == "block" and parked.seconds is None
            may_stay = play.world.stuck is None or _waits_in_its_pool(strand)
            if parked and waits_for_work and strand.is_helper and may_stay:
                strand.parked = parked
                _idle_helpers.append(strand)
                continue
            if play.world.stuck is None and strand.is_helper:
                left_behind.append(
                    f"thread {strand.name}, in {parked.op if parked else 'its code'}"
                )
            strand.condemned = 1
            strand.baton.release()
            self._await_end(strand)
        if len(_idle_helpers) > MAX_IDLE_HELPERS:
            # The others came from earlier worlds: `_take_over_idle_helpers` has named them.
            new = sum(not strand.name.startswith("p") for strand in _idle_helpers)
            earlier = len(_idle_helpers) - new
            waiting = f"{new} thread{'s wait' if new > 1 else ' waits'} for ever"
            left_behind.append(waiting + f", and {earlier} of earlier scenarios" * bool(earlier))
            self._drop_idle_helpers()
        return tuple(left_behind)

    def _drop_idle_helpers(self) -> None:
        for strand in _idle_helpers:
            strand.condemned = 1
            strand.baton.release()
            self._await_end(strand)
        _idle_helpers.clear()

    def _await_end(self, strand: Strand) -> None:
        end = patches.real_monotonic() + _GRACE
        while not strand.ended and patches.real_monotonic() < end:
            patches.real_sleep(0.0005)
        if not strand.ended:
            STRANDS.pop(strand.ident, None)

    def enter(self, strand: Strand) -> None:
        """This thread is *strand* from now on."""
        STRANDS[strand.ident] = strand
        strand.await_turn()
