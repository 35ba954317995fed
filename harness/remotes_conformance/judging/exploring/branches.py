"""All schedules of one scenario with a bounded number of preemptions.

A preemption takes the turn from a strand that could go on. Races that need more than two of them
are rare; "no violation in all schedules with at most two" is worth saying.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ...scenarios.scenario import Scenario
from ...world.journal import Journal

LIMIT = 3_000
"""Schedules of one scenario, at the most."""


def every_schedule(
    scenario: Scenario,
    play: Callable[[Scenario], Journal],
    *,
    preemptions: int = 2,
    limit: int = LIMIT,
) -> Iterator[tuple[Scenario, Journal]]:
    """Play *scenario* under each schedule, and give each with its journal."""
    waiting: list[tuple[bytes, int]] = [(b"", 0)]
    played = 0
    while waiting and played < limit:
        prefix, used = waiting.pop()
        branch = replace(scenario, schedule=prefix)
        journal = play(branch)
        played += 1
        yield branch, journal
        picks = bytes(choice.pick for choice in journal.choices)
        for place in range(len(journal.choices) - 1, len(prefix) - 1, -1):
            choice = journal.choices[place]
            if used + choice.preempts <= preemptions:
                waiting += [
                    (picks[:place] + bytes([pick]), used + choice.preempts)
                    for pick in range(1, choice.options)
                ]
