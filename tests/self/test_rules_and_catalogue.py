"""Every requirement has a check, every check a requirement, and the stories exercise them all."""

from __future__ import annotations

from collections import Counter

import pytest
import remotes_reference
from remotes_conformance.catalogue import EDITIONS, SECTIONS, UnknownRequirement, requirements
from remotes_conformance.doors.threads import ThreadDoor
from remotes_conformance.rules import CHECKS, judge
from remotes_conformance.rules.registry import each_call
from remotes_conformance.scenario import Scenario
from remotes_conformance.stories import STORIES, of_edition
from wrong.right import Right
from wrong.right_1_6 import Right2X, Right16


def test_every_requirement_has_a_check_and_every_check_a_requirement() -> None:
    """Only what is in the catalogue is judged, and all of it."""
    assert {check.requirement.id for check in CHECKS} == {
        one.id for section in SECTIONS.values() for one in section
    }


def test_a_check_of_an_unknown_requirement_cannot_be_registered() -> None:
    """The id of a check is looked up in the catalogue when it is registered."""
    with pytest.raises(UnknownRequirement, match="KEY-99"):
        each_call("KEY-99", "key")(lambda run: iter(()))


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_stories_exercise_every_requirement_of_an_edition(edition: str) -> None:
    """With a right implementation every rule applies somewhere, and none is broken."""
    door = ThreadDoor(remotes_reference.of_edition(edition))
    applied: Counter[str] = Counter()
    for told in of_edition(edition):
        judgement = judge(told.scenario, door.play(told.scenario))
        assert not judgement.broken, f"{told.name}: {judgement.broken}"
        applied.update(judgement.applied)
    assert {one.id for one in requirements(edition)} <= set(applied)


@pytest.mark.parametrize(
    ("edition", "right"), [("2017-06", Right), ("1.6", Right16), ("2.x", Right2X)]
)
def test_the_right_ones_of_the_shelf_break_nothing(edition: str, right: type[Right]) -> None:
    """What every wrong implementation is made of."""
    door = ThreadDoor(right())
    for told in of_edition(edition):
        assert not judge(told.scenario, door.play(told.scenario)).broken, told.name


def test_names_of_stories_are_unique() -> None:
    """A story is found by its name."""
    assert not [name for name, times in Counter(s.name for s in STORIES).items() if times > 1]


def test_a_rule_does_not_apply_where_nothing_happened() -> None:
    """An empty scenario proves nothing but good conduct."""
    empty = Scenario(())
    applied = judge(empty, ThreadDoor(Right()).play(empty)).applied
    assert {id.partition("-")[0] for id in applied} <= {"RUN"}
