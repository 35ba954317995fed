"""Calls of functions over trees: with handlers of ours, or with the implementation's own."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from ...content import Descriptor
from ...scenarios.scenario import SECOND, HandlerCall
from ...world import Call, World
from .border import Border
from .caller import Caller
from .context import report


class AsyncOurHandler:
    """A handler that does what the scenario says; `place`: its index in a chain."""

    def __init__(self, caller: Caller, place: int = 0) -> None:
        self._caller = caller
        self._place = place

    async def handle(self, ctx: Any, descriptor: Descriptor) -> Sequence[Any]:
        """The children of *descriptor*. Raises what the scenario says."""
        caller, seen = self._caller.for_context(ctx)
        border, world = caller.border, caller.playing.world
        args = {"descriptor": border.seen(descriptor), "number": self._place, "ctx": seen}
        begun = await caller.playing.park(Call(caller.task, "Handle", args=args))
        if begun.refusal is not None:
            raise border.error(begun.refusal)
        visit = begun.result["visit"]
        try:
            await self._wait(ctx, caller, begun.result["waits"], heeds=begun.result["heeds"])
            args = {"ctx": report(ctx)}
            ended = await caller.playing.park(Call(caller.task, "Handled", visit, args))
        except asyncio.CancelledError:
            world.write(caller.task, "abandoned", args={"visit": visit})
            raise
        if ended.refusal is not None:
            raise border.error(ended.refusal)
        return [border.to_foreign(child) for child in ended.result["children"]]

    async def _wait(self, ctx: Any, caller: Caller, waits: int, *, heeds: bool) -> None:
        if waits and heeds:
            # The implementation's own context, where it passes one on: WALK-12 says what it lacks.
            wait = getattr(ctx, "wait", None)
            if wait is not None:
                woken = wait(waits / SECOND)
                if inspect.isawaitable(woken):
                    await woken
                return
        if waits:
            await caller.playing.park(Call(caller.task, "wait", seconds=waits / SECOND))


def call_over_a_tree(
    remotes: Any, task: HandlerCall, caller: Caller, collaborator: Callable[[str], Any]
) -> Callable[..., Any]:
    """The function that *task* calls. It takes a context and a descriptor; its result may be
    awaitable.

    *collaborator*: makes the collaborator of that name.
    """
    if task.kind == "children":
        return remotes.children_handler(collaborator("provider"))  # type: ignore[no-any-return]
    if task.kind == "chain":
        places = range(len(task.chain))
        ours = [caller.collaborator(_at_place(place)).handle for place in places]
        return remotes.handlers(*ours)  # type: ignore[no-any-return]
    if task.kind == "image":
        fetches = remotes.fetch_handler(collaborator("ingester"), collaborator("fetcher"))
        handler = remotes.handlers(fetches, remotes.children_handler(collaborator("provider")))
    else:
        handler = caller.collaborator(AsyncOurHandler).handle
    function = remotes.walk if task.kind == "walk" else remotes.dispatch
    limit = {"limit": task.limit} if task.limit else {}

    def call(ctx: Any, descriptor: Any) -> Any:
        more = task.tree.roots[1:] if task.tree else ()
        return function(ctx, handler, descriptor, *map(caller.border.to_foreign, more), **limit)

    return call


@cache
def _at_place(place: int) -> type[AsyncOurHandler]:
    """A class whose instances stand at that place of a chain: callers make them by class."""

    class Placed(AsyncOurHandler):
        def __init__(self, caller: Caller) -> None:
            AsyncOurHandler.__init__(self, caller, place)

    return Placed


def write_children(
    world: World, task_number: int, task: HandlerCall, border: Border, found: Any
) -> None:
    """Note in the journal which descriptors a chain or a children handler has returned."""
    if task.kind not in ("chain", "children"):
        return
    if found is None:
        children: list[Any] = []
    elif isinstance(found, Sequence) and not isinstance(found, (str, bytes)):
        children = [border.seen(child) for child in found]
    else:
        return  # no list: RUN-2 says so
    world.write(task_number, "children", result={"children": children})
