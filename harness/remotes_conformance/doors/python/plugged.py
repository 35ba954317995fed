"""Plugged collaborators at the doors: the world decides whose turn it is, and they answer.

Their caller parks as the model's does. When it is served, it calls the real object, writes the
answer into the journal, and hands it on: the very value, the very exception. It never judges.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any

from ...contract.names import CollaboratorOp
from ...errors import CLASSES, chain
from ...plugs.scene import KINDS, Plugs, Scene, Serving
from ...scenarios.scenario import Scenario
from ...world import Call, Served, World
from ...world.journal import Refusal, Strange
from ...world.patience import WITHOUT_TIME
from ..plain_values import type_name, without_addresses
from ..strands import Condemned
from . import patches
from .adopting import patch_package
from .border import Border
from .caller import Answer, Caller
from .calls import METHODS, WrongType, check
from .came_out import mark
from .came_out import text as text_of
from .places import note_call

_SERVING: ContextVar[Serving | None] = ContextVar("remotes_serving", default=None)
_adopted = {"remotes_conformance", "builtins"}

_HELPFUL = frozenset({"Writer", "Push", "Fetch", "Reader", "Commit", "r.Close", "w.Close"})


class PlugBroken(Exception):
    """The plugged object is no such collaborator: the implementation cannot be judged."""


class Plugged:
    """The plugs of one world, and the handles that have been opened of them."""

    def __init__(self, plugs: Plugs, scenario: Scenario, world: World, stack: ExitStack) -> None:
        self.world = world
        self.problem = ""
        self._still = self._since = 0
        self._plugs = plugs
        self._scenario = scenario
        self._opened = 0
        self._counts: dict[tuple[int, str], int] = {}
        # The errors are kept: the identity of one that is gone may be taken by another.
        self._errors: dict[int, tuple[BaseException, Refusal]] = {}
        self._scene = Scene(scenario, lambda: world.now, _SERVING.get, stack.callback)
        kinds = {task.kind for task in scenario.handler_calls}
        self.real = {name: self._make(name) for name in plugs.names if KINDS[name] in kinds}

    def _make(self, name: str) -> Any:
        factory = getattr(self._plugs, name)
        _adopt_package_of(factory)
        try:
            with patches.importing():
                made = factory(self._scene)
        except Exception as error:
            error.add_note(f"while the plugged {name} was made")
            raise
        try:
            check(made, name)
        except WrongType as error:
            raise PlugBroken(str(error)) from None
        _adopt_package_of(type(made))
        return made

    # -- one call --------------------------------------------------------------------------------

    def begin(
        self, task: int, op: CollaboratorOp, handle: str, args: Mapping[str, Any]
    ) -> tuple[Call, Serving]:
        """The call to park in, and what the collaborator may know of it."""
        key = (task, op)
        nth = self._counts[key] = self._counts.get(key, 0) + 1
        error = self._plugs.error_of(self._scenario, task, op, nth)
        return Call(task, op, handle, args, external=True), Serving(task, op, nth, error)

    @contextmanager
    def serving(
        self, border: Border, call: Call, served: Served, serving: Serving
    ) -> Iterator[dict[str, Any]]:
        """Around the call of the real object. What is put into the dict is its result."""
        if served.refusal is not None:
            raise border.error(served.refusal)
        if "data" in call.args and not isinstance(call.args["data"], Strange):
            # A copy of the buffer: the handler may use it again.
            call = call._replace(args={**call.args, "data": bytes(call.args["data"])})
        result: dict[str, Any] = {}
        token = _SERVING.set(serving)
        try:
            yield result
        except WrongType as error:
            self.problem = self.problem or str(error)
            raise
        except (Condemned, asyncio.CancelledError):
            raise
        except Exception as error:
            self._record(call, served, {}, self._refusal(border, error))
            raise
        except BaseException as error:
            self.problem = self.problem or f"{call.op} raised {type(error).__name__}: {error}"
            raise
        finally:
            _SERVING.reset(token)
        self._record(call, served, result, None)

    def _record(
        self, call: Call, served: Served, result: Mapping[str, Any], refusal: Refusal | None
    ) -> None:
        world = self.world
        world.record(call, served.posted, result, refusal)
        helps = call.op in _HELPFUL or result.get("n") or result.get("data")
        if (refusal is None and helps) or world.now > self._since:
            self._still, self._since = 0, world.now
        # The world takes every answer of a plug for progress, a refusal too.
        self._still += 1
        if self._still > WITHOUT_TIME:
            why = f"{self._still} calls in a row changed nothing, at one instant"
            world.give_up("livelock", why)

    def _refusal(self, border: Border, error: Exception) -> Refusal:
        if id(error) not in self._errors:
            kind = next(iter(border.kinds(error)), "other")
            message = without_addresses(f"{type_name(error)}: {text_of(error)}")
            refusal = self.world.refusal(kind, message, _wrap(border, error, kind))
            for link in chain(error):
                mark(link, refusal.id)
            self._errors[id(error)] = (error, refusal)
        return self._errors[id(error)][1]

    def new_handle(self, kind: str) -> str:
        """The journal's name for a writer or reader that was opened."""
        # Not w1, r1 …: the world's own may be open beside them.
        self._opened += 1
        return f"{kind[0]}x{self._opened}"


