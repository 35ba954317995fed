"""The reference implementation for asyncio and its like: the same names, awaited.

What needs no awaiting (ref keys, the ladder of pauses, where a copy begins, which error a failed
commit becomes) is the synchronous implementation's.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from remotes_conformance.protocols import AsyncRemotes

from ..editions import edition_named
from ..ref_keys import make_ref_key, with_key_prefix
from .fetching import fetch_handler
from .pushing import push_handler

__all__ = [
    "fetch_handler",
    "make_ref_key",
    "of_edition",
    "push_handler",
    "remotes",
    "remotes_1_6",
    "remotes_2_x",
    "with_key_prefix",
]


class _Handlers:
    """The handlers as one object, the form in which the harness takes an implementation."""

    def __init__(self, edition: str) -> None:
        self.make_ref_key = partial(make_ref_key, edition=edition)
        self.fetch_handler = partial(fetch_handler, edition=edition)
        self.push_handler = partial(push_handler, edition=edition)


class _HandlersWithPrefixes(_Handlers):
    """From edition 1.6 on, a context can name prefixes of keys."""

    with_key_prefix = staticmethod(with_key_prefix)


def of_edition(edition: str) -> AsyncRemotes:
    """The implementation of that edition. Raises `ValueError`."""
    first = edition_named(edition).is_first
    return _Handlers(edition) if first else _HandlersWithPrefixes(edition)


remotes: Final[AsyncRemotes] = _Handlers("2017-06")
remotes_1_6: Final = _HandlersWithPrefixes("1.6")
remotes_2_x: Final = _HandlersWithPrefixes("2.x")
