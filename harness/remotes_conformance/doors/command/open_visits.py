"""The visits of one world that a child has begun: each comes to its end once, or is abandoned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...world import Call, Served
from .naming import BadMessage


class OpenVisits:
    """The visits that have not ended, by the names that the answers to “Handle” give them."""

    def __init__(self) -> None:
        self._tasks: dict[str, int] = {}
        self._beginning: dict[str, int] = {}
        """By the strand that waits in a “Handle”: the task."""
        self._ending: dict[str, str] = {}
        """By the strand that waits in a “Handled”: the visit."""

    def owner(self, visit: str) -> int | None:
        """The task in whose call the handler was called."""
        return self._tasks.get(visit)

    def posted(self, strand: str, call: Call) -> None:
        """*strand* waits in *call*. Raises `BadMessage` if its visit is about to end already."""
        if call.op == "Handle":
            self._beginning[strand] = call.task
        elif call.op == "Handled":
            if call.handle in self._ending.values():
                raise BadMessage(f"the visit {call.handle} ends twice")
            self._ending[strand] = call.handle

    def served(self, served: Served) -> None:
        """The call in which its strand waited has been answered."""
        task = self._beginning.pop(served.strand, None)
        if task is not None and "visit" in served.result:
            self._tasks[str(served.result["visit"])] = task
        self._tasks.pop(self._ending.pop(served.strand, ""), None)

    def forget(self, strand: str) -> None:
        """*strand* waits no longer in its call, which was not answered."""
        self._beginning.pop(strand, None)
        self._ending.pop(strand, None)

    def abandoned(self, wire: Mapping[str, Any]) -> tuple[int, str, str | None]:
        """The task of a visit that was given up, its name, and the strand that waited in its end.

        Raises `BadMessage` if there is no such visit.
        """
        visit = wire.get("visit")
        if type(visit) is not str or visit not in self._tasks:
            raise BadMessage(f"“abandoned” names the visit {visit!r:.80}, which has not begun")
        waiting = [strand for strand, ending in self._ending.items() if ending == visit]
        return self._tasks.pop(visit), visit, next(iter(waiting), None)
