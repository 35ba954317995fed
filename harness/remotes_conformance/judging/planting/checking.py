"""Plays stories with a planted fault, until the fault is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from ...contract import EDITIONS, STORE_EDITION
from ...contract.names import Edition
from ...scenarios.scenario import Scenario
from ...scenarios.stores import STORE_STORIES
from ...scenarios.stories import SECTIONS, STORIES
from ...scenarios.stories.building import Story
from ...verdict.planted import PlantedReport
from ...verdict.results import Result
from ...world.kernel import World
from ...world.planted import PlantedWorld
from ..bench import Bench
from ..exploring.hunting import Profile
from ..plan import Part
from .faults import FAULTS, STORE_FAULTS, Planted

_PLAYS, _TRIES = 150, 8
"""Stories that are played with a fault at the most, and those in which it may act unnoticed."""
_STAGE: Final = "5"
"""After everything else, in the order of the results."""


def _stories(planted: Planted) -> tuple[Story, ...]:
    if planted.section == "store":
        return STORE_STORIES
    return SECTIONS.get(planted.section, STORIES)


def _scenarios(planted: Planted, bench: Bench) -> Iterator[tuple[Story, Scenario]]:
    """The stories that *bench* can play, the first ones first."""
    for told in _stories(planted):
        if bench.edition in told.editions:
            scenario = told.in_edition(bench.edition)
            if bench.can_play(scenario):
                yield told, scenario


def plant(planted: Planted, bench: Bench) -> PlantedReport:
    """Play with the fault until a rule is broken that is kept without it, and report which.

    A bench of its own: what hangs because of the fault is not held against the implementation.
    """
    bench = bench.in_edition(bench.edition)
    unnoticed = ""
    tries = 0
    for played, (told, scenario) in enumerate(_scenarios(planted, bench)):
        if played == _PLAYS or tries == _TRIES:
            break
        broken, has_acted = _broken_with(planted, bench, scenario)
        if not has_acted:
            continue
        tries += 1
        if new := broken - bench.broken_rules(scenario):
            # The rule that the fault is about, if it is broken; a consequence only if not.
            rule = min(new, key=lambda rule: (rule not in planted.breaks, rule))
            return PlantedReport(planted.title, planted.section, "found", rule, told.name)
        if not broken:
            unnoticed = unnoticed or told.name
    if unnoticed:
        return PlantedReport(planted.title, planted.section, "missed", "", unnoticed)
    return PlantedReport(planted.title, planted.section, "not planted")


def _broken_with(planted: Planted, bench: Bench, scenario: Scenario) -> tuple[frozenset[str], bool]:
    """The rules that are broken with the fault, and whether it has done anything."""
    worlds: list[PlantedWorld] = []

    def make(scenario: Scenario) -> World:
        worlds.append(PlantedWorld(scenario, planted.fault))
        return worlds[-1]

    with bench.door.playing_in(make):
        broken = bench.broken_rules(scenario)
    return broken, any(world.has_acted for world in worlds)


def _part(number: int, planted: Planted, editions: Iterable[Edition]) -> Part:
    name = f"{_STAGE}.{number:04} planted: {planted.title}"

    def play(bench: Bench, profile: Profile, start: int) -> Result:
        return Result(name, 0, planted=(plant(planted, bench),))

    return Part(name, planted.section, frozenset(), planted.editions or frozenset(editions), play)


PLANTED_PARTS: Final = tuple(_part(number, one, EDITIONS) for number, one in enumerate(FAULTS))
"""The parts of the self-check, for handlers."""
STORE_PLANTED_PARTS: Final = tuple(
    _part(number, one, STORE_EDITION) for number, one in enumerate(STORE_FAULTS)
)
"""The parts of the self-check, for content stores."""
