"""The reference implementation for asyncio and its like: the same names, awaited.

What needs no awaiting (ref keys, the ladder of pauses, where a copy begins, which error a failed
commit becomes) is the synchronous implementation's.
"""

from __future__ import annotations

from typing import Final

from remotes_conformance.protocols import AsyncRemotes

from ..ref_keys import make_ref_key
from .fetching import fetch_handler
from .pushing import push_handler

__all__ = ["fetch_handler", "make_ref_key", "push_handler", "remotes"]


class _Handlers:
    """The handlers as one object, the form in which the harness takes an implementation."""

    __slots__ = ()

    make_ref_key = staticmethod(make_ref_key)
    fetch_handler = staticmethod(fetch_handler)
    push_handler = staticmethod(push_handler)


remotes: Final[AsyncRemotes] = _Handlers()
