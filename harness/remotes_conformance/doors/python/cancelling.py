"""Cancelling a handler's asyncio task while it waits for a collaborator.

It is what `asyncio.timeout`, a TaskGroup or a caller's `task.cancel()` do. The task is cancelled
for good: `cancelling()` counts it, the CancelledError comes out of the `await`, and what is awaited
after that, as in a `finally`, is answered as usual.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, NoReturn, cast

from ...world.journal import Outcome, Refusal

_CYCLES = 10
"""Turns of the loop in which a cancellation reaches a coroutine by way of those that await it."""


class Cancellations:
    """The tasks of one world's handlers, and the answers that have cancelled them."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[Any]] = {}
        self._ids: dict[int, tuple[str, ...]] = {}

    def add(self, number: int, task: asyncio.Task[Any]) -> None:
        """*task* runs the handler's call *number*."""
        self._tasks[number] = task

    async def cancel(self, number: int, refusal: Refusal) -> NoReturn:
        """Cancel the handler's task while the current one awaits an answer: this never comes.

        The current task may be a helper. A helper that the cancellation does not reach, because it
        is shielded or nobody awaits it, is cancelled in its `await` all the same.
        """
        handler = self._tasks[number]
        self._ids[number] = (*self._ids.get(number, ()), refusal.id)
        handler.cancel()
        if asyncio.current_task() is handler:
            await asyncio.get_running_loop().create_future()
        for _ in range(_CYCLES):
            await asyncio.sleep(0)
        raise asyncio.CancelledError

    def outcome(self, number: int) -> Outcome | None:
        """How a call ends out of which CancelledError came; None: nobody had cancelled it."""
        ids = self._ids.get(number)
        if ids is None:
            return None
        return Outcome(False, kinds=("cancelled",), ids=ids, message="CancelledError")


async def despite_cancellation(
    future: asyncio.Future[Any], *, unless: Callable[[], bool] = lambda: False
) -> None:
    """Wait for *future*, also if the task that waits is cancelled, unless it may be."""
    while not future.done():
        try:
            await asyncio.shield(future)
        except asyncio.CancelledError:
            if unless():
                raise
            cast("asyncio.Task[Any]", asyncio.current_task()).uncancel()
