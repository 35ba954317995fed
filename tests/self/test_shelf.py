"""Every wrong implementation on the shelf is caught, under the id of the rule that it breaks."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from remotes_conformance.contract import EDITIONS, SECTIONS, Level, by_id
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.exploring.branches import EverySchedule
from remotes_conformance.judging.exploring.lines import BetweenLines
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios import stories
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories import Story, of_edition
from remotes_conformance.scenarios.whole_calls import whole_calls
from remotes_conformance.world.journal import Journal
from wrong import RACES, SHELF, Wrong

_SHOWN_BY = Path(__file__).parent / "wrong" / "shown_by.toml"
SHOWN_BY: dict[str, str] = tomllib.loads(_SHOWN_BY.read_text(encoding="utf-8"))
HAND_OVERS = "another order of turns"
"""In the place of a story's name: no story shows the fault by itself."""

# An explanation like these says that our fake broke, not which rule the implementation did.
NO_EXPLANATION = ("AttributeError", "NoneType", "UnboundLocalError", "NotImplementedError")


Plays = Iterator[tuple[Scenario, Journal]]


def _by_interest(name: str, wrong: Wrong) -> list[Story]:
    """The story that is known to show it; stories of the rule's section; those with megabytes last.

    Known stories save time, and prove nothing: all others follow.
    """
    section = {"RUN": "conduct"}.get(wrong.rule.partition("-")[0], wrong.rule.partition("-")[0])
    mine = {story.name for story in stories.SECTIONS.get(section.lower(), ())}
    known = SHOWN_BY.get(name)
    ordered = sorted(
        _in_edition(wrong.edition),
        key=lambda pair: (pair[0].name != known, pair[1], pair[0].name not in mine),
    )
    return [story for story, _ in ordered]


@cache
def _in_edition(edition: str) -> tuple[tuple[Story, bool], ...]:
    """All stories, each with whether it moves much."""
    return tuple(
        (
            story,
            any(
                call.source and call.source.blob.size > 10_000
                for call in whole_calls(story.scenario)
            ),
        )
        for story in of_edition(edition)
    )


def _stories(name: str, wrong: Wrong, bench: Bench) -> Plays:
    for story in _by_interest(name, wrong):
        if bench.can_play(story.scenario):
            yield story.scenario, bench.play(story.scenario)


def _hand_overs(name: str, wrong: Wrong, bench: Bench) -> Plays:
    """All schedules of the stories that have interesting ones, then turns between two lines.

    Faults that only hand-overs show are not looked for in schedules: see test_between_lines.py.
    """
    for story in of_edition(bench.edition):
        if story.branches and bench.can_play(story.scenario) and name not in RACES:
            yield from EverySchedule(story.scenario, bench.play, limit=400)
    for story in of_edition(bench.edition):
        if story.lines and bench.can_play(story.scenario):
            yield from BetweenLines(story.scenario, bench, limit=400, start=0)


def _plays(name: str, wrong: Wrong, bench: Bench) -> Plays:
    known = SHOWN_BY.get(name)
    for plays in (_hand_overs, _stories) if known == HAND_OVERS else (_stories, _hand_overs):
        yield from plays(name, wrong, bench)


@pytest.mark.parametrize("name", SHELF)
def test_a_wrong_implementation_is_caught_for_the_rule_it_breaks(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    """By the directed stories, by all schedules of one with at most two preemptions, or between
    two of its lines."""
    wrong: Wrong = SHELF[name]
    bench = open_bench(wrong.factory(), patience=1, edition=wrong.edition).bench
    tally = Tally()
    for scenario, journal in _plays(name, wrong, bench):
        bench.judge(scenario, journal, tally)
        if wrong.rule in tally.breaches or bench.is_blocked:
            break
    record_property("kills", [wrong.rule, name, sorted(set(tally.breaches) - {wrong.rule})])

    assert wrong.rule in tally.breaches, f"not caught; found instead: {sorted(tally.breaches)}"
    broken = tally.breaches[wrong.rule].broken
    message = f"{broken.expected} / {broken.observed}"
    assert wrong.fault in message, f"the fault {wrong.fault!r} is not in: {message}"
    assert not any(word in broken.observed for word in NO_EXPLANATION), message


def test_every_must_has_a_wrong_implementation() -> None:
    """A rule that nothing on the shelf breaks has not been seen to catch anything."""
    musts = {one.id for section in SECTIONS.values() for one in section if one.level is Level.MUST}
    assert musts <= {wrong.rule for wrong in SHELF.values()}


def test_each_story_that_is_known_to_show_a_fault_exists() -> None:
    """Names that are misspelt would save nothing."""
    assert SHOWN_BY.keys() <= SHELF.keys()
    names = {story.name for edition in EDITIONS for story in of_edition(edition)}
    assert set(SHOWN_BY.values()) <= names | {HAND_OVERS}


def test_the_shelf_breaks_known_rules_only() -> None:
    """Each names the requirement it breaks."""
    for wrong in SHELF.values():
        assert by_id(wrong.rule).level is not Level.TOLERATED
