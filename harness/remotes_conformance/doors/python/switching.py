"""Coroutines that yield without waiting for anything, as `await asyncio.sleep(0)` does.

An event loop lets other tasks run there. In a world those wait for their turns, so the loop alone
would go on with the same task: the place becomes one where the schedule decides who goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator
from functools import partial
from typing import Any, TypeAlias

Switch: TypeAlias = Callable[[], Awaitable[object] | None]
"""The await of a bare yield; None: it stays a bare yield."""


class Switching(Coroutine[Any, Any, Any]):
    """A coroutine whose bare yields await what `switch` returns."""

    def __init__(self, inner: Coroutine[Any, Any, Any], switch: Switch) -> None:
        self.inner = inner
        self._switch = switch
        self._running: Generator[Any, Any, Any] | None = None

    def __await__(self) -> Generator[Any, Any, Any]:
        go_on = partial(self.inner.send, None)
        step: Callable[[], Any] = go_on
        while True:
            try:
                waits_for = step()
            except StopIteration as done:
                return done.value
            try:
                switched = self._switch() if waits_for is None else None
                if switched is None:
                    yield waits_for
                else:
                    yield from switched.__await__()
            except BaseException as error:  # among them that the task is cancelled
                step = partial(self.inner.throw, error)
            else:
                step = go_on

    def send(self, value: Any) -> Any:
        """The next step of the task."""
        if self._running is None:
            self._running = self.__await__()
        return self._running.send(value)

    def throw(self, *error: Any) -> Any:
        """An error from the task; before the first step it ends the coroutine."""
        return (self.inner if self._running is None else self._running).throw(*error)

    def close(self) -> None:
        """End the coroutine."""
        (self.inner if self._running is None else self._running).close()


def making_tasks(switch: Switch) -> Callable[..., asyncio.Task[Any]]:
    """A task factory of an event loop, whose tasks switch at their bare yields."""

    def make(
        loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any], **options: Any
    ) -> asyncio.Task[Any]:
        return asyncio.Task(Switching(coro, switch), loop=loop, **options)

    return make
