"""Answers of the harness's own handlers, when a walk, a dispatch or a chain calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..content import Descriptor


@dataclass(frozen=True, slots=True)
class Visit:
    """The behaviour of a handler in one call with a descriptor.

    `children`: the descriptors that it returns. `error`: it fails instead, with "skip", "stop" or a
    class of errors; `wrap`: how that is wrapped (see `scenario.WRAPS`). `waits`: how long it takes,
    in nanoseconds; if it `heeds` (observes) its context, it fails as soon as that is cancelled.
    """

    children: tuple[Descriptor, ...] = ()
    error: str = ""
    wrap: str = ""
    waits: int = 0
    heeds: bool = False

    @property
    def details(self) -> int:
        """The number of details to read."""
        present = sum(map(bool, (self.error, self.wrap, self.waits, self.heeds)))
        return 1 + len(self.children) + present


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree to walk: the descriptors that the walk begins with, and what is done at each.

    `nodes`: by digest, the behaviour at the first visit, at the second, and so on; at
    further visits it does the same as at the last one. A digest that is absent has no children.
    """

    roots: tuple[Descriptor, ...]
    nodes: Mapping[str, tuple[Visit, ...]]

    def __hash__(self) -> int:
        return hash((self.roots, frozenset(self.nodes.items())))

    def visit(self, digest: str, nth: int) -> Visit:
        """The behaviour at the *nth* visit (from 1) of the descriptor with this digest."""
        visits = self.nodes.get(digest, ())
        return visits[min(nth, len(visits)) - 1] if visits else Visit()

    @property
    def details(self) -> int:
        """The number of details to read."""
        visits = (visit for visits in self.nodes.values() for visit in visits)
        return len(self.roots) + sum(visit.details for visit in visits)
