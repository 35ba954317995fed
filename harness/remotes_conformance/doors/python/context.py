"""The context that a handler is called with, and what a collaborator finds in the one it gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, Self

from ...scenarios.scenario import HandlerCall
from ...world import Call, Served, World
from ..plain_values import described, exact, is_a, text, type_name, without_addresses
from .came_out import text as text_of

TASK = "remotes.task"
"""The key of the value that the caller's context carries: the name of the task."""


class Playing(Protocol):
    """The part of a door that collaborators need: the world, and a way to park in it.

    `awaits`: whether the handlers are awaited; if not, `park` blocks instead of suspending.
    """

    @property
    def awaits(self) -> bool: ...
    @property
    def world(self) -> World: ...
    @property
    def current_task(self) -> int:
        """The task that the caller belongs to."""

    async def park(self, call: Call) -> Served: ...


class JournalLogger:
    """Writes every message to the journal, with the fields it carries."""

    def __init__(self, world: World, task: int, fields: Mapping[str, object]) -> None:
        self._world = world
        self._task = task
        self.fields = fields

    def _log(self, level: str, message: str, args: tuple[object, ...]) -> None:
        formatted = str(message) % args if args else str(message)
        fields = {str(text(name)): _plain(value) for name, value in self.fields.items()}
        entry = {"level": level, "message": without_addresses(exact(formatted)), "fields": fields}
        self._world.write(self._task, "log", args=entry)

    def debug(self, message: str, *args: object) -> None:
        self._log("debug", message, args)

    def info(self, message: str, *args: object) -> None:
        self._log("info", message, args)

    def warning(self, message: str, *args: object) -> None:
        self._log("warning", message, args)

    def error(self, message: str, *args: object) -> None:
        self._log("error", message, args)


class Cancellation:
    """Cancels a context that was derived by `with_cancel`, and all contexts derived from it."""

    def __init__(self) -> None:
        self.came = False

    def come(self) -> None:
        """Cancel it."""
        self.came = True


class AsyncTaskContext:
    """The context of one task."""

    def __init__(
        self,
        playing: Playing,
        task: int,
        values: Mapping[str, object],
        fields: Mapping[str, object],
        cancellations: tuple[Cancellation, ...] = (),
    ) -> None:
        self._playing = playing
        self._task = task
        self._values = values
        self._cancellations = cancellations
        self._logger = JournalLogger(playing.world, task, fields)

    @property
    def cancelled(self) -> bool:
        if any(one.came for one in self._cancellations):
            return True
        return self._task in self._playing.world.cancelled

    @property
    def logger(self) -> JournalLogger:
        return self._logger

    def value(self, key: str) -> object:
        return self._values.get(key)

    def derive(
        self, *, values: Mapping[str, object] = {}, fields: Mapping[str, object] = {}
    ) -> Self:
        return type(self)(
            self._playing,
            self._task,
            {**self._values, **values},
            {**self._logger.fields, **fields},
            self._cancellations,
        )

    def with_cancel(self) -> tuple[Self, Callable[[], None]]:
        one = Cancellation()
        fields, cancellations = self._logger.fields, (*self._cancellations, one)
        made = type(self)(self._playing, self._task, self._values, fields, cancellations)
        return made, one.come

    async def wait(self, seconds: float) -> bool:
        ready = (lambda: self.cancelled) if self._cancellations else None
        call = Call(self._task, "wait", seconds=seconds, heeds_cancel=True, ready=ready)
        await self._playing.park(call)
        return self.cancelled


def first_values(task: int) -> Mapping[str, object]:
    """The values of the caller's context."""
    return {TASK: f"t{task}"}


def with_prefixes(remotes: Any, ctx: Any, task: HandlerCall) -> Any:
    """The context to call *task* with: all are derived that the task names, one from the other."""
    contexts = [ctx]
    for one in task.prefixes:
        contexts.append(remotes.with_key_prefix(contexts[-1], one.media_type, one.prefix))
    return contexts[len(task.carried)]


def report(ctx: Any) -> dict[str, object]:
    """The fields that a collaborator sees in the context it was given, whatever that is."""
    try:
        task, cancelled = ctx.value(TASK), bool(ctx.cancelled)
    except Exception as error:  # the implementation's own object: anything may be wrong with it
        problem = f"it was called with {described(ctx)} in place of a context"
        if type(error) is not AttributeError:  # its type shows that it has no such attribute
            problem += f" ({type_name(error)}: {without_addresses(text_of(error))})"
        return {"task": "", "cancelled": False, "fields": {}, "problem": problem}
    try:
        fields = {str(text(name)): _as_text(value) for name, value in ctx.logger.fields.items()}
    except Exception:  # a logger of its own: only what is logged depends on it
        fields = {}
    task = exact(task) if is_a(task, str) else ""
    return {"task": task, "cancelled": cancelled, "fields": fields}


def _as_text(value: object) -> str:
    """The text of a field, as a logger would write it."""
    if type(value) is str:
        return without_addresses(value)
    try:
        return without_addresses(exact(str(value)))
    except Exception:  # code of its own
        return described(value)


def _plain(value: object) -> object:
    """A field as the journal keeps it: what JSON has a word for as it is, all else as text."""
    return value if value is None or type(value) in (str, int, float, bool) else _as_text(value)


def task_of(seen: Mapping[str, object], otherwise: int, tasks: int) -> int:
    """The task that a context's report names; *otherwise* where it names none."""
    name = str(seen["task"])
    number = int(name[1:]) if name[:1] == "t" and name[1:].isdecimal() else otherwise
    return number if number < tasks else otherwise
