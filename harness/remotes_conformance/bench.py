"""The bench: plays scenarios of one implementation, has them judged, and keeps the tally."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

from .catalogue import Level, by_id
from .journal import Journal
from .rules import Broken, judge
from .scenario import Scenario

MAX_HANGS = 3
"""Scenarios that may hang, before nothing more is played: each costs the whole patience."""


class Door(Protocol):
    """Carries an implementation into worlds."""

    @property
    def name(self) -> str:
        """Which door it is, for a person."""

    def at_work(self) -> AbstractContextManager[None]:
        """Around many plays, which are then faster. The calling thread is left as it was."""

    def play(self, scenario: Scenario) -> Journal: ...


@dataclass(frozen=True, slots=True)
class Sighting:
    """A rule, seen broken in a scenario."""

    id: str
    broken: Broken
    scenario: Scenario


@dataclass(slots=True)
class Tally:
    """What came of some scenarios. `sightings`: for each broken rule the smallest of them."""

    scenarios: int = 0
    applied: dict[str, int] = field(default_factory=dict)
    saw: dict[tuple[str, str], int] = field(default_factory=dict)
    sightings: dict[str, Sighting] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        self.scenarios += other.scenarios
        for id, times in other.applied.items():
            self.applied[id] = self.applied.get(id, 0) + times
        for key, times in other.saw.items():
            self.saw[key] = self.saw.get(key, 0) + times
        for sighting in other.sightings.values():
            self.note(sighting)

    def note(self, sighting: Sighting) -> None:
        known = self.sightings.get(sighting.id)
        if known is None or sighting.scenario.weight < known.scenario.weight:
            self.sightings[sighting.id] = sighting


class Bench:
    """One implementation behind its door.

    `kinds`: what it offers of "key", "fetch", "push"; "key_prefix" (a context can name prefixes of
    keys) and "pusher_ingests" (it can be given a pusher that is also an ingester).
    """

    def __init__(self, door: Door, kinds: Iterable[str], *, edition: str = "2017-06") -> None:
        self.door = door
        self.kinds = frozenset(kinds)
        self.edition = edition
        self.broken_by_story: dict[str, frozenset[str]] = {}
        """Which rules each directed story has shown broken, by the name of the story."""
        self.hangs = 0

    @property
    def is_blocked(self) -> bool:
        """It has hung so often that every further scenario would only cost patience."""
        return self.hangs >= MAX_HANGS

    def can_play(self, scenario: Scenario) -> bool:
        """Whether the implementation offers all that the scenario calls."""
        return not self.is_blocked and all(task.needs <= self.kinds for task in scenario.tasks)

    def at_work(self) -> AbstractContextManager[None]:
        """Around many plays: see `Door.at_work`."""
        return self.door.at_work()

    def examine(self, scenario: Scenario, tally: Tally) -> Journal:
        """Play and judge *scenario*, and add what came of it to *tally*."""
        journal = self.play(scenario)
        self.judge(scenario, journal, tally)
        return journal

    def play(self, scenario: Scenario) -> Journal:
        """The journal of one play of *scenario*."""
        journal = self.door.play(scenario)
        self.hangs += journal.stuck is not None and journal.stuck.why == "hang"
        return journal

    def judge(self, scenario: Scenario, journal: Journal, tally: Tally) -> None:
        judgement = judge(scenario, journal, self.kinds)
        tally.scenarios += 1
        for id, times in judgement.applied.items():
            tally.applied[id] = tally.applied.get(id, 0) + times
        for key, times in judgement.saw.items():
            tally.saw[key] = tally.saw.get(key, 0) + times
        for id, broken in judgement.broken:
            if by_id(id).level is not Level.TOLERATED:
                tally.note(Sighting(id, broken, scenario))

    def broken_in(self, scenario: Scenario, id: str) -> Broken | None:
        """Play *scenario*: how it breaks the rule *id*, or None."""
        for broken_id, broken in judge(scenario, self.play(scenario), self.kinds).broken:
            if broken_id == id:
                return broken
        return None
