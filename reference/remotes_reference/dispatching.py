"""Handlers over a tree side by side, in threads.

What is due is a queue. A thread is begun only if none is free and the limit permits it, and each
goes on with what is due: a deep tree needs no deep stack, and a limit bounds running handlers only.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import is_skip
from remotes_conformance.protocols import Context, Handler
from remotes_conformance.trees import CancellableContext


def dispatch(
    ctx: CancellableContext,
    handler: Handler,
    /,
    *descriptors: Descriptor,
    limit: int | None = None,
) -> None:
    """Call *handler* for each descriptor and for its children, siblings at the same time.

    The first failure cancels the context of the others, and comes out when they have ended.
    """
    mine, cancel = ctx.with_cancel()
    crew = _Crew(mine, cancel, handler, limit)
    try:
        crew.work(descriptors)
    finally:
        cancel()
    if crew.failure is not None:
        raise crew.failure


class _Crew:
    """The threads of one dispatch. `failure`: the first one."""

    def __init__(
        self, ctx: Context, cancel: Callable[[], None], handler: Handler, limit: int | None
    ) -> None:
        self.failure: BaseException | None = None
        self._ctx, self._cancel, self._handler, self._limit = ctx, cancel, handler, limit
        self._due: deque[Descriptor] = deque()
        self._changed = threading.Condition()
        self._running = 0
        self._threads: list[threading.Thread] = []

    def work(self, descriptors: tuple[Descriptor, ...]) -> None:
        """Handle all of them, and what comes of them."""
        with self._changed:
            self._add(descriptors)
            self._changed.wait_for(lambda: not self._running)
        for thread in self._threads:
            thread.join()

    def _add(self, descriptors: tuple[Descriptor, ...]) -> None:
        """More is due: as many threads begin as are needed and permitted. The guard is held."""
        self._due.extend(descriptors)
        for _ in descriptors:
            if self._limit and self._running >= self._limit:
                break
            self._running += 1
            thread = threading.Thread(target=self._run, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        try:
            while (descriptor := self._next()) is not None:
                self._visit(descriptor)
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _next(self) -> Descriptor | None:
        with self._changed:
            return None if self.failure or not self._due else self._due.popleft()

    def _visit(self, descriptor: Descriptor) -> None:
        try:
            children = tuple(self._handler(self._ctx, descriptor) or ())
        except BaseException as error:
            if not (isinstance(error, Exception) and is_skip(error)):
                with self._changed:
                    self.failure = self.failure or error
                self._cancel()
        else:
            with self._changed:
                self._add(children)
