"""Each implementation of the shelves as an attribute, so that it can be named as module:object."""

from __future__ import annotations

from different import DIFFERENT
from wrong import SHELF


def __getattr__(name: str) -> object:
    if name in DIFFERENT:
        return DIFFERENT[name]()
    if name in SHELF:
        return SHELF[name].factory()
    raise AttributeError(name)
