"""Cancelling a handler's asyncio task while it waits for a collaborator.

It is what `asyncio.timeout`, a TaskGroup or a caller's `task.cancel()` do. The task is cancelled
for good: `cancelling()` counts it, the CancelledError comes out of the `await`, and what is awaited
after that, as in a `finally`, is answered as usual.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from ...world.journal import Outcome, Refusal
from .switching import Switching

_CYCLES = 10
"""Turns of the loop in which a cancellation reaches a coroutine by way of those that await it."""
_A_MOMENT = 0.001
"""Seconds of virtual time: so long a Commit goes on that the cancellation has not reached."""
_REPEATABLE = frozenset(
    {"Status", "Read", "ReadAt", "Seek", "Truncate", "Writer", "Push", "Fetch", "Reader"}
)
"""Calls that can be made again after they were cancelled: nothing has come of them."""


class Cancellations:
    """The tasks of one world's handlers, and the answers that have cancelled them."""

    def __init__(self) -> None:
        self._tasks: dict[int, asyncio.Task[Any]] = {}
        self._ids: dict[int, tuple[str, ...]] = {}
        self.outlived = False
        """A call has ended while a helper of its own was still in a Commit."""

    def add(self, number: int, task: asyncio.Task[Any]) -> None:
        """*task* runs the handler's call *number*."""
        self._tasks[number] = task

    async def cancel(self, number: int, refusal: Refusal, op: str) -> None:
        """Cancel the handler's task while the current one awaits the answer to a call of *op*.

        It comes back only in a helper of the implementation that the cancellation has not reached,
        because it is shielded or is not awaited: that helper goes on, and makes the call again.
        Where the same call twice would differ from one, or the helper is nothing but the call, the
        helper is cancelled in its `await` instead; in a Commit, not before a moment has passed.
        """
        handler, current = self._tasks[number], asyncio.current_task()
        self._ids[number] = (*self._ids.get(number, ()), refusal.id)
        handler.cancel()
        if current is handler:
            await asyncio.get_running_loop().create_future()
        for _ in range(_CYCLES):
            await _a_turn()
        # Of several calls, another one may still need the helper.
        if op == "Commit" and len(self._tasks) == 1:
            await asyncio.wait([handler], timeout=_A_MOMENT)
            self.outlived |= handler.done()
        if op not in _REPEATABLE or _is_ours(current):
            raise asyncio.CancelledError

    def outcome(self, number: int) -> Outcome | None:
        """The end of a call that raised CancelledError; None: it had not been cancelled."""
        ids = self._ids.get(number)
        if ids is None:
            return None
        return Outcome(False, kinds=("cancelled",), ids=ids, message="CancelledError")


async def _a_turn() -> None:
    """Let the loop turn. At a bare yield, the schedule would decide who goes on."""
    loop = asyncio.get_running_loop()
    turned: asyncio.Future[None] = loop.create_future()
    loop.call_soon(_end, turned)
    await turned


def _end(turned: asyncio.Future[None]) -> None:
    if not turned.done():
        turned.set_result(None)


def _is_ours(task: asyncio.Task[Any] | None) -> bool:
    """True if the task runs the coroutine of a collaborator, and no code of the implementation."""
    runs = task and task.get_coro()
    code = getattr(runs.inner if isinstance(runs, Switching) else runs, "cr_code", None)
    return code is not None and Path(code.co_filename).parent == Path(__file__).parent


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
