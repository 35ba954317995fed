"""The stores of one play: the calls of scripts, their handles, and their results."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Mapping
from contextlib import nullcontext
from functools import partial
from typing import Any

from ...contract.names import StoreOp
from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...scenarios.stores.names import is_hostile
from ...world import Call, Served
from ...world.callers import ScriptCaller
from ...world.journal import Outcome, Refusal, StorePlay, Unanswered
from ..plain_values import type_name, without_addresses
from ..python import patches
from ..python.calls import WrongType
from ..python.came_out import text as text_of
from ..python.context import Playing
from ..strands import Condemned
from .answers import CALLED, OF_THE_STORE, WRONG_TYPE, leaves_out, listed
from .disk import StepFaults, with_faults
from .factory import Factory
from .folders import Folders

_NO_FAULTS = nullcontext()


class Session:
    """Scripts of one play call their stores here, each call at its turn."""

    def __init__(self, factory: Factory, folders: Folders, playing: Playing) -> None:
        self._factory = factory
        self._folders = folders
        self._playing = playing
        self._stores: dict[int, Any] = {}
        self._is_hostile = False
        self._running = 0
        self._handles: dict[str, Any] = {}
        self._under_way: dict[int, Call] = {}
        self._begun: dict[int, int] = {}
        self._failed: dict[int, str] = {}
        self._faults = StepFaults(())
        """The faults of the call that was made last."""
        self._unmade: Exception | None = None

    def make_stores(self, scenario: Scenario) -> None:
        """Make the stores of scripts that begin at once, before anything else happens.

        Another one is made when its first script begins: by then, others may hold something.
        """
        self._running = len(scenario.calls)
        self._is_hostile = "folder" in self._factory.offers and is_hostile(scenario)
        scripts = [one for one in scenario.calls if isinstance(one, Script)]
        for number in sorted({one.store for one in scripts if not one.at}):
            self._make(number)

    def _make(self, number: int) -> None:
        with patches.importing():
            self._stores[number] = self._factory(partial(self._folders.new, number))

    async def run(self, number: int, script: Script, ctx: object) -> Outcome:
        """Take the steps of *script*, which is the call of that number."""
        if script.store not in self._stores:
            try:
                self._make(script.store)
            except Exception as error:
                self._unmade = error
                return Outcome(ok=True)
        caller = ScriptCaller(number, script, self._leaves_out, external=True)
        served = Served(caller.strand)
        while (call := caller.next(served)) is not None:
            if call.op == "wait":
                await self._playing.park(call)
                served = Served(caller.strand)
                continue
            served = await self._playing.park(call)
            faults = None
            if script.faults:
                faults = StepFaults(tuple(f for f in script.faults if f.step == caller.place))
                self._faults = faults
            served = await self._answer(script.store, call, served, ctx, faults)
        self._running -= 1
        if not self._running:
            await self._close_the_rest()
        return Outcome(ok=True)

    async def _close_the_rest(self) -> None:
        """Close what scripts have left open: thousands of files would be too many."""
        for handle in self._handles.values():
            try:
                closing = handle.close()
                if self._factory.is_async and inspect.isawaitable(closing):
                    await closing
            except Exception:  # most of them are closed already, which is judged elsewhere
                continue

    def found(self) -> StorePlay:
        """The observations of the play, when it is over. Raises the error of the factory."""
        if self._unmade is not None:
            raise self._unmade
        unanswered = (
            Unanswered(call.task, call.store_op, call.handle, call.args)
            for _, call in sorted(self._under_way.items())
        )
        if self._under_way and self._faults.first:
            self._failed[self._playing.world.entries_so_far] = self._faults.first
        outside = self._folders.changed() if self._is_hostile else ()
        return StorePlay(self._begun, self._failed, outside, tuple(unanswered))

    # -- one call --------------------------------------------------------------------------------

    def _leaves_out(self, op: StoreOp, handle: str) -> bool:
        """True if the store, or the reader, does not have that method."""
        return leaves_out(op, self._factory.offers, self._handles, handle)

    async def _answer(
        self, store: int, call: Call, served: Served, ctx: object, faults: StepFaults | None
    ) -> Served:
        world = self._playing.world
        begun = world.entries_so_far
        self._under_way[call.task] = call
        result: Mapping[str, Any] = {}
        refusal: Refusal | None = None
        try:
            result = await self._call(store, call, ctx, faults)
        except (Condemned, asyncio.CancelledError):
            raise
        except WrongType as error:
            refusal = world.refusal(WRONG_TYPE, without_addresses(str(error)))
        except BaseException as error:  # whatever comes out is an answer
            kinds = self._factory.border.kinds(error)
            text = text_of(error).replace(self._folders.path, "…")
            message = without_addresses(f"{type_name(error)}: {text}")
            refusal = world.refusal(next(iter(kinds), "other"), message)
        del self._under_way[call.task]
        place = world.entries_so_far
        if place != begun:
            self._begun[place] = begun
        if faults is not None and faults.first:
            self._failed[place] = faults.first
        world.record(call, served.posted, result, refusal)
        return Served(served.strand, result, refusal)

    async def _call(
        self, store: int, call: Call, ctx: object, faults: StepFaults | None
    ) -> Mapping[str, Any]:
        called = CALLED[call.store_op]
        if call.op in OF_THE_STORE:
            target, given = self._stores[store], (ctx, *called.given(call.args))
        else:
            target, given = self._handles[call.handle], called.given(call.args)
        buffer = bytearray(given[0]) if call.op == "Write" else None
        if buffer is not None:
            given = (memoryview(buffer) if len(buffer) % 2 else buffer,)
        with _NO_FAULTS if faults is None else with_faults(faults):
            try:
                value = getattr(target, called.method)(*given)
                if self._factory.is_async and inspect.isawaitable(value):
                    value = await value
                if call.op == "Walk":
                    value = await listed(value)
            finally:
                if buffer is not None:
                    # A writer that keeps the buffer, and not its bytes, will find others in it.
                    buffer[:] = b"~" * len(buffer)
        result = called.result(value)
        if called.opens:
            name = f"{called.opens[0]}{len(self._handles) + 1}"
            self._handles[name] = value
            result[called.opens] = name
        return result
