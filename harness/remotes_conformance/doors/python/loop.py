"""The door for asynchronous Python: an asyncio loop whose clock is the world's.

The loop runs on a strand. When it has nothing ready it is exactly quiescent: every coroutine waits
for the world, for a timer or for a helper thread. Then it parks, until its next timer at most.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from ...contract.capabilities import ONLY_IN_PROCESS
from ...scenarios.scenario import Scenario
from ...world.journal import Journal
from .in_process import InProcessDoor
from .loop_run import LoopRun
from .plugged import plugged_into
from .virtual_loop import VirtualLoop


class LoopDoor(InProcessDoor):
    """Judges an implementation whose handlers are coroutine functions."""

    name = "in process, asynchronous"
    can = ONLY_IN_PROCESS - {"lines"}

    @cached_property
    def _loop(self) -> VirtualLoop:
        """One loop for all plays, until one of them leaves something running in it."""
        return VirtualLoop()

    def lines(self, scenario: Scenario) -> tuple[Journal, tuple[()]]:
        """No lines: coroutines take turns only where they await, and there the world decides."""
        return self.play(scenario), ()

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*."""
        with (
            self._runner.playing(self._plugs.left_to_the_world(scenario)) as play,
            plugged_into(self._plugs, scenario, play.world) as callers_of,
        ):
            run = LoopRun(self._runner, self._loop, play, callers_of)
            play.add(run.strand)
            self._runner.workers.reserve(1)
            journal = self._runner.run(play)
        if not run.strand.ended or run.must_renew:
            del self._loop
        else:
            run.let_go()
        left_behind = run.left_behind if journal.stuck is None else ()
        return replace(
            journal,
            left_behind=journal.left_behind + left_behind,
            meddling=journal.meddling + run.meddling,
        )
