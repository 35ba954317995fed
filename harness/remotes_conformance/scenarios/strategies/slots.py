"""Choices that are read from bytes, each from its own place.

What a byte means does not depend on other bytes where a function draws its parts with `part` and
`several`, and within a part draws last what only some cases need. So a scenario is made simpler by
setting bytes to 0, one by one or many at a time, and the rest of it stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from .drawing import Draw

_T = TypeVar("_T")

_CODE_POINTS = 0x110000
_SURROGATES = range(0xD800, 0xE000)


class Items(NamedTuple):
    """The place of a list in the bytes: where its number of items is, and its first item.

    There are `number` of them now and `fewest` at the least, each of `slots` bytes; `options`: how
    many numbers there are to choose from.
    """

    place: int
    first: int
    slots: int
    number: int
    fewest: int
    options: int


class Slots(Draw):
    """Reads choices from *data*, from the place *at* on, up to the place *end*.

    A choice of up to 256 options takes a slot of one byte. A wider number takes one for its number
    of bits, and as many as it has bytes. A string takes one for its length, then one for each byte,
    or two for each character, whether there is one or not.
    """

    __slots__ = ("_at", "_data", "_end", "lists")

    def __init__(
        self, data: bytes, at: int = 0, end: int | None = None, lists: list[Items] | None = None
    ) -> None:
        self._data = data
        self._at = at
        self._end = len(data) if end is None else end
        self.lists: list[Items] = [] if lists is None else lists
        """The lists that were drawn so far, also in parts."""

    @property
    def used(self) -> int:
        """The place up to which slots are taken."""
        return self._at

    def _take(self, slots: int) -> int:
        """The place of the next *slots* of them."""
        at = self._at
        self._at = at + slots
        if self._at > self._end:
            raise IndexError(f"{self._at - self._end} slots more are needed")
        return at

    def integer(self, low: int, high: int) -> int:
        span = high - low
        if span < 256:
            return low + (self._data[self._take(1)] * (span + 1) >> 8)
        size = (span.bit_length() + 7) // 8
        at = self._take(1 + size)
        bits = self._data[at] * (span.bit_length() + 1) >> 8
        number = int.from_bytes(self._data[at + 1 : at + 1 + size], "big") >> (8 * size - bits)
        return low + min(number, span)

    def pick(self, options: Sequence[_T]) -> _T:
        return options[self._data[self._take(1)] * len(options) >> 8]

    def boolean(self) -> bool:
        return self._data[self._take(1)] >= 128

    def seldom(self) -> bool:
        return self._data[self._take(1)] >= 192

    def binary(self, shortest: int, longest: int) -> bytes:
        size = self.integer(shortest, longest)
        at = self._take(longest)
        return self._data[at : at + size]

    def text(self, longest: int) -> str:
        size = self.integer(0, longest)
        at = self._take(2 * longest)
        data = self._data[at : at + 2 * size]
        return "".join(map(_character, data[::2], data[1::2]))

    def part(self, slots: int) -> Slots:
        at = self._take(slots)
        return Slots(self._data, at, at + slots, self.lists)

    def several(self, fewest: int, most: int, slots: int) -> Iterator[Slots]:
        place, options = self._at, most - fewest + 1
        count = self.integer(fewest, most)
        first = self._take(slots * most)
        self.lists.append(Items(place, first, slots, count, fewest, options))
        for at in range(first, first + slots * count, slots):
            yield Slots(self._data, at, at + slots, self.lists)


def _character(sort: int, number: int) -> str:
    """Half of them are of ASCII, a quarter Latin, a quarter any."""
    if sort < 128:
        return chr((ord("0") + number) & 0x7F)
    if sort < 192:
        return chr(number)
    code = ((sort - 192) * 256 + number) * _CODE_POINTS >> 14
    return "\N{REPLACEMENT CHARACTER}" if code in _SURROGATES else chr(code)
