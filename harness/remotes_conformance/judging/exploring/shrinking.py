"""A drawn scenario is made small: items are dropped, and bytes of its slots are lowered.

Every step has to leave less to read, or as much of it and simpler choices. So it ends by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from ...scenarios.scenario import Scenario
from ...scenarios.strategies.drawing import Draw
from ...scenarios.strategies.slots import Items, Slots


def make_small(
    data: bytes,
    draw: Callable[[Draw], Scenario],
    still_holds: Callable[[Scenario], bool],
    plays: int,
) -> Scenario:
    """The smallest scenario for which *still_holds*, near the one that *draw* reads from *data*.

    *still_holds* is called *plays* times at most, and never twice with one scenario.
    """
    shrinker = _Shrinker(data, draw, still_holds, plays)
    before = b""
    while before != shrinker.data and shrinker.plays > 0:
        before = shrinker.data
        shrinker.drop_items()
        shrinker.clear_blocks()
        shrinker.lower_slots()
    return shrinker.scenario


class _Shrinker:
    def __init__(
        self,
        data: bytes,
        draw: Callable[[Draw], Scenario],
        still_holds: Callable[[Scenario], bool],
        plays: int,
    ) -> None:
        self.data = data
        self.plays = plays
        self._draw = draw
        self._still_holds = still_holds
        self._refused: set[Scenario] = set()
        self.scenario, self._lists = self._read(data)

    def _read(self, data: bytes) -> tuple[Scenario, list[Items]]:
        slots = Slots(data)
        return self._draw(slots), slots.lists

    def _takes(self, data: bytes) -> bool:
        """True if *data* is simpler and still holds; then the search goes on with it."""
        scenario, lists = self._read(data)
        if scenario == self.scenario:
            if data >= self.data:
                return False
        elif (
            (scenario.weight, data) >= (self.scenario.weight, self.data)
            or scenario in self._refused
            or self.plays <= 0
        ):
            return False
        else:
            self.plays -= 1
            if not self._still_holds(scenario):
                self._refused.add(scenario)
                return False
        self.data, self.scenario, self._lists = data, scenario, lists
        return True

    def _holds(self, scenario: Scenario) -> bool:
        if scenario in self._refused or self.plays <= 0:
            return False
        self.plays -= 1
        if self._still_holds(scenario):
            return True
        self._refused.add(scenario)
        return False

    def drop_items(self) -> None:
        """Drop items of lists, one by one; the later items move up."""
        place = 0
        while place < len(self._lists):
            number = 0
            while place < len(self._lists) and number < self._lists[place].number:
                if not self._takes(without(self.data, self._lists[place], number)):
                    number += 1
            place += 1

    def clear_blocks(self) -> None:
        """Set slots to 0: many at a time, then fewer, then each by itself."""
        size = 1 << (len(self.data).bit_length() - 1)
        while size:
            for at in range(0, len(self.data), size):
                block = self.data[at : at + size]
                if any(block):
                    self._takes(self.data[:at] + bytes(len(block)) + self.data[at + size :])
            size //= 2

    def lower_slots(self) -> None:
        """Make each slot as low as it can be, as if a value that holds implied all higher ones."""
        for at in range(len(self.data)):
            too_low = 0
            while self.data[at] - too_low > 1:
                middle = (self.data[at] + too_low) // 2
                if not self._takes(self.data[:at] + bytes([middle]) + self.data[at + 1 :]):
                    too_low = middle


def without(data: bytes, items: Items, number: int) -> bytes:
    """*data*, in which the list has no more that item; the same if it can have no fewer."""
    if items.number == items.fewest:
        return data
    fewer = items.number - 1 - items.fewest
    lowest = -(-fewer * 256 // items.options)  # the lowest byte that means so many
    start = items.first + number * items.slots
    end = items.first + items.number * items.slots
    moved = data[start + items.slots : end] + bytes(items.slots)
    data = data[:start] + moved + data[end:]
    return data[: items.place] + bytes([lowest]) + data[items.place + 1 :]
