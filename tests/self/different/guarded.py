"""Counts its calls under a lock of the whole module, which is never held across a call."""

from __future__ import annotations

import threading
from collections import Counter

from remotes_conformance.content import Descriptor
from remotes_conformance.protocols import Context, Fetcher, Handler, Ingester, Provider, Pusher
from wrong.right import Right

_lock = threading.Lock()
_calls: Counter[str] = Counter()


def count(what: str) -> None:
    with _lock:
        _calls[what] += 1


class CountingHandler:
    """A handler that is an object, not a function."""

    def __init__(self, what: str, handle: Handler) -> None:
        self._what = what
        self._handle = handle

    def __call__(self, ctx: Context, descriptor: Descriptor) -> list[Descriptor]:
        count(f"{self._what} begun")
        try:
            return list(self._handle(ctx, descriptor) or ())
        finally:
            count(f"{self._what} ended")


class Guarded(Right):
    """Shares its counters between all calls, and nothing else."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        return CountingHandler("fetch", super().fetch_handler(ingester, fetcher))

    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler:
        return CountingHandler("push", super().push_handler(provider, pusher))
