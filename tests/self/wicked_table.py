"""The table of handlers that harm the process, or never end: each is called before a right fetch.

`EXPECTED` is the report that each must lead to; "" for handlers that harm nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import remotes_reference
import remotes_reference.aio

REFERENCE, ASYNCHRONOUS = remotes_reference.remotes, remotes_reference.aio.remotes
Act = Callable[..., Any]


class Wicked:
    """Calls *act*, and fetches as the reference does, unless that has given a result."""

    door = "sync"

    def __init__(self, act: Act) -> None:
        self._act = act

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        fetch = REFERENCE.fetch_handler(ingester, fetcher)

        def handler(ctx: Any, descriptor: Any) -> Any:
            result = self._act(ctx, descriptor, ingester, fetcher)
            return fetch(ctx, descriptor) if result is None else result

        return handler


class WickedAsynchronous:
    """The same for asyncio."""

    door = "async"

    def __init__(self, act: Act) -> None:
        self._act = act

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        fetch = ASYNCHRONOUS.fetch_handler(ingester, fetcher)

        async def handler(ctx: Any, descriptor: Any) -> Any:
            await self._act(ctx, descriptor, ingester, fetcher)
            return await fetch(ctx, descriptor)

        return handler


EXPECTED: dict[str, tuple[Act, str, str]] = {}
"""By name: the act, the requirement that is broken first, and words of the observation."""


def wicked(id: str, words: str = "") -> Callable[[Act], Act]:
    """Enter a function into the table."""

    def enter(act: Act) -> Act:
        EXPECTED[act.__name__] = (act, id, words)
        return act

    return enter


def made(name: str) -> object:
    """The implementation of that name."""
    act = EXPECTED[name][0]
    return WickedAsynchronous(act) if asyncio.iscoroutinefunction(act) else Wicked(act)
