"""The limits of a world: it is given up after too many calls, or calls that lead nowhere."""

from __future__ import annotations

from collections.abc import Collection

from .content_store import Refused
from .parked import Parked

WITHOUT_TIME = 1_000
"""Calls in a row without progress, while no time passes: a livelock."""
WITHOUT_PROGRESS = 20_000
"""Calls in a row without progress, though time passes. It is no livelock if one of them was refused
because its ref is locked: that ends some day, but is not played to the end."""
LEFT_LOCKED = 200
"""Calls of each task in a row that are refused because the ref is locked by a writer that another
task has left open: that never ends."""
BUDGET = 100_000
"""Calls in one world, however useful."""
BYTES = 48 << 20
"""Bytes that are written in one world: the journal keeps them all."""

OPENED = 2_000
"""Writers and readers that are opened in one world: each is kept to its end."""
WAITING, ANSWERED = 500, 50
"""Calls that may wait at one moment in one world, once so many have been answered: whose turn it is
is looked for among all of them."""


class Patience:
    """Counts the calls served since something was last achieved.

    `served`: the calls of this world so far; `written`: the bytes that they wrote; `opened`: the
    writers and readers that they opened.

    *unreturned*: the tasks that have not come back; *cancels*: those that will be cancelled. Both
    are the world's own, and change.
    """

    def __init__(self, unreturned: Collection[int], cancels: Collection[int]) -> None:
        self._unreturned = unreturned
        self._cancels = cancels
        self._left_locked: dict[int, int] = {}
        """By task: how often it was refused since something was achieved, by a lock that is left.
        """
        self.served = self.written = self.opened = 0
        self._progress = 0
        self._at_progress = self._at_jump = self._at_lock = 0

    def progressed(self, progress: int) -> None:
        """A handler began or returned, or a collaborator advanced; `progress`: as of `ended`."""
        self._progress = progress
        self._at_progress = self.served
        if self._left_locked:
            self._left_locked.clear()

    def time_passed(self) -> None:
        """The clock has moved on."""
        self._at_jump = self.served

    def was_refused(self, task: int, error: Refused) -> None:
        """A call of *task* was refused with *error*."""
        if error.kind == "locked":
            self._at_lock = self.served
            if error.held_by is not None and error.held_by not in self._unreturned:
                self._left_locked[task] = self._left_locked.get(task, 0) + 1

    def ended(self, progress: int, parked: Collection[Parked], now: int) -> tuple[str, str] | None:
        """The reason why the world is given up, and the details; None: it goes on.

        `progress`: what the collaborators have achieved so far. `parked`: the strands that wait.
        """
        if progress != self._progress:
            self.progressed(progress)
            if self._is_within_bounds and len(parked) <= WAITING:
                return None
        still = self.served - max(self._at_progress, self._at_jump)
        if still > WITHOUT_TIME:
            return "livelock", f"{still} calls in a row changed nothing, at one instant"
        if self._left_locked and self._waits_for_ever(parked):
            found = f"not played to its end: locked for {LEFT_LOCKED} calls by a writer left open"
            return "budget", found
        if self.served - self._at_progress > WITHOUT_PROGRESS:
            # Polling while a ref is locked, or while a collaborator is slow, leads somewhere.
            waits = self._at_lock > self._at_progress
            if waits or any(not one.own and (one.due or 0) > now for one in parked):
                why = "locked" if waits else "a collaborator is slow"
                return "budget", f"not played to its end: {why} for {WITHOUT_PROGRESS} calls"
            return "livelock", f"{WITHOUT_PROGRESS} calls in a row changed nothing"
        if len(parked) > WAITING and self.served > ANSWERED:
            return "too much", f"not played to its end: more than {WAITING} calls wait at once"
        if self._is_within_bounds:
            return None
        if self.written > BYTES:
            found = f"{BYTES >> 20} MiB were written"
        elif self.opened > OPENED:
            found = f"{OPENED} writers and readers were opened"
        else:
            found = f"{BUDGET} calls"
        return "too much", f"not played to its end: more than {found}"

    def _waits_for_ever(self, parked: Collection[Parked]) -> bool:
        """True if all that could still happen is that tasks ask again for a ref that stays locked.

        An abandoned thread of a task may close the writer, unless it waits for another thread, as
        an idle one of a pool does. A task that has not asked for the ref yet may do something else,
        and so may one that will be cancelled.
        """
        waiting = self._unreturned
        return (
            sum(not one.waits_for_another for one in parked) <= len(waiting)
            and not any(task in waiting for task in self._cancels)
            and all(self._left_locked.get(task, 0) >= LEFT_LOCKED for task in waiting)
        )

    @property
    def _is_within_bounds(self) -> bool:
        return self.served <= BUDGET and self.written <= BYTES and self.opened <= OPENED
