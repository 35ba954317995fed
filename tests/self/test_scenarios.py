"""Scenarios and replay tokens: there and back without loss; damage is told in one line."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from remotes_conformance.media_types import EDITIONS
from remotes_conformance.scenarios.scenario import Answer, Scenario
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.stories.building import answered, fetch
from remotes_conformance.scenarios.strategies import scenarios
from remotes_conformance.scenarios.written import BadToken, from_json, from_token, to_json, to_token

TOKEN = to_token(STORIES[0].scenario)
ANSWERED = (
    '{"tasks": [{"kind": "fetch", "descriptor": {"media_type": "", "digest": "", "size": 1}, '
    '"answers": [{"op": "Write", "times": %s}]}]}'
)


def answer(**fields: object) -> str:
    """A scenario as JSON, in which a Write is answered so."""
    return _one_task(answers=[{"op": "Write", **fields}])


def broken_source(kind: str) -> str:
    source = {"blob": {"pattern": "", "size": 0}, "breaks_with": kind}
    return _one_task(source=source)


def _one_task(**fields: object) -> str:
    descriptor = {"media_type": "m", "digest": "d", "size": 1}
    return json.dumps({"tasks": [{"kind": "fetch", "descriptor": descriptor, **fields}]})


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(EDITIONS)).flatmap(scenarios))
def test_a_scenario_survives_json_and_its_token(scenario: Scenario) -> None:
    """Any scenario of any family, through JSON text and through a token."""
    assert from_json(json.loads(json.dumps(to_json(scenario)))) == scenario
    assert from_token(to_token(scenario)) == scenario


def test_every_story_survives_its_token() -> None:
    """Big content included: a token says how to make it."""
    for told in STORIES:
        assert from_token(to_token(told.scenario)) == told.scenario
        assert len(to_token(told.scenario)) < 8_000, told.name


def test_answers_that_are_alike_are_written_once() -> None:
    """A writer that takes nothing 1,099 times is a token of one line; gaps and changes are kept."""
    refused = tuple(Answer("Write", nth, count=0) for nth in range(1, 1_100))
    odd = (Answer("Write", 1), Answer("Write", 2), Answer("Read", 3), Answer("Write", 5, delay=1))
    for answers in (refused, odd, refused[3:], (*refused[:2], *refused[4:])):
        scenario = Scenario((answered(fetch(), *answers),))
        assert from_token(to_token(scenario)) == scenario
    assert len(to_token(Scenario((answered(fetch(), *refused),)))) < 500


@pytest.mark.parametrize(
    "unusual",
    [
        Answer("Write", error="interrupt"),
        Answer("Commit", 2, error="cancelled", delay=5),
        Answer("Write", error="cancelled", count=3),
        Answer("Write", count=-1),
        Answer("Write", count=2**62),
        Answer("Write", error="unavailable", count=10**9),
        Answer("Writer", error="other", wrap="beside:locked"),
        Answer("Commit", error="other", wrap="during:exists"),
        Answer("Writer", wrap="from"),
    ],
)
def test_unusual_answers_survive(unusual: Answer) -> None:
    """Errors that are no class, counts that lie, errors beside others."""
    scenario = Scenario((replace(fetch(), answers=(unusual,)),))
    assert from_token(to_token(scenario)) == scenario
    assert from_json(json.loads(json.dumps(to_json(scenario)))) == scenario


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", "begins with 'rc1.'"),
        ("hello", "begins with 'rc1.'"),
        ("rc1.", "damaged"),
        ("rc1.!!!!", "damaged"),
        (TOKEN[:-6], "damaged"),
        (TOKEN[:20] + ("A" if TOKEN[20] != "A" else "B") + TOKEN[21:], "damaged"),
        ("{", "not JSON"),
        ("{}", "missing 1 required"),
        ('{"tasks": 3}', "scenario.tasks: 3 is not"),
        ('{"tasks": [], "colour": "red"}', "unknown field 'colour'"),
        ('{"tasks": [{"kind": "pull", "descriptor": {}}]}', "scenario.tasks[0].kind"),
        ('{"tasks": [], "schedule": "?"}', "not base64"),
        ('{"tasks": [], "seed": true}', "True is not int"),
        (answer(error="interupt"), "tasks[0].answers[0].error: there is no class of errors"),
        (answer(error="locked", wrap="around"), "answers[0].wrap: errors are not wrapped as"),
        (answer(error="other", wrap="beside"), "answers[0].wrap: errors are not wrapped as"),
        (answer(error="other", wrap="from:locked"), "answers[0].wrap: errors are not wrapped as"),
        (answer(error="other", wrap="during:all"), "answers[0].wrap: there is no class"),
        (answer(error="other", wrap="during:other"), "answers[0].wrap: there is no class"),
        (answer(error="locked", wrap="beside:locked"), "'locked' cannot be wrapped as"),
        (answer(error="interrupt", wrap="from"), "'interrupt' cannot be wrapped as"),
        (answer(error="cancelled", wrap="group"), "'cancelled' cannot be wrapped as"),
        (answer(count=1.5), "answers[0].count: 1.5 is not int"),
        (broken_source("full"), "tasks[0].source.breaks_with: there is no class of errors 'full'"),
        (ANSWERED % "0", "answers[0].times: 0 is no number of answers"),
        (ANSWERED % "1000000", "answers[0].times: 1000000 is no number"),
    ],
)
def test_a_damaged_token_is_refused_in_one_line(token: str, reason: str) -> None:
    """What is wrong, and where."""
    with pytest.raises(BadToken) as caught:
        from_token(token)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
