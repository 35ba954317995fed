"""What a rule says about one situation in a journal."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Kept(NamedTuple):
    """The rule applied, and was kept. `saw`: which of several accepted behaviours was seen."""

    saw: str = ""


class Broken(NamedTuple):
    """The rule applied, and was broken, in the call of `task` (-1: in the world as a whole)."""

    expected: str
    observed: str
    task: int = -1


Finding: TypeAlias = Kept | Broken

KEPT = Kept()


def holds(kept: bool, expected: str, observed: str, task: int = -1) -> Finding:
    """`Kept` or `Broken`."""
    return KEPT if kept else Broken(expected, observed, task)
