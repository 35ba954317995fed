"""Synchronous classes, made from the ones that are written as coroutines.

In a play of threads no coroutine suspends: each await blocks the thread until it is answered.
So one step runs it from its beginning to its end.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from functools import cache, wraps
from types import FunctionType
from typing import Any

from ...world import Call, Served, World
from ..strands import Play

_PLAIN_NAMES = {"__aenter__": "__enter__", "__aexit__": "__exit__"}


class BlockingPlay:
    """A play of threads, with a `park` that can be awaited: it blocks, and does not suspend."""

    awaits = False

    def __init__(self, play: Play) -> None:
        self.world: World = play.world
        self._play = play

    @property
    def current_task(self) -> int:
        """The task of the thread that calls."""
        return self._play.current_task

    async def park(self, call: Call) -> Served:
        """Park this thread until *call* is served."""
        return self._play.park(call)


@cache
def blocking(cls: type) -> Any:
    """*cls*, whose name begins with `Async`, for callers that do not await.

    Its public coroutine methods become plain ones, with the same signatures, and it is entered by
    `with` instead of `async with`. Private ones stay coroutines: one method can await another.
    The new class inherits nothing from *cls*, so that no method may use `super()`.
    """
    if cls is object:
        return cls
    name = cls.__name__.removeprefix("Async")
    members: dict[str, Any] = {}
    for key, member in vars(cls).items():
        public = key in _PLAIN_NAMES or not key.startswith("_")
        if public and inspect.iscoroutinefunction(member):
            plain = _PLAIN_NAMES.get(key, key)
            members[plain] = _by_hand(member, plain, f"{name}.{plain}")
        elif key not in ("__dict__", "__weakref__"):
            members[key] = member
    return type(name, tuple(map(blocking, cls.__bases__)), members)


def _by_hand(function: FunctionType, name: str, qualname: str) -> Callable[..., Any]:
    """*function*, a coroutine function, as a plain one with these names."""
    # A copy: Python's own messages about wrong arguments name the function that they are for.
    begin: Callable[..., Coroutine[Any, Any, Any]] = FunctionType(
        function.__code__, function.__globals__, name, function.__defaults__, function.__closure__
    )
    begin.__qualname__ = qualname

    @wraps(function)
    def method(*given: Any, **named: Any) -> Any:
        try:
            begin(*given, **named).send(None)
        except StopIteration as done:
            return done.value
        except RuntimeError as error:
            stop = _wrapped_stop(error)
            if stop is None:
                raise
        else:
            raise RuntimeError("a collaborator that blocks has suspended")
        raise stop

    method.__name__, method.__qualname__ = name, qualname
    # Not by way of `__wrapped__`: code that follows that finds a coroutine function.
    method.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    del method.__wrapped__
    return method


def _wrapped_stop(error: RuntimeError) -> BaseException | None:
    """The error of a plug, if it is the one that cannot come out of a coroutine itself."""
    cause = error.__cause__
    wrapped = isinstance(cause, StopIteration) and str(error) == "coroutine raised StopIteration"
    return cause if wrapped else None
