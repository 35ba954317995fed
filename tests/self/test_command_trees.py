"""Functions over trees behind the command door: journals as in process, and faults found there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from remotes_conformance.contract import Level, requirements
from remotes_conformance.contract.names import EDITIONS
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.exploring.drawing import draw
from remotes_conformance.judging.loading import load, open_bench
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories import SECTIONS, Story
from remotes_conformance.scenarios.strategies import FAMILIES
from remotes_conformance.scenarios.strategies.slots import Slots
from remotes_conformance.world.journal import Entry, Journal
from wrong import SHELF, Wrong

HERE = Path(__file__).parent
REAL = f"{sys.executable} {HERE / 'real_adapter.py'}"
PLAIN = f"{sys.executable} {HERE / 'plain_adapter.py'}"
SERVE = f"{sys.executable} -m remotes_conformance.serve"
REFERENCES = [
    ("remotes_reference:remotes", "2017-06"),
    ("remotes_reference:remotes_1_6", "1.6"),
    ("remotes_reference.aio:remotes_1_6", "1.6"),
    ("remotes_reference.aio:remotes_2_x", "2.x"),
    ("different.trees_awaited:CancelsTheTasksOfATree", "2017-06"),
    ("different.trees:DispatchesLevelByLevel16", "1.6"),
]
"""Two of them are no references: one cancels tasks, one has threads for a level of the tree."""
EXAMPLES = 8
SCHEDULES = 16
ONE_FOR_EACH_RULE = {wrong.rule: name for name, wrong in SHELF.items() if wrong.rule[:4] == "WALK"}


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))


@contextmanager
def behind_the_door(spec: str, edition: str) -> Iterator[Bench]:
    bench = open_command(f"{SERVE} {spec}", edition=edition, patience=20).bench
    try:
        yield bench
    finally:
        bench.door.close()


def of_trees(edition: str) -> list[Story]:
    """The stories of section walk in *edition*, with scenarios to be played in it."""
    return [story for story in SECTIONS["walk"] if edition in story.editions]


def scenarios(edition: str, here: Bench) -> Iterator[Scenario]:
    """All stories, drawn trees, and some stories with one hand-over, at each of their calls."""
    for story in of_trees(edition):
        scenario = story.in_edition(here.edition)
        yield scenario
        if story.branches:
            for place in range(SCHEDULES):
                yield replace(scenario, schedule=bytes(place) + b"\1")
    for family in FAMILIES:
        if family.section == "walk" and edition in family.editions:
            for data in draw(family, EXAMPLES, 1):
                yield family.drawn_in(here.edition)(Slots(data))


def as_text(journal: Journal) -> str:
    """The journal, with tasks that are cancelled at one moment in the order of their visits.

    A `TaskGroup` cancels its tasks in the order of a set, which no seed decides.
    """
    entries: list[Entry] = []
    for op, group in groupby(journal.entries, key=lambda entry: entry.op):
        some = list(group)
        entries += sorted(some, key=_by_visit) if op == "abandoned" else some
    return replace(journal, entries=tuple(entries)).to_json()


def _by_visit(entry: Entry) -> tuple[int, str]:
    return entry.at, entry.args["visit"]


@pytest.mark.parametrize(("spec", "edition"), REFERENCES)
def test_journals_of_trees_are_equal_through_both_doors(spec: str, edition: str) -> None:
    """Stories, schedules and drawn trees of section walk; all kinds of calls."""
    here, played = open_bench(load(spec), spec=spec, edition=edition, patience=20).bench, set()
    with behind_the_door(spec, edition) as there:
        for scenario in filter(here.can_play, scenarios(edition, here)):
            assert there.can_play(scenario)
            assert as_text(there.play(scenario)) == as_text(here.play(scenario))
            played |= {call.kind for call in scenario.handler_calls}
    assert played >= {"chain", "walk", "dispatch", "children", "image"}


def test_each_rule_of_trees_that_can_be_broken_has_a_wrong_implementation() -> None:
    """All rules of every edition, except the tolerated ones."""
    rules = {
        one.id
        for edition in EDITIONS
        for one in requirements(edition)
        if one.id[:4] == "WALK" and one.level is not Level.TOLERATED
    }
    assert set(ONE_FOR_EACH_RULE) == rules


@pytest.mark.parametrize("rule", ONE_FOR_EACH_RULE)
def test_a_wrong_function_over_trees_is_caught_behind_the_door(rule: str) -> None:
    """Under the id of the rule that it breaks, with a message that names the fault."""
    name = ONE_FOR_EACH_RULE[rule]
    wrong: Wrong = SHELF[name]
    tally = Tally()
    with behind_the_door(f"shelves:{name}", wrong.edition) as bench:
        for story in of_trees(wrong.edition):
            if rule in tally.breaches:
                break
            bench.examine(story.in_edition(bench.edition), tally)
    broken = tally.breaches[rule].broken
    assert wrong.fault in f"{broken.expected} / {broken.observed}"


def judged_in_real_time(how: str) -> Tally:
    """All stories of trees that can be played on an adapter without a clock of ours."""
    bench, tally = open_command(f"{REAL} {how}", patience=3).bench, Tally()
    try:
        for story in of_trees("2017-06"):
            scenario = story.in_edition(bench.edition)
            if bench.can_play(scenario):
                bench.examine(scenario, tally)
    finally:
        bench.door.close()
    return tally


def test_a_dispatch_is_judged_in_real_time() -> None:
    """Side by side, broken off after a failure, to its end: each rule of it applies."""
    tally = judged_in_real_time("right")
    assert not tally.breaches
    of_dispatch = {"WALK-5", "WALK-5a", "WALK-5b", "WALK-5c", "WALK-6", "WALK-12"}
    assert of_dispatch <= set(tally.applied)


def test_a_dispatch_one_by_one_is_caught_in_real_time() -> None:
    """It visits one descriptor after the other."""
    tally = judged_in_real_time("in-turn")
    assert "ran one after the other" in tally.breaches["WALK-5"].broken.observed


def test_a_small_adapter_of_the_plain_protocol_is_right() -> None:
    """One without strands, in all calls that it offers. It reports no logs: WALK-8a is broken."""
    bench, tally = open_command(PLAIN, patience=20, lint=True).bench, Tally()
    assert {"chain", "walk", "children"} <= bench.kinds
    try:
        for story in of_trees("2017-06"):
            if bench.can_play(story.scenario):
                bench.examine(story.scenario, tally)
    finally:
        bench.door.close()
    assert set(tally.breaches) == {"WALK-8a"}
    assert tally.scenarios > 60
