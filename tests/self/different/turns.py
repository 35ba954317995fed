"""Calls for one ref take turns, attempt by attempt; none holds its turn while it waits."""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Any

from wrong.right import Right


class _Turn:
    """A writer that gives the turn back when it is closed."""

    def __init__(self, writer: Any, turn: threading.Lock) -> None:
        self._writer = writer
        self._turn: threading.Lock | None = turn

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)

    def close(self) -> None:
        turn, self._turn = self._turn, None
        try:
            self._writer.close()
        finally:
            if turn is not None:
                turn.release()

    def __enter__(self) -> _Turn:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class _InTurns:
    """An ingester that is asked by one call for a ref at a time."""

    def __init__(self, ingester: Any) -> None:
        self._ingester = ingester
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> _Turn:
        turn = self._turns[ref]
        turn.acquire()
        try:
            return _Turn(self._ingester.writer(ctx, ref, size, digest), turn)
        except BaseException:
            turn.release()
            raise


class TakesTurnsAttemptByAttempt(Right):
    """After a wait it may have to let another call for the ref finish its copy."""

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        return super().fetch_handler(_InTurns(ingester), fetcher)
