"""The way from a task to an object that answers its calls: here the world's model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from ...contract.names import CollaboratorOp
from ...world import Call
from ...world.journal import Refusal
from .blocking import blocking
from .border import Border
from .calls import METHODS, Result
from .context import Playing, report, task_of
from .places import note_call

T = TypeVar("T")


# A plain tuple: there is one for each call, and making a named one takes a third of its time.
Answer: TypeAlias = tuple[Any, Result, Refusal | None]
"""The value that a method returns, the journal's form of it, and an error that came together with
the value: only the model answers so."""


class Caller:
    """Calls the model, for `task`; `handle`: the journal's name of an object that was opened."""

    def __init__(self, playing: Playing, border: Border, task: int, handle: str = "") -> None:
        self.playing = playing
        self.border = border
        self.task = task
        self.handle = handle

    async def ask(self, op: CollaboratorOp, args: Mapping[str, Any], *given: object) -> Answer:
        """Call *op*; *args* are for the journal, *given* is what the method was called with.

        Raises the error with which the call is refused.
        """
        note_call(self.task, op, self.handle)
        served = await self.playing.park(Call(self.task, op, self.handle, args))
        if served.refusal is not None and not served.result.get("data"):
            raise self.border.error(served.refusal)
        return METHODS[op].value(served.result), served.result, served.refusal

    def for_context(self, ctx: object) -> tuple[Caller, dict[str, object]]:
        """The caller for calls that come with *ctx*, and what is seen in it."""
        seen = report(ctx)
        task = task_of(seen, self.playing.current_task, len(self.playing.world.scenario.calls))
        return self._for_task(task), seen

    def opened(self, kind: Callable[[Caller], T], value: Any, handle: str) -> T:
        """The object of *kind* that a call has opened: *value*, where that is a real one."""
        return self._to(value, handle).collaborator(kind)

    def collaborator(self, kind: Callable[[Caller], T]) -> T:
        """An object of *kind*, whose calls go this way; a blocking one, if this play blocks."""
        made: T = (kind if self.playing.awaits else blocking(kind))(self)
        return made

    def _for_task(self, task: int) -> Caller:
        return Caller(self.playing, self.border, task)

    def _to(self, opened: Any, handle: str) -> Caller:
        return Caller(self.playing, self.border, self.task, handle)
