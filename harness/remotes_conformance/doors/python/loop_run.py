"""One world on an asyncio loop: its tasks, their waits, and the end."""

from __future__ import annotations

import _thread
import asyncio
import inspect
from collections.abc import Awaitable
from contextvars import ContextVar
from typing import Any

from ...world import Call, Served
from ...world.journal import Outcome
from ..strands import STRANDS, Condemned, Play, Strand
from .caller import Caller
from .cancelling import Cancellations, despite_cancellation
from .context import AsyncTaskContext, first_values, with_prefixes
from .forks import end_if_forked
from .given import Given
from .handlers import Handlers
from .places import note_error
from .playing import ThreadRunner
from .plugged import CallersOf
from .switching import making_tasks
from .virtual_loop import VirtualLoop
from .visiting import write_children

_LOOP = "loop"
_TASK: ContextVar[int] = ContextVar("task", default=0)
_END = Served("")
"""A helper thread has found that the world is over."""
_MAX_CANCELS = 20
_MOST_YIELDS = 50
"""Who computes for long may yield a thousand times between two calls, and hangs no more than if it
did not."""


class LoopRun:
    """One world on the loop: the tasks, their waits, and the end."""

    awaits = True
    most_yields: int | None = _MOST_YIELDS
    """So many bare yields in a row, without an event, are turns; the rest stays bare. None: all."""

    def __init__(
        self, runner: ThreadRunner, loop: VirtualLoop, play: Play, callers_of: CallersOf
    ) -> None:
        self.runner = runner
        caller = Caller(self, runner.border, 0)
        self._handlers = Handlers(runner.remotes, callers_of, caller)
        self.loop = loop
        self.play = play
        self.world = play.world
        self.strand = Strand(_LOOP, 0, play)
        self.left_behind: tuple[str, ...] = ()
        self.must_renew = False
        self.meddling: tuple[str, ...] = ()
        self._futures: dict[str, asyncio.Future[Served]] = {}
        self._names: dict[asyncio.Task[Any], str] = {}
        self._cancellations = Cancellations()
        self._kept: list[Served] = []
        self.strand.keeps = self._keep
        self._begun = self._over = False
        self._yields = self._yields_at = 0
        for number in range(len(self.world.scenario.calls)):
            play.resume[f"t{number}"] = self._take_turn
        play.end = lambda: self._take_turn(_END)
        loop.now = lambda: self.world.now
        loop.quiesce = self._quiesce

    def let_go(self) -> None:
        """The world is over: what the implementation was given no longer holds it in a circle."""
        self._names.clear()
        del self._handlers

    def _take_turn(self, served: Served) -> None:
        """As the strand's own; the first turn needs a thread."""
        if self._begun:
            self.strand.take_turn(served)
            return
        self._begun = True
        self.strand.served = served
        self.play.running = self.strand
        self.runner.workers.run(self._run)

    # -- on the loop's thread --------------------------------------------------------------------

    def _run(self) -> None:
        """The life of the loop's strand in this world."""
        self.strand.ident = _thread.get_ident()
        STRANDS[self.strand.ident] = self.strand
        try:
            self._run_tasks()
        except Condemned:
            self.must_renew = True
        finally:
            end_if_forked()
            self.strand.ended = True
            STRANDS.pop(self.strand.ident, None)
        if not self.strand.condemned:
            self.play.over.release()

    def _run_tasks(self) -> None:
        asyncio.set_event_loop(self.loop)
        # A handler of an earlier world may have set one.
        has_others = len(self.world.scenario.calls) > 1
        self.loop.set_task_factory(making_tasks(self._switch) if has_others else None)
        main = self.loop.create_task(self._main(self.strand.served))
        try:
            while not main.done():
                try:
                    self.loop.run_until_complete(main)
                except (KeyboardInterrupt, SystemExit):
                    pass  # a helper task that is interrupted stops the loop; its awaiter learns it
                except RuntimeError:
                    if main.done():
                        raise
                    self.meddling = ("whether the event loop runs",)  # by loop.stop()
        finally:
            asyncio.set_event_loop(None)

    async def _main(self, first: Served) -> None:
        mine = []
        for number in range(len(self.world.scenario.calls)):
            future: asyncio.Future[Served] = self.loop.create_future()
            self._futures[f"t{number}"] = future
            mine.append(asyncio.create_task(self._run_task(number, future)))
            self._names[mine[-1]] = f"t{number}"
            self._cancellations.add(number, mine[-1])
        self._ended: asyncio.Future[None] = self.loop.create_future()
        self._deliver(first)
        await despite_cancellation(self._ended)
        await self._cancel_the_rest()

    async def _cancel_the_rest(self) -> None:
        me = asyncio.current_task()
        if self._cancellations.outlived:
            self.left_behind = ("an asyncio task, in Commit",)
        rest = [task for task in asyncio.all_tasks() if task is not me and not task.done()]
        if rest and self.world.stuck is None:
            names = sorted(self._names.get(task, "a helper that waits") for task in rest)
            self.left_behind += tuple(f"asyncio task {name}" for name in names)
        for _ in range(_MAX_CANCELS):
            for task in rest:
                task.cancel()
            await asyncio.sleep(0)
            rest = [task for task in rest if not task.done()]
            if not rest:
                return
        self.must_renew = True

    async def _run_task(self, number: int, start: asyncio.Future[Served]) -> None:
        # Its turn comes though another handler cancels all tasks of the loop.
        await despite_cancellation(start, unless=lambda: self._over)
        _TASK.set(number)
        outcome = await self._outcome(number)
        end_if_forked()
        self.world.returned(number, outcome)
        self.world.forget(f"t{number}")

    async def _outcome(self, number: int) -> Outcome:
        task = self.world.scenario.handler_call(number)
        border = self.runner.border
        own = AsyncTaskContext(self, number, first_values(number), {})
        given = Given(border, task.descriptor)
        try:
            ctx = with_prefixes(self.runner.remotes, own, task)
            if task.kind == "key":
                key = self.runner.remotes.make_ref_key(ctx, given.descriptor)
                outcome = border.key(await key if inspect.isawaitable(key) else key)
            else:
                found = self._handlers.of(task)(ctx, given.descriptor)
                found = await found if inspect.isawaitable(found) else found
                write_children(self.world, number, task, border, found)
                outcome = border.result(task.kind, found)
        except Condemned:
            raise
        except asyncio.CancelledError as error:
            if self._over:
                raise
            outcome = self._cancellations.outcome(number) or border.failure(error)
        except BaseException as error:  # whatever comes out is an outcome, never ours to let pass
            note_error(number, error)
            outcome = border.failure(error)
        return given.compared(outcome)

    @property
    def current_task(self) -> int:
        """The task of the coroutine that runs; what a handler starts inherits it."""
        return _TASK.get()

    async def park(self, call: Call) -> Served:
        """Park the coroutine that awaits this until *call* is served, or its task cancelled."""
        served = await self._answer(call)
        if served.refusal is not None and served.refusal.kind == "cancelled":
            await self._cancellations.cancel(call.task, served.refusal, call.op)
            return await self.park(call)
        return served

    async def _answer(self, call: Call) -> Served:
        task = asyncio.current_task(self.loop)
        assert task is not None
        name = self._names.setdefault(task, f"a{len(self._names)}")
        if self._over:
            raise Condemned
        self.play.resume[name] = self.strand.take_turn
        self.world.post(name, call)
        if self._is_alone(task):
            served = self.play.next()
            if served is not None and served.strand == name:
                return served
            future = self._await_answer(name)
            self._deliver(served)
        else:
            future = self._await_answer(name)
        try:
            return await future
        except asyncio.CancelledError:
            self.world.forget(name)
            raise

    def _switch(self) -> Awaitable[object] | None:
        """The await of a bare yield: the schedule decides who goes on; None: it stays bare."""
        events = self.world.entries_so_far
        self._yields = 1 if events != self._yields_at else self._yields + 1
        self._yields_at = events
        if self._over or (self.most_yields is not None and self._yields > self.most_yields):
            return None
        return self.park(Call(self.current_task, "yield", seconds=0.0))

    def _await_answer(self, name: str) -> asyncio.Future[Served]:
        future: asyncio.Future[Served] = self.loop.create_future()
        self._futures[name] = future
        return future

    # -- whose turn it is ------------------------------------------------------------------------

    def _is_alone(self, task: asyncio.Task[Any]) -> bool:
        """True if *task*, which runs, is all that can go on here: the loop need not look around.

        Then the world can take its next step at once, which is several times as fast.
        """
        no_helpers = len(self.play.strands) == 1 and not self._kept
        return no_helpers and self.loop.is_idle and not task.cancelling()

    def _quiesce(self, timeout: float | None) -> None:
        """Nothing is ready on the loop: let the world go on until something is."""
        if self._over:
            return
        self.strand.clock_reads = 0
        if self._kept:
            self._deliver(self._kept.pop(0))
            return
        self.world.post(_LOOP, Call(-1, "block", seconds=timeout, ready=lambda: self.loop.woken))
        served = self.play.next()
        if served is not None and served.strand != _LOOP and served.strand not in self._futures:
            self.play.hand_on(served)
            served = self.strand.await_turn()
        self.world.forget(_LOOP)
        self._deliver(served)

    def _keep(self, served: Served) -> bool:
        """A coroutine that blocks the loop holds up the others: what is for them waits with it."""
        is_for_another = served.strand in self._futures
        if is_for_another:
            self._kept.append(served)
        return is_for_another

    def _deliver(self, served: Served | None) -> None:
        if served is None or served is _END:
            self._over = True
            if not self._ended.done():
                self._ended.set_result(None)
        elif served.strand in self._futures:
            future = self._futures.pop(served.strand)
            if not future.done():
                future.set_result(served)
