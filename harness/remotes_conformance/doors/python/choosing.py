"""Chooses the door of an object in Python: threads, or an asyncio loop."""

from __future__ import annotations

import inspect
import traceback
from typing import Any

from ...plugs.scene import UNPLUGGED, Plugs
from ...scenarios.scenario import Scenario
from ...world import World
from ..unusable import Unusable
from .border import Border
from .caller import Caller
from .collaborators import AsyncFetcher, AsyncIngester, AsyncProvider, AsyncPusher
from .loop import LoopDoor
from .playing import Perform, local_play
from .threads import ThreadDoor


def door_to(
    remotes: object,
    offers: tuple[str, ...],
    *,
    patience: float,
    plugs: Plugs = UNPLUGGED,
    perform: Perform = local_play,
) -> ThreadDoor | LoopDoor:
    """The door to *remotes*, whose functions are of the kinds *offers*. Raises `Unusable`."""
    door = LoopDoor if is_asynchronous(remotes, offers) else ThreadDoor
    return door(remotes, patience=patience, plugs=plugs, perform=perform)


class _NoPlay:
    """For building a handler only to see what it is."""

    awaits = False
    world = World(Scenario(()))
    current_task = 0

    async def park(self, call: object) -> Any:
        raise RuntimeError("a collaborator was called while the handler was built")


def is_asynchronous(remotes: Any, offers: tuple[str, ...]) -> bool:
    """True if its handlers are coroutine functions. Raises `Unusable`.

    An attribute `door` that is "sync" or "async" decides; else a handler is built, to look at it.
    """
    declared = getattr(remotes, "door", None)
    if declared in ("sync", "async"):
        return bool(declared == "async")
    if declared is not None:
        raise Unusable(f"door is {declared!r}: set it to 'sync' or 'async'")
    made = Caller(_NoPlay(), Border.of(remotes), -1).collaborator
    try:
        if "fetch" in offers:
            handler = remotes.fetch_handler(made(AsyncIngester), made(AsyncFetcher))
        elif "push" in offers:
            handler = remotes.push_handler(made(AsyncProvider), made(AsyncPusher))
        elif "children" in offers:
            handler = remotes.children_handler(made(AsyncProvider))
        elif "chain" in offers:
            handler = remotes.handlers()
        else:
            names = {"walk": "walk", "dispatch": "dispatch", "key": "make_ref_key"}
            handler = next(getattr(remotes, name) for kind, name in names.items() if kind in offers)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        raise Unusable(
            f"building a handler failed with {type(error).__name__}: {error} "
            f"({place.filename}:{place.lineno}); call collaborators only in the handler"
        ) from None
    if not callable(handler):
        raise Unusable(f"fetch_handler returned {handler!r:.60}: return a function")
    return inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(
        getattr(handler, "__call__", None)  # noqa: B004  # an object with an async __call__
    )
