"""The handlers of one world, built when they are first called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...scenarios.scenario import OF_TREES, HandlerCall
from .caller import Caller
from .collaborators import COLLABORATORS
from .plugged import CallersOf
from .visiting import call_over_a_tree


class Handlers:
    """Tasks with the same number share one. `callers_of`: gives each collaborator its caller."""

    def __init__(self, remotes: Any, callers_of: CallersOf, caller: Caller) -> None:
        self._remotes = remotes
        self._callers_of = callers_of
        self._caller = caller
        self._built: dict[tuple[str, int, bool], Callable[..., Any]] = {}

    def of(self, task: HandlerCall) -> Callable[..., Any]:
        """The handler that *task* calls, or the function over trees."""
        if task.kind in OF_TREES:
            return call_over_a_tree(self._remotes, task, self._caller, self._collaborator)
        key = (task.kind, task.handler, task.pusher_ingests)
        if key not in self._built:
            if task.kind == "fetch":
                build, names = self._remotes.fetch_handler, ("ingester", "fetcher")
            else:
                pusher = "ingesting pusher" if task.pusher_ingests else "pusher"
                build, names = self._remotes.push_handler, ("provider", pusher)
            self._built[key] = build(*map(self._collaborator, names))
        return self._built[key]

    def _collaborator(self, name: str) -> Any:
        return self._callers_of(name, self._caller).collaborator(COLLABORATORS[name])
