"""The states that a disk may have after a power cut, those first in which least is lost."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

from ..scenarios.cuts import Cut, Torn
from .disk import Disk, Layout

_TRIES = 20
"""Different losses that are tried for each state that is asked for: many leave the same state."""


class States(NamedTuple):
    """States of the disk after a cut; `is_whole`: these are all that are permitted."""

    found: list[tuple[Cut, Layout]]
    is_whole: bool


def states(disk: Disk, most: int) -> States:
    """Up to so many different states, without `then`."""
    losses, tears = _losses(disk), _tears(disk)
    pairs = [(a + b, i, j) for i, (a, _) in enumerate(losses) for j, (b, _) in enumerate(tears)]
    first = ((losses[i][1], tears[j][1]) for _, i, j in sorted(pairs))
    every = ((lost, torn) for lost in _every_loss(disk) for torn in _every_tear(disk))
    found: list[tuple[Cut, Layout]] = []
    seen: set[frozenset[tuple[str, tuple[int, bytes | None]]]] = set()
    for tried, (lost, torn) in enumerate(itertools.chain(first, every)):
        cut = Cut(len(disk.operations), tuple(sorted(lost)), torn)
        layout = disk.layout(cut)
        key = frozenset(layout.items())
        if key not in seen:
            if len(found) == most:
                return States(found, is_whole=False)
            seen.add(key)
            found.append((cut, layout))
        if tried > len(pairs) + most * _TRIES:
            return States(found, is_whole=False)
    return States(found, is_whole=True)


def _losses(disk: Disk) -> list[tuple[int, frozenset[int]]]:
    """The names that are lost first, each with its rank: nothing, one, all, ..."""
    pending, everything = disk.pending, frozenset(disk.pending)
    found: dict[frozenset[int], int] = {frozenset(): 0}
    for one in reversed(pending):
        found.setdefault(disk.without({one}), 1)
    found.setdefault(everything, 2)
    for one in reversed(pending):
        found.setdefault(frozenset(n for n in pending if n >= one), 2)
    for one in pending:
        found.setdefault(everything - {one} - disk.needs(one), 3)
    for one in pending[-8:]:
        for other in pending[-8:]:
            found.setdefault(disk.without({one, other}), 3)
    ranked = [(rank, lost) for lost, rank in found.items()]
    return sorted(ranked, key=lambda it: (it[0], not disk.is_ordered(it[1]), len(it[1])))


def _tears(disk: Disk) -> list[tuple[int, tuple[Torn, ...]]]:
    """The bytes that are lost first, each with its rank."""
    dirty = disk.dirty
    found: dict[tuple[Torn, ...], int] = {(): 0}
    for node in reversed(dirty):
        for rank, how in disk.ways(node):
            found.setdefault((Torn(node, how),), rank)
    found.setdefault(tuple(Torn(node, "none") for node in dirty), 2)
    for kept in dirty:
        found.setdefault(tuple(Torn(node, "none") for node in dirty if node != kept), 3)
    return sorted(((rank, torn) for torn, rank in found.items()), key=lambda it: it[0])


def _every_loss(disk: Disk) -> Iterator[frozenset[int]]:
    """All that may be lost of the names."""
    pending = frozenset(disk.pending)
    todo: list[tuple[int, frozenset[int]]] = [(0, frozenset())]
    while todo:
        place, kept = todo.pop()
        if place == len(disk.pending):
            yield pending - kept
            continue
        one = disk.pending[place]
        todo.append((place + 1, kept))
        if disk.needs(one) & pending <= kept:
            todo.append((place + 1, kept | {one}))


def _every_tear(disk: Disk) -> Iterator[tuple[Torn, ...]]:
    """All that may be lost of the bytes."""
    ways = [[None, *(Torn(node, how) for _, how in disk.ways(node))] for node in disk.dirty]
    for chosen in itertools.product(*ways):
        yield tuple(one for one in chosen if one is not None)
