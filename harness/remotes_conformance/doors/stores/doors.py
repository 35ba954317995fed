"""The doors: scripts on threads for blocking stores, on an asyncio loop for asynchronous ones."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...world.journal import Journal, Outcome, StoreJournal
from ...world.planted import MakeWorld
from ..door import Reached
from ..python.blocking import BlockingPlay
from ..python.context import AsyncTaskContext, first_values
from ..python.lines import Lines
from ..python.loop_run import LoopRun
from ..python.playing import ThreadRunner, modules_of
from ..python.surroundings import end_leftovers
from ..python.threads import Job, TaskContext
from ..python.virtual_loop import VirtualLoop
from ..strands import Play, Strand
from .at_the_cut import Recording
from .cuts import CutPlayer, has_a_cut
from .disk import has_faults, refusing
from .factory import Factory
from .folders import Folders
from .session import Session


class RecordingDoor:
    """The common part of both doors: a store's operations on its folder can be recorded."""

    def __init__(self, factory: Factory, *, patience: float = 5.0) -> None:
        self.factory = factory
        self._runner = ThreadRunner(factory.make, patience=patience)
        self._folders = Folders()
        self._cuts = CutPlayer(factory, self._folders, patience=patience)

    def at_work(self) -> AbstractContextManager[None]:
        """Around many plays, which are then faster."""
        return self._runner.at_work()

    def record(self, script: Script, killed: int | None = None) -> Recording:
        """The store's operations on its folder while it plays *script*; *killed*: see `Cut`."""
        return self._cuts.record(script, killed)

    def playing_in(self, make_world: MakeWorld) -> AbstractContextManager[None]:
        """For a while, scenarios are played in worlds that *make_world* makes."""
        return self._runner.playing_in(make_world)

    def late(self) -> tuple[()]:
        """Nothing: no call goes on after its play."""
        return ()

    def close(self) -> None:
        """End the processes that stores have left, and remove all folders."""
        end_leftovers()
        self._folders.close()

    @contextmanager
    def _around(self, scenario: Scenario) -> Iterator[None]:
        """One play: its disk, and its folders."""
        try:
            with refusing() if has_faults(scenario) else contextlib.nullcontext():
                yield
        finally:
            self._folders.clear()


class StoreDoor(RecordingDoor):
    """Judges a store whose methods block."""

    name = "content store, synchronous"
    can = frozenset({"lines"})

    def __init__(self, factory: Factory, *, patience: float = 5.0) -> None:
        super().__init__(factory, patience=patience)
        self._lines = Lines(modules_of(factory.make))

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*."""
        return self._cuts.play(scenario) if has_a_cut(scenario) else self._play(scenario, None)

    def lines(self, scenario: Scenario) -> tuple[Journal, list[Reached]]:
        """The journal of one play, and the lines at which it could have been another's turn."""
        reached: list[Reached] = []
        return self._play(scenario, reached), reached

    def _play(self, scenario: Scenario, reached: list[Reached] | None) -> Journal:
        with self._around(scenario), self._runner.playing(scenario) as play:
            playing = BlockingPlay(play)
            session = Session(self.factory, self._folders, playing)
            session.make_stores(scenario)
            self._runner.workers.reserve(len(scenario.calls))
            for number, script in enumerate(scenario.calls):
                assert isinstance(script, Script)
                strand = Strand(f"t{number}", number, play)
                play.add(strand)
                ctx = TaskContext(playing, number, first_values(number), {})
                traced = self._lines.in_strand(strand, scenario, reached)
                run = partial(_by_hand, session, number, script, ctx)
                play.resume[strand.name] = Job(self._runner, strand, traced, run).start
            journal = self._runner.run(play)
            return StoreJournal.of(journal, session.found())


def _by_hand(session: Session, number: int, script: Script, ctx: object) -> Outcome:
    """Run the coroutine, which never suspends: what it awaits blocks this thread."""
    try:
        session.run(number, script, ctx).send(None)
    except StopIteration as done:
        outcome: Outcome = done.value
        return outcome
    raise RuntimeError("a script that blocks has suspended")


class AsyncStoreDoor(RecordingDoor):
    """Judges a store whose methods are awaited."""

    name = "content store, asynchronous"
    can: frozenset[str] = frozenset()

    def __init__(self, factory: Factory, *, patience: float = 5.0) -> None:
        super().__init__(factory, patience=patience)
        self._loop = VirtualLoop()

    def lines(self, scenario: Scenario) -> tuple[Journal, tuple[()]]:
        """No lines: coroutines take turns only where they await."""
        return self.play(scenario), ()

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*."""
        if has_a_cut(scenario):
            return self._cuts.play(scenario)
        with self._around(scenario), self._runner.playing(scenario) as play:
            run = _StoreRun(self._runner, self._loop, play, self.factory, self._folders)
            play.add(run.strand)
            self._runner.workers.reserve(1)
            journal = self._runner.run(play)
            journal = StoreJournal.of(journal, run.session.found())
        if not run.strand.ended or run.must_renew:
            self._loop = VirtualLoop()
        return journal


class _StoreRun(LoopRun):
    """One world on the loop, whose tasks are scripts."""

    most_yields = None

    def __init__(
        self,
        runner: ThreadRunner,
        loop: VirtualLoop,
        play: Play,
        factory: Factory,
        folders: Folders,
    ) -> None:
        super().__init__(runner, loop, play, lambda name, caller: caller)
        self.session = Session(factory, folders, self)
        self.session.make_stores(play.world.scenario)

    async def _outcome(self, number: int) -> Outcome:
        script = self.world.scenario.calls[number]
        assert isinstance(script, Script)
        ctx = AsyncTaskContext(self, number, first_values(number), {})
        return await self.session.run(number, script, ctx)


def store_door(factory: Factory, *, patience: float = 5.0) -> StoreDoor | AsyncStoreDoor:
    """The door to the stores of *factory*."""
    door = AsyncStoreDoor if factory.is_async else StoreDoor
    return door(factory, patience=patience)
