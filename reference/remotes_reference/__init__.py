"""A reference implementation of containerd's remotes handlers, edition 2017-06.

The asynchronous twin is `remotes_reference.aio`; content stores for real use are in
`remotes_reference.memory` and `remotes_reference.disk`.
"""

from __future__ import annotations

from typing import Final

from remotes_conformance.protocols import Remotes

from .fetching import fetch_handler
from .pushing import push_handler
from .ref_keys import make_ref_key

__all__ = ["fetch_handler", "make_ref_key", "push_handler", "remotes"]


class _Handlers:
    """The handlers as one object, the form in which the harness takes an implementation."""

    __slots__ = ()

    make_ref_key = staticmethod(make_ref_key)
    fetch_handler = staticmethod(fetch_handler)
    push_handler = staticmethod(push_handler)


remotes: Final[Remotes] = _Handlers()
