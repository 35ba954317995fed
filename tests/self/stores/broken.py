"""The requirements that a store breaks in the directed stories."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.stores.command import open_named_store
from remotes_conformance.scenarios.stores import STORE_STORIES


def broken_in_stories(bench: Bench, until: Collection[str] = ()) -> Counter[str]:
    """The number of directed stories in which each requirement is broken.

    `until`: as soon as all of these are broken, no more stories are played. Empty: all are played.
    """
    found: Counter[str] = Counter()
    with bench.at_work():
        for story in STORE_STORIES:
            if until and found.keys() >= set(until):
                break
            if bench.can_play(story.scenario):
                tally = Tally()
                bench.examine(story.scenario, tally)
                found.update(tally.breaches.keys())
    return found


def broken_by(store: object, until: Collection[str] = ()) -> Counter[str]:
    """The same, of a factory of stores."""
    bench = open_named_store(store).bench
    try:
        return broken_in_stories(bench, until)
    finally:
        bench.door.close()
