"""All stores of the shelf, each with the requirement that it is made to break."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from types import ModuleType
from typing import Any

from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.stores.command import open_named_store
from remotes_conformance.scenarios.stores import STORE_STORIES

from . import (
    short_writes,
    wrong_commits,
    wrong_contents,
    wrong_cuts,
    wrong_folders,
    wrong_ingests,
    wrong_refs,
    wrong_unlikely,
)

MODULES = (
    wrong_refs, wrong_ingests, wrong_commits, wrong_contents, wrong_folders, wrong_unlikely,
    short_writes,
)  # fmt: skip


def _classes(module: ModuleType) -> Iterator[tuple[type[Any], tuple[str, ...]]]:
    for value in vars(module).values():
        if isinstance(value, type) and value.__module__ == module.__name__:
            broken = re.match(r"(STORE-\d+[a-z]?(, )?)+", value.__doc__ or "")
            if hasattr(value, "writer") and broken:
                yield value, tuple(broken[0].split(", "))


WRONG = {store: ids for module in MODULES for store, ids in _classes(module)}
"""By the class of the store: what its docstring says that it breaks."""


def wrong_after_cuts() -> dict[type[Any], tuple[str, ...]]:
    """Those that are right until the power is cut."""
    return dict(_classes(wrong_cuts))


def broken_in_stories(bench: Bench, until: Collection[str] = ()) -> Counter[str]:
    """In how many directed stories each requirement is broken.

    `until`: as soon as all of these are broken, no more stories are played. Empty: all are played.
    """
    found: Counter[str] = Counter()
    with bench.at_work():
        for told in STORE_STORIES:
            if until and found.keys() >= set(until):
                break
            if bench.can_play(told.scenario):
                tally = Tally()
                bench.examine(told.scenario, tally)
                found.update(tally.breaches.keys())
    return found


def broken_by(store: object, until: Collection[str] = ()) -> Counter[str]:
    """The same, of a factory of stores."""
    bench = open_named_store(store).bench
    try:
        return broken_in_stories(bench, until)
    finally:
        bench.door.close()
