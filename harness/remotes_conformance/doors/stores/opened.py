"""A store that is called without a world: no turns are taken, and no time passes."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from ...contract.names import StoreOp
from ...world.aftermath import Answer
from ...world.journal import Refusal
from ...world.turns import Call
from ..plain_values import type_name, without_addresses
from ..python.calls import WrongType
from ..python.came_out import text as text_of
from .answers import CALLED, OF_THE_STORE, WRONG_TYPE, leaves_out, listed
from .factory import Factory

T = TypeVar("T")


@dataclass(slots=True)
class OpenedStore:
    """A store, what was opened of it, and its context."""

    factory: Factory
    folder: str
    store: Any = None
    handles: dict[str, Any] = field(default_factory=dict)
    errors: int = 0

    async def make(self) -> Refusal | None:
        """Make the store; the error, if there is one."""
        try:
            self.store = self.factory(lambda: Path(self.folder))
        except BaseException as error:
            return self._refusal(error)
        return None

    def leaves_out(self, op: StoreOp, handle: str = "") -> bool:
        """True if the store, or the reader, does not have that method."""
        return leaves_out(op, self.factory.offers, self.handles, handle)

    async def answer(self, call: Call) -> Answer:
        """Make a call."""
        called = CALLED[call.store_op]
        given = called.given(call.args)
        target = self.handles.get(call.handle, self.store)
        if call.op in OF_THE_STORE:
            given = (AwaitedContext() if self.factory.is_async else QuietContext(), *given)
        try:
            value = getattr(target, called.method)(*given)
            if self.factory.is_async and inspect.isawaitable(value):
                value = await value
            if call.op == "Walk":
                value = await listed(value)
            result: dict[str, Any] = called.result(value)
        except WrongType as error:
            return Answer({}, self._refused(WRONG_TYPE, str(error)))
        except BaseException as error:  # whatever comes out is an answer
            return Answer({}, self._refusal(error))
        if called.opens:
            name = f"{called.opens[0]}{len(self.handles) + 1}"
            self.handles[name] = value
            result[called.opens] = name
        return Answer(result, None)

    async def close(self) -> None:
        """Close what is still open."""
        for handle in self.handles.values():
            with contextlib.suppress(Exception):
                closing = handle.close()
                if self.factory.is_async and inspect.isawaitable(closing):
                    await closing

    def _refusal(self, error: BaseException) -> Refusal:
        kinds = self.factory.border.kinds(error)
        text = f"{type_name(error)}: {text_of(error)}"
        if self.folder:
            text = text.replace(self.folder, "…")
        return self._refused(next(iter(kinds), "other"), text)

    def _refused(self, kind: str, message: str) -> Refusal:
        self.errors += 1
        return Refusal(kind, f"e{self.errors}", "", without_addresses(message))


class Runner:
    """Runs the coroutines of stores: by hand where they block, else on an event loop."""

    def __init__(self, *, is_async: bool) -> None:
        self._loop = asyncio.new_event_loop() if is_async else None

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run *work* to its end."""
        if self._loop is not None:
            return self._loop.run_until_complete(work)
        try:
            work.send(None)
        except StopIteration as done:
            result: T = done.value
            return result
        raise RuntimeError("a call that blocks has suspended")


class QuietContext:
    """A context that is never cancelled; to wait takes no time."""

    cancelled = False
    logger = logging.getLogger("remotes_conformance.stores")

    def wait(self, seconds: float) -> bool:
        return False

    def value(self, key: str) -> object:
        return None

    def derive(self, **more: object) -> QuietContext:
        return self


class AwaitedContext(QuietContext):
    async def wait(self, seconds: float) -> bool:  # type: ignore[override]
        return False