def _wrap(border: Border, error: Exception, kind: str) -> str:
    """The wrap of the error of class *kind* in *error*; "": it is one itself."""
    ours = CLASSES[kind]
    if kind == "other" or isinstance(error, (ours, border.error_classes.get(ours, ours))):
        return ""
    return "group" if isinstance(error, BaseExceptionGroup) else "from"


def _adopt_package_of(made: Any) -> None:
    """Once for each package of what is plugged: it sleeps and waits in virtual time."""
    package = str(getattr(made, "__module__", "builtins")).partition(".")[0]
    if package not in _adopted:
        _adopted.add(package)
        patch_package(package)


class PluggedCaller(Caller):
    """Calls *real*, which a plug has made, or something plugged has opened."""

    def __init__(self, caller: Caller, plugged: Plugged, real: Any, handle: str = "") -> None:
        super().__init__(caller.playing, caller.border, caller.task, handle)
        self._plugged = plugged
        self._real = real

    async def ask(self, op: CollaboratorOp, args: Mapping[str, Any], *given: object) -> Answer:
        """As the model's, answered by the method of the real object."""
        known = METHODS[op]
        method = getattr(self._real, known.name)
        call, serving = self._plugged.begin(self.task, op, self.handle, args)
        note_call(self.task, op, self.handle)
        served = await self.playing.park(call)
        with self._plugged.serving(self.border, call, served, serving) as result:
            value = method(*given)
            if self.playing.awaits and inspect.isawaitable(value):
                value = await value
            result.update(known.result(value))
            if known.opens:
                result[known.opens] = self._plugged.new_handle(known.opens)
        return value, result, None

    def _for_task(self, task: int) -> PluggedCaller:
        return PluggedCaller(super()._for_task(task), self._plugged, self._real)

    def _to(self, opened: Any, handle: str) -> PluggedCaller:
        return PluggedCaller(self, self._plugged, opened, handle)


CallersOf = Callable[[str, Caller], Caller]
"""From a collaborator's name and a caller of the model to the caller that this one needs."""


@contextmanager
def plugged_into(plugs: Plugs, scenario: Scenario, world: World) -> Iterator[CallersOf]:
    """The callers of one world's collaborators: of the model, or of what is plugged."""
    if not plugs.names:
        yield lambda name, caller: caller
        return
    with ExitStack() as stack:
        plugged = Plugged(plugs, scenario, world, stack)
        real = plugged.real
        yield (
            lambda name, caller: (
                PluggedCaller(caller, plugged, real[name]) if name in real else caller
            )
        )
    if plugged.problem:
        raise PlugBroken(plugged.problem)
