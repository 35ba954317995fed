"""Calls that overlap: is there an order of them in which every answer is permitted?

A call may have its effect at any moment between its beginning and its answer. So a history is right
if its calls can be put in an order that the model permits, and in which no call comes before one
that had been answered when it began (Wing and Gong, 1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...scenarios.scenario import Scenario
from ...world.journal import Entry, Journal, store_play
from .follow import JUDGED, Followed, follow

MAX_STEPS = 2_000
"""Steps of the search in one history; if it ends earlier, nothing is held against the store."""


def followed(scenario: Scenario, journal: Journal) -> Followed:
    """The history, in the order of its answers if that is permitted, or in another one that is.

    If none is, the order that comes furthest is reported.
    """
    of_store = store_play(journal)
    places = [place for place, entry in enumerate(journal.entries) if entry.op in JUDGED]
    history = [(journal.entries[place], of_store.failed.get(place, "")) for place in places]
    found = follow(scenario, history)
    if found.breach is None or not of_store.begun:
        return found
    begun = [of_store.begun.get(place, place) for place in places]
    search = _Search(scenario, history, places, begun)
    other = search.run(Followed(), 0)
    if other is not None:
        return other
    if search.steps > MAX_STEPS:
        found.breach = None
        return found
    return search.furthest or found


@dataclass
class _Search:
    scenario: Scenario
    history: Sequence[tuple[Entry, str]]
    places: Sequence[int]
    begun: Sequence[int]
    steps: int = 0
    furthest: Followed | None = None
    reach: int = -1
    """The number of calls that the furthest order has before its breach."""

    def run(self, state: Followed, taken: int) -> Followed | None:
        """The state after all calls, in an order that begins with those of the bits of *taken*."""
        if taken == (1 << len(self.history)) - 1:
            return state
        for number in range(len(self.history)):
            if taken >> number & 1 or not self._may_come(number, taken):
                continue
            self.steps += 1
            if self.steps > MAX_STEPS:
                return None
            after = state.copy()
            if after.take(self.scenario, *self.history[number]):
                found = self.run(after, taken | 1 << number)
                if found is not None:
                    return found
            elif taken.bit_count() > self.reach:
                self.furthest, self.reach = after, taken.bit_count()
        return None

    def _may_come(self, number: int, taken: int) -> bool:
        """True if every call that was answered when this one began has been taken."""
        return all(
            taken >> other & 1
            for other, place in enumerate(self.places)
            if place < self.begun[number]
        )
