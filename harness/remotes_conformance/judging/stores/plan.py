"""The plan for content stores: stories, their schedules, turns between lines, and the hunt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...scenarios.stores import STORE_STORIES
from ...scenarios.stores.cuts import CUT_STORIES
from ...scenarios.stories.building import Story
from ...scenarios.strategies.stores import STORE_FAMILIES
from ..bench import Bench, Tally
from ..plan import Part, branches_part, hunt_part, lines_part, story_part
from .cuts import cuts_part, faults_part, kills_part
from .killed_programs import killed_programs_part

_SECTION = "store"


def _examine(bench: Bench, story: Story, tally: Tally) -> None:
    bench.examine(story.scenario, tally)


def broken_by_stories(bench: Bench) -> frozenset[str]:
    """The rules that a directed story shows to be broken; stories that were not played are played
    now."""
    for story in STORE_STORIES:
        if story.name not in bench.broken_by_story and bench.can_play(story.scenario):
            tally = Tally()
            _examine(bench, story, tally)
            bench.broken_by_story[story.name] = frozenset(tally.breaches)
    return frozenset().union(*bench.broken_by_story.values())


STORIES: Final = tuple(
    story_part(_SECTION, story, place, _examine) for place, story in enumerate(STORE_STORIES)
)
"""The directed stories."""
BRANCHES: Final = tuple(
    branches_part(_SECTION, story, place)
    for place, story in enumerate(STORE_STORIES)
    if story.branches
)
"""All schedules of the stories with several callers."""
LINES: Final = tuple(
    lines_part(_SECTION, story, place) for place, story in enumerate(STORE_STORIES) if story.lines
)
"""Turns of the same stories that are handed over between two lines of the store."""
_AFTER_STORIES: Final = len(STORE_STORIES)
CUTS: Final = (
    *(cuts_part(_SECTION, story, place) for place, story in enumerate(CUT_STORIES, _AFTER_STORIES)),
    kills_part(_SECTION, CUT_STORIES[0], _AFTER_STORIES + len(CUT_STORIES)),
    faults_part(_SECTION, _AFTER_STORIES + len(CUT_STORIES) + 1),
    killed_programs_part(_SECTION, _AFTER_STORIES + len(CUT_STORIES) + 2),
)
"""Power cuts and killed processes."""
HUNTS: Final = tuple(
    hunt_part(family, place, broken_by_stories) for place, family in enumerate(STORE_FAMILIES)
)
"""The families of drawn scenarios."""


def store_plan() -> Iterator[Part]:
    """Every part, in order."""
    yield from (*STORIES, *CUTS, *BRANCHES, *LINES, *HUNTS)
