"""Plugged collaborators at the doors: whose turn it is decides the world, what they do is theirs.

A proxy parks as a fake does. When it is served, it calls the real object, writes down what came of
that, and hands it on: the very value, the very exception. It never judges.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from ...errors import CLASSES, chain
from ...plugs.scene import KINDS, Plugs, Scene, Serving
from ...scenarios.scenario import Scenario
from ...world import Call, Served, World
from ...world.journal import Refusal, Strange
from ...world.patience import WITHOUT_TIME
from ..plain_values import number, text, type_name, without_addresses
from ..strands import Condemned
from . import patches
from .adopting import patch_package
from .border import Border
from .came_out import mark
from .came_out import text as text_of

_SERVING: ContextVar[Serving | None] = ContextVar("remotes_serving", default=None)
_adopted = {"remotes_conformance", "builtins"}

_HELPFUL = frozenset({"Writer", "Push", "Fetch", "Reader", "Commit", "r.Close", "w.Close"})
_NEEDED = {
    "ingester": ("writer",),
    "fetcher": ("fetch",),
    "provider": ("reader",),
    "pusher": ("push",),
    "writer": ("write", "status", "truncate", "commit", "close"),
    "reader": ("read", "seekable", "close"),
    "status": ("ref", "offset", "total"),
}


class PlugBroken(Exception):
    """What was plugged is no such collaborator: nothing can be said about the implementation."""


class Plugged:
    """What is plugged into one world, and what has been opened of it."""

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
        _check(made, name)
        _adopt_package_of(type(made))
        return made

    # -- one call --------------------------------------------------------------------------------

    def begin(
        self, task: int, op: str, handle: str, args: Mapping[str, Any]
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
            # What the buffer holds now: the handler may use it again.
            call = call._replace(args={**call.args, "data": bytes(call.args["data"])})
        result: dict[str, Any] = {}
        token = _SERVING.set(serving)
        try:
            yield result
        except PlugBroken as error:
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
        # The world takes every answer of somebody else's for progress, a refusal too.
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

    # -- results, as the journal has them --------------------------------------------------------

    def writer(self, writer: object) -> dict[str, Any]:
        """A writer that was opened."""
        _check(writer, "writer")
        return {"writer": self._handle("w")}

    def reader(self, reader: Any) -> dict[str, Any]:
        """A reader that was opened, and what it can do."""
        _check(reader, "reader")
        can = ["seek"] * bool(reader.seekable()) + ["read_at"] * hasattr(reader, "read_at")
        return {"reader": self._handle("r"), "can": can}

    def _handle(self, kind: str) -> str:
        # Not w1, r1 …: the world's own may be open beside them.
        self._opened += 1
        return f"{kind}x{self._opened}"


def taken(value: Any) -> dict[str, Any]:
    """What a write took."""
    if not isinstance(value, int):
        raise PlugBroken(f"write gave {value!r:.60}, not the number of bytes that it took")
    return {"n": number(value)}


def data(value: Any) -> dict[str, Any]:
    """What was read."""
    if not isinstance(value, (bytes, bytearray, memoryview)):
        raise PlugBroken(f"reading gave {value!r:.60}, not bytes")
    return {"data": bytes(value), "end": len(value) == 0}


def status(value: Any) -> dict[str, Any]:
    """How far an ingest is."""
    _check(value, "status")
    if not isinstance(value.offset, int):
        raise PlugBroken(f"status gave the offset {value.offset!r:.60}, which is no number")
    return {
        "ref": text(value.ref),
        "offset": number(value.offset),
        "total": number(value.total),
    }


def position(value: Any) -> dict[str, Any]:
    """Where a seek has landed."""
    if not isinstance(value, int):
        raise PlugBroken(f"seek gave {value!r:.60}, not the new position")
    return {"offset": number(value)}


def nothing(value: object) -> dict[str, Any]:
    """Of a call that has no result."""
    return {}


def _check(made: object, what: str) -> None:
    missing = [name for name in _NEEDED[what] if not hasattr(made, name)]
    if missing:
        raise PlugBroken(f"{made!r:.60} is no {what}: it has no {', '.join(missing)}")


def _wrap(border: Border, error: Exception, kind: str) -> str:
    """How the error of class *kind* is wrapped in *error*; "": it is one itself."""
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


Makers = Mapping[str, Callable[[Any], Any]]


@contextmanager
def collaborators(
    plugs: Plugs, scenario: Scenario, world: World, fakes: Makers, proxies: Mapping[str, Any]
) -> Iterator[Makers]:
    """What makes each collaborator of this world, given a caller: fakes, or proxies of plugs."""
    if not plugs.names:
        yield fakes
        return
    with ExitStack() as stack:
        plugged = Plugged(plugs, scenario, world, stack)
        yield {**fakes, **{name: partial(proxies[name], plugged) for name in plugged.real}}
    if plugged.problem:
        raise PlugBroken(plugged.problem)
