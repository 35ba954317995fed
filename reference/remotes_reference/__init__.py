"""A reference implementation of containerd's remotes handlers, in every edition of the contract.

`remotes` is edition 2017-06, `remotes_1_6` and `remotes_2_x` are the later ones. The asynchronous
twin is `remotes_reference.aio`; content stores for real use are in `remotes_reference.memory` and
`remotes_reference.disk`.
"""

from __future__ import annotations

from typing import Final

from remotes_conformance.protocols import Remotes

from . import walking
from .dispatching import dispatch
from .fetching import fetch_handler
from .handlers import Trees, handlers_of
from .pushing import push_handler
from .ref_keys import make_ref_key, with_key_prefix
from .walking import children_handler, walk

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


def of_edition(edition: str) -> Remotes:
    """The implementation of that edition. Raises `ValueError`."""
    trees = Trees(walking.handlers, walking.walk, dispatch, walking.children_handler)
    handlers: Remotes = handlers_of(edition, fetch_handler, push_handler, trees)
    return handlers


remotes: Final = of_edition("2017-06")
remotes_1_6: Final = of_edition("1.6")
remotes_2_x: Final = of_edition("2.x")
