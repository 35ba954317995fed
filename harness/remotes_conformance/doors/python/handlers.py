"""The handlers of one world, built when they are first called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...scenarios.scenario import HandlerCall
from .plugged import Makers


class Handlers:
    """Tasks with the same number share one: `caller` is what its collaborators stand on."""

    def __init__(self, remotes: Any, makers: Makers, caller: Any) -> None:
        self._remotes = remotes
        self._makers = makers
        self._caller = caller
        self._built: dict[tuple[str, int, bool], Callable[..., Any]] = {}

    def of(self, task: HandlerCall) -> Callable[..., Any]:
        """The handler that *task* calls."""
        key = (task.kind, task.handler, task.pusher_ingests)
        if key not in self._built:
            if task.kind == "fetch":
                build, names = self._remotes.fetch_handler, ("ingester", "fetcher")
            else:
                pusher = "ingesting pusher" if task.pusher_ingests else "pusher"
                build, names = self._remotes.push_handler, ("provider", pusher)
            self._built[key] = build(*(self._makers[name](self._caller) for name in names))
        return self._built[key]
