"""Scenarios of stores that are judged in process, per CPU second: without a disk, and with one.

`python benchmarks/store_scenarios.py`: the families and the stories, of the reference's store in
memory, and of the one on disk (the stories only).
"""

from __future__ import annotations

import time

from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.stores import plan
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.scenarios.stores import STORE_STORIES
from remotes_reference.disk import DiskStore
from remotes_reference.memory import MemoryStore

TIMES = 5


def stories(bench: Bench) -> int:
    """Judge all directed stories several times; how many scenarios those are."""
    tally = Tally()
    with bench.at_work():
        for story in STORE_STORIES * TIMES:
            if bench.can_play(story.scenario):
                bench.examine(story.scenario, tally)
    assert not tally.breaches
    return tally.scenarios


def families(bench: Bench) -> int:
    """Judge what the profile `default` draws; how many scenarios those are."""
    parts = [part for part in plan.HUNTS if part.can_be_played(bench.edition, bench.kinds)]
    return sum(part.run(bench, PROFILES["default"], 1).scenarios for part in parts)


def branches(bench: Bench) -> int:
    """Judge all schedules of the stories with two callers; how many scenarios those are."""
    return sum(part.run(bench, PROFILES["default"], 1).scenarios for part in plan.BRANCHES)


def main() -> None:
    """Print the figures."""
    for store in (MemoryStore, DiskStore):
        bench = open_store(store).bench
        stories(bench)
        for work in (stories, branches, families):
            begun = time.process_time()
            number = work(bench)
            rate = number / (time.process_time() - begun)
            print(
                f"{store.__name__:<12} {work.__name__:<9} {number:>6} scenarios, {rate:>6.0f}/CPU s"
            )
        bench.door.close()


if __name__ == "__main__":
    main()
