"""Builds a handler once for each pair of collaborators, and uses it for every call after that."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias, cast

from remotes_conformance.protocols import Fetcher, Handler, Ingester, Provider, Pusher
from wrong.right import Right

FetchHandler: TypeAlias = Callable[[Ingester, Fetcher], Handler]
PushHandler: TypeAlias = Callable[[Provider, Pusher], Handler]

_RIGHT = Right()

# The cache holds on to the collaborators, so that none of them can be mistaken for another one.
_fetch_handler = cast(FetchHandler, lru_cache(maxsize=64)(_RIGHT.fetch_handler))
_push_handler = cast(PushHandler, lru_cache(maxsize=64)(_RIGHT.push_handler))


class BuiltOnce(Right):
    """Returns the same handler for the same collaborators."""

    def fetch_handler(self, ingester: Ingester, fetcher: Fetcher, /) -> Handler:
        return _fetch_handler(ingester, fetcher)

    def push_handler(self, provider: Provider, pusher: Pusher, /) -> Handler:
        return _push_handler(provider, pusher)
