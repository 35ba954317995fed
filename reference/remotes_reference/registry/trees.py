"""Images as trees of descriptors, and pulling a whole one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import FailedPrecondition, InvalidArgument

DEPTH: Final = 8
"""Levels of a tree: an index of indexes is rare, and a chain of them is an attack."""

DESCRIPTORS: Final = 100_000
"""Descriptors that the documents of a tree name, all together, each as often as it is named."""

Level = Sequence[Descriptor]


def levels(
    root: Descriptor, children: Callable[[Descriptor], Sequence[Descriptor]]
) -> Iterator[Level]:
    """The levels of the tree of *root*, from it on; each has every descriptor once.

    The children of a level are asked for when the next one is. Raises `InvalidArgument` for a tree
    that is too deep or too large, or that gives one content two sizes.
    """
    level: Level = [root]
    left = DESCRIPTORS
    sizes: dict[str, int] = {}
    for _ in range(DEPTH):
        for one in level:
            if sizes.setdefault(one.digest, one.size) != one.size:
                raise InvalidArgument(f"content {one.digest} is said to have two sizes")
        yield level
        below: dict[tuple[str, str], Descriptor] = {}
        for one in level:
            named = children(one)
            left -= len(named)
            if left < 0:
                raise InvalidArgument(f"an image of more than {DESCRIPTORS} descriptors")
            below |= {(child.digest, child.media_type): child for child in named}
        level = list(below.values())
        if not level:
            return
    raise InvalidArgument(f"an image of more than {DEPTH} levels")


def check_size(descriptor: Descriptor, size: int) -> None:
    """Raises `FailedPrecondition` if content is there with another *size*."""
    if size != descriptor.size:
        raise FailedPrecondition(
            f"content {descriptor.digest} has {size} bytes, and is said to have {descriptor.size}"
        )
