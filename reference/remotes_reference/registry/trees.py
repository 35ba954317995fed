"""Images as trees of descriptors, and pulling a whole one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import FailedPrecondition, InvalidArgument

DEPTH: Final = 8
"""Levels of a tree: an index of indexes is rare, and a chain of them is an attack."""

DESCRIPTORS: Final = 100_000
"""Descriptors of a tree, in all levels together."""

Level = Sequence[Descriptor]


def levels(
    root: Descriptor, children: Callable[[Descriptor], Sequence[Descriptor]]
) -> Iterator[Level]:
    """The levels of the tree of *root*, from it on; each has every descriptor once.

    The children of a level are asked for when the next one is. Raises `InvalidArgument` for a tree
    that is too deep or too large, or that gives one content two sizes.
    """
    level: Level = [root]
    depth = count = 0
    sizes: dict[str, int] = {}
    while level:
        depth += 1
        count += len(level)
        if depth > DEPTH:
            raise InvalidArgument(f"an image of more than {DEPTH} levels")
        if count > DESCRIPTORS:
            raise InvalidArgument(f"an image of more than {DESCRIPTORS} descriptors")
        for one in level:
            if sizes.setdefault(one.digest, one.size) != one.size:
                raise InvalidArgument(f"content {one.digest} is said to have two sizes")
        yield level
        below = (child for one in level for child in children(one))
        level = list({(one.digest, one.media_type): one for one in below}.values())


def check_size(descriptor: Descriptor, size: int) -> None:
    """Raises `FailedPrecondition` if content is there with another *size* than is said."""
    if size != descriptor.size:
        raise FailedPrecondition(
            f"content {descriptor.digest} has {size} bytes, and is said to have {descriptor.size}"
        )
