"""Every requirement is judged, by rules of the catalogue alone; the stories exercise them all."""

from __future__ import annotations

from collections import Counter

import pytest
import remotes_reference
import remotes_reference.aio
from remotes_conformance.contract import EDITIONS, requirements
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.rules import judge
from remotes_conformance.rules.table import BROKEN_OFF, SAME, STATES, Rule, names_in
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories import STORIES, of_edition
from wrong.right import Right
from wrong.right_1_6 import Right2X, Right16


def judged(remotes: object, edition: str) -> Counter[str]:
    """Play the stories that *remotes* can play, and count each rule's uses. None may be broken."""
    bench = open_bench(remotes, edition=edition).bench
    applied: Counter[str] = Counter()
    with bench.at_work():
        for story in of_edition(edition):
            if bench.can_play(story.scenario):
                judgement = judge(story.scenario, bench.play(story.scenario), bench.kinds)
                assert not judgement.broken, f"{story.name}: {judgement.broken}"
                applied.update(judgement.applied)
    return applied


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_stories_exercise_every_requirement_of_an_edition(edition: str) -> None:
    """With a right implementation every rule applies somewhere, and none is broken.

    Some rules only apply to blocking implementations, or only to asynchronous ones.
    """
    applied = judged(remotes_reference.of_edition(edition), edition)
    applied.update(judged(remotes_reference.aio.of_edition(edition), edition))
    assert {one.id for one in requirements(edition)} <= set(applied)


@pytest.mark.parametrize(
    ("edition", "right"), [("2017-06", Right), ("1.6", Right16), ("2.x", Right2X)]
)
def test_the_right_ones_of_the_shelf_break_nothing(edition: str, right: type[Right]) -> None:
    """The right implementations that wrong ones inherit from."""
    assert judged(right(), edition)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("is_push", [False, True])
def test_the_table_knows_no_rule_that_the_catalogue_does_not(edition: str, is_push: bool) -> None:
    """Each rule that a row names is one of the edition, or of an edition that has the row."""
    known = {one.id for name in EDITIONS for one in requirements(name)}
    names = names_in(edition, is_push)
    for state in STATES.values():
        blames = [state.rule, *state.breaks.values()]
        blames += [rule for row in (*state.steps, *state.ends) for rule in row.keeps]
        blames += [step.owes for step in state.steps if step.owes is not None]
        rules = {names[rule] for rule in blames if isinstance(rule, Rule)}
        assert rules <= known, state.name


def test_every_step_of_the_table_leads_to_a_state() -> None:
    """Also the forks, and the steps that break a call off."""
    names = set(STATES)
    for state in STATES.values():
        places = {row.to for row in (*state.steps, *state.forks)} | set(BROKEN_OFF.values())
        assert places - {SAME} <= names, state.name


def test_names_of_stories_are_unique() -> None:
    """A story is found by its name."""
    assert not [name for name, times in Counter(s.name for s in STORIES).items() if times > 1]


def test_a_rule_does_not_apply_where_nothing_happened() -> None:
    """An empty scenario proves nothing but good conduct."""
    empty = Scenario(())
    applied = judge(empty, ThreadDoor(Right()).play(empty)).applied
    assert {id.partition("-")[0] for id in applied} <= {"RUN"}
