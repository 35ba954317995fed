"""The names of what is opened in a world: "w1", "r1", "w2", in the order of the calls."""

from __future__ import annotations

from collections import Counter


class Names:
    """Gives names. It holds nothing of its world, so that the world's parts may hold it."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def next(self, letter: str) -> str:
        """The next name that begins with *letter*."""
        self._given[letter] += 1
        return f"{letter}{self._given[letter]}"
