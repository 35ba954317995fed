"""Wrong stores are caught under the id of the rule that they break; right ones never are."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from remotes_conformance.contract import STORE_SECTIONS, Level
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.stores import plan
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.scenarios.stores import STORE_STORIES
from remotes_reference.disk import DiskStore
from remotes_reference.memory import MemoryStore
from stores.broken import broken_by
from stores.right import Right
from stores.right_folder import RightFolder
from stores.shelf import SHELF, wrong_stores

WRONG = wrong_stores("stories")
MUSTS = {one.id for one in STORE_SECTIONS["store"] if one.level is Level.MUST}


@pytest.mark.parametrize("store", WRONG, ids=lambda store: store.__name__)
def test_a_wrong_store_breaks_the_rule_that_it_is_made_to_break(store: type[Any]) -> None:
    """In at least one directed story."""
    assert set(WRONG[store].ids) <= set(broken_by(store, WRONG[store].ids))


def test_every_must_has_a_wrong_store() -> None:
    """Nothing is asked that no store was seen to break."""
    assert {id for wrong in SHELF.values() for id in wrong.ids} >= MUSTS


@pytest.mark.parametrize("store", [Right, RightFolder, MemoryStore, DiskStore])
def test_a_right_store_breaks_nothing(store: object) -> None:
    """In no directed story."""
    assert broken_by(store) == Counter()


def test_the_stories_exercise_every_requirement() -> None:
    """With the reference's store on disk, which has everything that is optional; also the cuts."""
    bench, tally = open_store(DiskStore).bench, Tally()
    for story in STORE_STORIES:
        bench.examine(story.scenario, tally)
    for part in plan.CUTS:
        tally.applied.update(part.run(bench, PROFILES["quick"], 1).applied)
    bench.door.close()
    assert set(tally.applied) == {one.id for one in STORE_SECTIONS["store"]}


def test_names_of_stories_are_unique() -> None:
    """A story is found by its name."""
    assert len({story.name for story in STORE_STORIES}) == len(STORE_STORIES)
