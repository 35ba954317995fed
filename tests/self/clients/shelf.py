"""The shelf of wrong clients: by the id of the rule that each breaks, and its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from remotes_conformance.contract import by_id

from .right import Right

SHELF: dict[str, type[Right]] = {}
Class = TypeVar("Class", bound=type[Right])


def breaks(id: str) -> Callable[[Class], Class]:
    """Put the class below on the shelf: it breaks that rule."""
    by_id(id)

    def put(cls: Class) -> Class:
        SHELF[f"{id} {cls.__name__}"] = cls
        return cls

    return put
