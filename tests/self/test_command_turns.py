"""The containerd adapter in fewer turns: the same journals, byte for byte."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from longest import BIGGEST
from remotes_conformance.doors.command.door import CommandDoor
from remotes_conformance.judging.exploring.drawing import draw
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories import of_edition
from remotes_conformance.scenarios.strategies import FAMILIES, Family
from remotes_conformance.scenarios.strategies.slots import Slots

ADAPTER = os.environ.get("REMOTES_CONTAINERD", "")
EXAMPLES = 20

pytestmark = pytest.mark.skipif(not ADAPTER, reason="REMOTES_CONTAINERD names no built adapter")


@pytest.fixture(scope="module")
def doors() -> Iterator[tuple[CommandDoor, CommandDoor]]:
    """A door that lets time pass within a turn, and one with a turn for each step."""
    fewer, more = CommandDoor(ADAPTER), CommandDoor(ADAPTER, fewer_turns=False)
    for door in (fewer, more):
        door.describe()
    yield fewer, more
    for door in (fewer, more):
        door.close()


def alike(doors: tuple[CommandDoor, CommandDoor], scenario: Scenario) -> None:
    fewer, more = (door.play(scenario) for door in doors)
    assert fewer.to_json() == more.to_json()


def test_every_story_gives_the_same_journal_in_fewer_turns(
    doors: tuple[CommandDoor, CommandDoor],
) -> None:
    """All directed stories but the biggest: an hour of contention, cancellations, deadlocks."""
    for story in of_edition("2017-06"):
        if story.name not in BIGGEST:
            alike(doors, story.scenario)
    assert doors[0].turns < 0.95 * doors[1].turns


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_drawn_scenarios_give_the_same_journals_in_fewer_turns(
    doors: tuple[CommandDoor, CommandDoor], family: Family
) -> None:
    """Some hundreds in all, of every family."""

    for data in draw(family, EXAMPLES, 7):
        alike(doors, family.draw(Slots(data)))
