"""The reference implementation for asyncio and its like: the same names, awaited.

What needs no awaiting (ref keys, the ladder of pauses, where a copy begins, which error a failed
commit becomes) is the synchronous implementation's.
"""

from __future__ import annotations

from typing import Final

from remotes_conformance.protocols import AsyncRemotes

from ..handlers import Trees, handlers_of
from ..ref_keys import make_ref_key, with_key_prefix
from . import walking
from .fetching import fetch_handler
from .pushing import push_handler
from .walking import children_handler, dispatch, walk

__all__ = [
    "children_handler",
    "dispatch",
    "fetch_handler",
    "make_ref_key",
    "of_edition",
    "push_handler",
    "remotes",
    "remotes_1_6",
    "remotes_2_x",
    "walk",
    "with_key_prefix",
]


def of_edition(edition: str) -> AsyncRemotes:
    """The implementation of that edition. Raises `ValueError`."""
    trees = Trees(walking.handlers, walking.walk, dispatch, walking.children_handler)
    handlers: AsyncRemotes = handlers_of(edition, fetch_handler, push_handler, trees)
    return handlers


remotes: Final = of_edition("2017-06")
remotes_1_6: Final = of_edition("1.6")
remotes_2_x: Final = of_edition("2.x")
