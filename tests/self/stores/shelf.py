"""The shelf of wrong stores, each with the requirements that it breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar

from remotes_conformance.contract import by_id

_Kind = TypeVar("_Kind", bound=type[Any])
ShownBy: TypeAlias = Literal["stories", "cuts", "a process"]
"""The fault shows in directed stories; in cuts of the power; or only in many plays in a process."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """The requirements that a wrong store breaks. An honest message about it contains `fault`."""

    ids: tuple[str, ...]
    fault: str
    shown_by: ShownBy


SHELF: dict[type[Any], Wrong] = {}


def breaks(*ids: str, fault: str = "", shown_by: ShownBy = "stories") -> Callable[[_Kind], _Kind]:
    """Put the class below on the shelf: it breaks all of *ids*."""
    for id in ids:
        by_id(id)

    def shelve(kind: _Kind) -> _Kind:
        if any(one.__name__ == kind.__name__ for one in SHELF):
            raise ValueError(f"two wrong stores are called {kind.__name__}")
        SHELF[kind] = Wrong(ids, fault, shown_by)
        return kind

    return shelve


def wrong_stores(shown_by: ShownBy) -> dict[type[Any], Wrong]:
    """The stores on the shelf whose fault shows in that way."""
    return {kind: wrong for kind, wrong in SHELF.items() if wrong.shown_by == shown_by}
