"""Turns handed over between two lines of an implementation's own code.

A check and the act that follows it can stand between two calls of collaborators: no schedule of
calls comes between them. Here the turn goes to another call before each line that an implementation
runs; in further plays it comes back before one of that call's next calls of a collaborator, so that
both are in the middle of what comes after the line.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from ...doors.door import Reached
from ...scenarios.scenario import HandOver, Scenario
from ...world.journal import Entry, Journal
from ..bench import Bench

NEXT_CALLS = 3
"""The number of unlike calls after a line before which the turn comes back."""
_NO_CALLS = frozenset({"start", "return", "cancel", "log"})


class BetweenLines:
    """Plays of *scenario* that differ in the line before which the turn is handed over.

    *limit* of them are played at the most; *start* determines which. `hung`: in one of them a call
    hung, and it was the last: the implementation waits for something that the harness could not
    replace, such as a lock in C, and its turn cannot be taken just anywhere.
    """

    def __init__(self, scenario: Scenario, bench: Bench, *, limit: int, start: int) -> None:
        self._scenario = scenario
        self._door = bench.door
        self._limit = limit
        self._draw = random.Random(start)
        self.hung = False

    def __iter__(self) -> Iterator[tuple[Scenario, Journal]]:
        plays = list(_hand_overs(*self._door.lines(self._scenario)))
        for hand_overs in self._draw.sample(plays, min(self._limit, len(plays))):
            branch = replace(self._scenario, hand_overs=hand_overs)
            journal = self._door.play(branch)
            if journal.stuck is not None and journal.stuck.why == "hang":
                self.hung = True
                return
            yield branch, journal


def _hand_overs(journal: Journal, lines: Sequence[Reached]) -> Iterator[tuple[HandOver, ...]]:
    calls = _numbered(journal.entries)
    for one in lines:
        for to in one.others:
            there = HandOver(one.strand, one.line, 1, to)
            yield (there,)
            first: dict[str, int] = {}
            for strand, op, nth in calls[one.entries :]:
                if strand == one.strand and op not in _NO_CALLS:
                    first.setdefault(op, nth)
            for op, nth in islice(first.items(), NEXT_CALLS):
                yield there, HandOver(to, op, nth, to=one.strand)


def _numbered(entries: Sequence[Entry]) -> list[tuple[str, str, int]]:
    """For each entry the strand, the operation, and how often it has called that by then."""
    times: Counter[tuple[str, str]] = Counter()
    found: list[tuple[str, str, int]] = []
    for entry in entries:
        key = (f"t{entry.task}", entry.op)
        times[key] += 1
        found.append((*key, times[key]))
    return found
