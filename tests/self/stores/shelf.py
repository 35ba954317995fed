"""How a wrong store is put on the shelf: with the requirements that it breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, TypeVar

from remotes_conformance.contract import by_id

_Kind = TypeVar("_Kind", bound=type[Any])
ShownBy: TypeAlias = Literal["stories", "cuts", "a process"]
"""What shows the fault: directed stories; cuts of the power; or only many plays in a process."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What a wrong store breaks. `fault`: what an honest message about it has to contain."""

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
    """Those of the shelf whose fault is shown by that."""
    return {kind: wrong for kind, wrong in SHELF.items() if wrong.shown_by == shown_by}
