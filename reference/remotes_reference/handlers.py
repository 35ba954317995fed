"""The handlers of one edition as one object, the form in which the harness takes them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from .editions import edition_named
from .ref_keys import make_ref_key, with_key_prefix

Build = Callable[..., Any]
"""Builds a handler from its collaborators, for an `edition`."""


class Trees(NamedTuple):
    """The functions over trees, which are the same in every edition but for the last one."""

    handlers: Callable[..., Any]
    walk: Callable[..., Any]
    dispatch: Callable[..., Any]
    children_handler: Build


class _Handlers:
    def __init__(
        self, edition: str, fetch_handler: Build, push_handler: Build, trees: Trees
    ) -> None:
        self.handlers, self.walk, self.dispatch = trees.handlers, trees.walk, trees.dispatch
        self.children_handler = partial(trees.children_handler, edition=edition)
        self.make_ref_key = partial(make_ref_key, edition=edition)
        self.fetch_handler = partial(fetch_handler, edition=edition)
        self.push_handler = partial(push_handler, edition=edition)


class _HandlersWithPrefixes(_Handlers):
    """From edition 1.6 on, a context can name prefixes of keys."""

    with_key_prefix = staticmethod(with_key_prefix)


def handlers_of(edition: str, fetch_handler: Build, push_handler: Build, trees: Trees) -> Any:
    """The handlers of *edition*, made by these functions. Raises `ValueError`."""
    kind = _Handlers if edition_named(edition).is_first else _HandlersWithPrefixes
    return kind(edition, fetch_handler, push_handler, trees)
