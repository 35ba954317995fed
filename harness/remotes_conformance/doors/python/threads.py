"""The door for ordinary, blocking Python: real threads, one running at a time, in virtual time."""

from __future__ import annotations

import _thread
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cached_property, partial
from typing import Any

from ...contract.capabilities import ONLY_IN_PROCESS
from ...scenarios.scenario import HandlerCall, Scenario
from ...world import Served
from ...world.journal import Journal, Outcome
from ..door import Reached
from ..strands import STRANDS, Condemned, Strand
from .blocking import BlockingPlay, blocking
from .border import Border
from .caller import Caller
from .context import AsyncTaskContext, first_values, with_prefixes
from .forks import end_if_forked
from .given import Given
from .handlers import Handlers
from .in_process import InProcessDoor
from .lines import Lines
from .places import note_error
from .playing import ThreadRunner, modules_of
from .plugged import plugged_into
from .visiting import write_children

TaskContext = blocking(AsyncTaskContext)


class ThreadDoor(InProcessDoor):
    """Judges an implementation whose handlers are plain functions."""

    name = "in process, synchronous"
    can = ONLY_IN_PROCESS - {"task_cancel"}

    @cached_property
    def _lines(self) -> Lines:
        return Lines(modules_of(self._runner.remotes))

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*."""
        return self._play(scenario, None)

    def lines(self, scenario: Scenario) -> tuple[Journal, list[Reached]]:
        """The journal of one play, and the lines at which it could have been another's turn."""
        reached: list[Reached] = []
        return self._play(scenario, reached), reached

    def _play(self, scenario: Scenario, reached: list[Reached] | None) -> Journal:
        with (
            self._runner.playing(self._plugs.left_to_the_world(scenario)) as play,
            plugged_into(self._plugs, scenario, play.world) as callers_of,
        ):
            playing = BlockingPlay(play)
            caller = Caller(playing, self._runner.border, -1)
            handlers = Handlers(self._runner.remotes, callers_of, caller)
            self._runner.workers.reserve(len(scenario.calls))
            for number, task in enumerate(scenario.handler_calls):
                strand = Strand(f"t{number}", number, play)
                play.add(strand)
                traced = self._lines.in_strand(strand, scenario, reached)
                call = partial(
                    _outcome,
                    self._runner.remotes,
                    self._runner.border,
                    playing,
                    number,
                    task,
                    handlers,
                )
                job = Job(self._runner, strand, traced, call)
                play.resume[strand.name] = job.start
            return self._runner.run(play)


class Job:
    """One task, from its start to its outcome, in a thread of its own."""

    def __init__(
        self,
        runner: ThreadRunner,
        strand: Strand,
        traced: AbstractContextManager[None],
        outcome: Callable[[], Outcome],
    ) -> None:
        self._runner = runner
        self._strand = strand
        self._traced = traced
        self._outcome = outcome

    def start(self, served: Served) -> None:
        """The strand's first turn has come: only now does it need a thread."""
        strand = self._strand
        strand.served = served
        strand.play.running = strand
        strand.play.resume[strand.name] = strand.take_turn
        self._runner.workers.run(self)

    def __call__(self) -> None:
        strand = self._strand
        strand.ident = _thread.get_ident()
        STRANDS[strand.ident] = strand
        try:
            with self._traced:
                outcome = self._outcome()
        except Condemned:
            return
        finally:
            end_if_forked()
            strand.ended = True
            STRANDS.pop(strand.ident, None)
        if strand.condemned:
            return
        play = strand.play
        play.world.returned(strand.task, outcome)
        play.world.forget(strand.name)
        play.hand_on(play.next())


def _outcome(
    remotes: Any,
    border: Border,
    playing: BlockingPlay,
    number: int,
    task: HandlerCall,
    handlers: Handlers,
) -> Outcome:
    """The end of the handler's call."""
    own = TaskContext(playing, number, first_values(number), {})
    given = Given(border, task.descriptor)
    try:
        ctx = with_prefixes(remotes, own, task)
        if task.kind == "key":
            outcome = border.key(remotes.make_ref_key(ctx, given.descriptor))
        else:
            found = handlers.of(task)(ctx, given.descriptor)
            write_children(playing.world, number, task, border, found)
            outcome = border.result(task.kind, found)
    except Condemned:
        raise
    except BaseException as error:  # whatever comes out is an outcome, never ours to let pass
        note_error(number, error)
        outcome = border.failure(error)
    return given.compared(outcome)
