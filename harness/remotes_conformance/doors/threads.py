"""The door for ordinary, blocking Python: real threads, one running at a time, in virtual time."""

from __future__ import annotations

import _thread
from contextlib import AbstractContextManager

from ..journal import Journal, Outcome
from ..plugs import UNPLUGGED, Plugs
from ..scenario import Scenario, Task
from ..world import Served
from .context import TaskContext, first_values, with_prefixes
from .fakes import (
    FakeFetcher,
    FakeIngester,
    FakeIngestingPusher,
    FakeProvider,
    FakePusher,
    Surface,
)
from .given import Given
from .handlers import Handlers
from .playing import Perform, Stage, at_home
from .plugged import Makers, collaborators
from .plugged_sync import PROXIES
from .strands import STRANDS, Condemned, Strand

_FAKES: Makers = {
    "ingester": FakeIngester,
    "fetcher": FakeFetcher,
    "provider": FakeProvider,
    "pusher": FakePusher,
    "ingesting pusher": FakeIngestingPusher,
}


class ThreadDoor:
    """Judges an implementation whose handlers are plain functions."""

    name = "in process, synchronous"

    def __init__(
        self,
        remotes: object,
        *,
        patience: float = 5.0,
        plugs: Plugs = UNPLUGGED,
        perform: Perform = at_home,
    ) -> None:
        self._stage = Stage(remotes, patience=patience, perform=perform)
        self._plugs = plugs
        self.name += plugs.told

    def at_work(self) -> AbstractContextManager[None]:
        """Around many plays, which are then faster."""
        return self._stage.at_work()

    def late(self) -> tuple[()]:
        """Nothing: what runs on in process is ended before its journal is told."""
        return ()

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*."""
        with (
            self._stage.playing(self._plugs.left_to_the_world(scenario)) as play,
            collaborators(self._plugs, scenario, play.world, _FAKES, PROXIES) as makers,
        ):
            surface = Surface(play, self._stage.border, -1)
            handlers = Handlers(self._stage.remotes, makers, surface)
            self._stage.workers.reserve(len(scenario.tasks))
            for number, task in enumerate(scenario.tasks):
                strand = Strand(f"t{number}", number, play)
                play.add(strand)
                play.resume[strand.name] = _Job(self._stage, strand, task, handlers).start
            return self._stage.run(play)


class _Job:
    """One task, from its start to its outcome, in a thread of its own."""

    def __init__(self, stage: Stage, strand: Strand, task: Task, handlers: Handlers) -> None:
        self._stage = stage
        self._strand = strand
        self._task = task
        self._handlers = handlers

    def start(self, served: Served) -> None:
        """The strand's first turn has come: only now does it need a thread."""
        strand = self._strand
        strand.play.running = strand
        strand.play.resume[strand.name] = strand.take_turn
        self._stage.workers.run(self)

    def __call__(self) -> None:
        strand = self._strand
        strand.ident = _thread.get_ident()
        STRANDS[strand.ident] = strand
        try:
            outcome = self._outcome()
        except Condemned:
            return
        finally:
            strand.ended = True
            STRANDS.pop(strand.ident, None)
        if strand.condemned:
            return
        play = strand.play
        play.world.returned(strand.task, outcome)
        play.world.forget(strand.name)
        play.hand_on(play.next())

    def _outcome(self) -> Outcome:
        strand, task, border = self._strand, self._task, self._stage.border
        own = TaskContext(strand.play, strand.task, first_values(strand.task), {})
        given = Given(border, task.descriptor)
        try:
            ctx = with_prefixes(self._stage.remotes, own, task)
            if task.kind == "key":
                outcome = border.key(self._stage.remotes.make_ref_key(ctx, given.descriptor))
            else:
                outcome = border.children(self._handlers.of(task)(ctx, given.descriptor))
        except Condemned:
            raise
        except BaseException as error:  # whatever comes out is an outcome, never ours to let pass
            outcome = border.failure(error)
        return given.compared(outcome)
