"""Doing the same for many descriptors, some of them at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Final

from remotes_conformance.content import Descriptor

from ..call_context import CallContext

LARGE_PULLS: Final = 8
"""Large blobs that are pulled at a time."""

LARGE_PUSHES: Final = 4
"""Large blobs that are pushed at a time: each keeps pieces of 1 MiB, and more gained no time."""

SMALL_BLOBS: Final = 16
"""Small blobs that are moved at a time. They mostly wait: for the registry, which spends less on
each of many requests at a time, and for the disk, which syncs several files at once."""

SMALL: Final = 256 * 1024
"""Bytes of the largest small blob."""

_GRACE: Final = 2.0


def side_by_side(
    ctx: CallContext,
    descriptors: Iterable[Descriptor],
    action: Callable[[CallContext, Descriptor], object],
    workers: int | None,
    large_workers: int,
) -> None:
    """Call *action* for each descriptor, in threads: first for those of large blobs.

    *workers*: how many at a time; None: *large_workers* of large blobs, and more of small ones. The
    first failure cancels the context of the others, and comes out when they have ended. An
    interrupt does not wait longer for them than two seconds: what they leave can be resumed.
    """
    given = list(descriptors)
    small = [one for one in given if one.size <= SMALL]
    large = [one for one in given if one.size > SMALL]
    _together(_Crew(ctx.derive(), large, action, workers or large_workers))
    _together(_Crew(ctx.derive(), small, action, workers or SMALL_BLOBS))


def _together(crew: _Crew) -> None:
    try:
        crew.start()
        while not crew.ended.wait(0.5):
            pass  # with a limit: an interrupt is noticed in between only
    except BaseException:
        crew.ctx.cancel()
        crew.ended.wait(_GRACE)
        raise
    if crew.failure is not None:
        raise crew.failure


class _Crew:
    """`ended` is set when all have ended: to join a thread that was interrupted in its `join` does
    not wait for it (CPython 3.11)."""

    def __init__(
        self,
        ctx: CallContext,
        descriptors: list[Descriptor],
        action: Callable[[CallContext, Descriptor], object],
        workers: int,
    ) -> None:
        self.ctx = ctx
        self.failure: BaseException | None = None
        self.ended = threading.Event()
        self._left = iter(descriptors)
        self._action = action
        self._guard = threading.Lock()
        self._working = min(workers, len(descriptors))
        if not descriptors:
            self.ended.set()

    def start(self) -> None:
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(self._working)]
        for thread in threads:
            thread.start()

    def _work(self) -> None:
        while not self.ctx.cancelled and (descriptor := self._next()) is not None:
            try:
                self._action(self.ctx, descriptor)
            except BaseException as error:
                with self._guard:
                    self.failure = self.failure or error
                self.ctx.cancel()
        with self._guard:
            self._working -= 1
            if not self._working:
                self.ended.set()

    def _next(self) -> Descriptor | None:
        with self._guard:
            return next(self._left, None)
