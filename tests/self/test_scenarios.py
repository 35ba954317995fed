"""Scenarios and replay tokens: there and back without loss; damage is reported in one line."""

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
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.scenarios.written import BadToken, from_json, from_token, to_json, to_token

TOKEN = to_token(STORIES[0].scenario)
BLOB = {"pattern": "", "size": 0}
DESCRIPTOR = {"media_type": "m", "digest": "d", "size": 1}
READER = {"do": "open-reader", "digest": "d"}
ANSWERED = (
    '{"calls": [{"kind": "fetch", "descriptor": {"media_type": "", "digest": "", "size": 1}, '
    '"answers": [{"op": "Write", "times": %s}]}]}'
)


def answer(**fields: object) -> str:
    """A scenario as JSON, in which a Write is answered so."""
    call = {"kind": "fetch", "descriptor": DESCRIPTOR, "answers": [{"op": "Write", **fields}]}
    return json.dumps({"calls": [call]})


def content(fields: dict[str, object], **of_call: object) -> str:
    """A scenario as JSON, whose call finds such content."""
    call = {"kind": "fetch", "descriptor": DESCRIPTOR, **of_call}
    return json.dumps({"calls": [call], "surroundings": {"contents": {"d": fields}}})


def broken_source(kind: str) -> str:
    return content({"source": {"blob": BLOB, "breaks_with": kind}})


def steps(*steps: dict[str, object]) -> str:
    """A scenario as JSON, of a script."""
    return json.dumps({"calls": [{"steps": list(steps)}]})


def old_task(**fields: object) -> str:
    """A scenario as JSON, in the form that it had in tokens of `rc1.`."""
    return json.dumps({"tasks": [{"kind": "fetch", "descriptor": DESCRIPTOR, **fields}]})


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(EDITIONS)).flatmap(scenarios))
def test_a_scenario_survives_json_and_its_token(scenario: Scenario) -> None:
    """Any scenario of any family, through JSON text and through a token."""
    assert from_json(json.loads(json.dumps(to_json(scenario)))) == scenario
    assert from_token(to_token(scenario)) == scenario


def test_every_story_survives_its_token() -> None:
    """Big content included: a token says how it is generated."""
    for story in STORIES:
        assert from_token(to_token(story.scenario)) == story.scenario
        assert len(to_token(story.scenario)) < 8_000, story.name


def test_answers_that_are_alike_are_written_once() -> None:
    """A writer that takes nothing 1,099 times is a token of one line; gaps and changes are kept."""
    refused = tuple(Answer("Write", nth, count=0) for nth in range(1, 1_100))
    odd = (Answer("Write", 1), Answer("Write", 2), Answer("Read", 3), Answer("Write", 5, delay=1))
    for answers in (refused, odd, refused[3:], (*refused[:2], *refused[4:])):
        scenario = scenario_of(answered(fetch(), *answers))
        assert from_token(to_token(scenario)) == scenario
    assert len(to_token(scenario_of(answered(fetch(), *refused)))) < 500


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
    scenario = scenario_of(replace(fetch(), answers=(unusual,)))
    assert from_token(to_token(scenario)) == scenario
    assert from_json(json.loads(json.dumps(to_json(scenario)))) == scenario


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("", "begins with 'rc2.' or 'rc1.'"),
        ("hello", "begins with 'rc2.' or 'rc1.'"),
        ("rc2.", "damaged"),
        ("rc1.", "damaged"),
        ("rc2.!!!!", "damaged"),
        (TOKEN[:-6], "damaged"),
        (TOKEN[:20] + ("A" if TOKEN[20] != "A" else "B") + TOKEN[21:], "damaged"),
        ("{", "not JSON"),
        ("{}", "missing 1 required"),
        ('{"calls": 3}', "scenario.calls: 3 is not"),
        ('{"calls": [3]}', "scenario.calls[0]: 3 is not an object"),
        ('{"calls": [], "colour": "red"}', "unknown field 'colour'"),
        ('{"calls": [{"kind": "pull", "descriptor": {}}]}', "scenario.calls[0].kind"),
        ('{"calls": [], "schedule": "?"}', "not base64"),
        ('{"calls": [], "seed": true}', "True is not int"),
        ('{"tasks": 3}', "scenario.tasks: 3 is not"),
        ('{"tasks": [], "calls": []}', "unknown field 'calls'"),
        (
            '{"tasks": [], "holders": [{"digest": "", "until": ""}]}',
            "scenario.holders[0].until: '' is not int",
        ),
        (content({"held": 3}), "surroundings.contents['d'].held: 3 is not an object"),
        (content({}, variant=1), "calls[0].variant: its content has no variant 1"),
        (steps({"do": "jump"}), "calls[0].steps[0].do: there is no step 'jump'"),
        (steps({"do": "open"}), "missing 1 required"),
        (steps({"do": "status", "writer": 0}), "steps[0]: step 0 has opened nothing for it"),
        (steps(READER, {"do": "status", "writer": 0}), "step 0 has opened nothing for it"),
        (steps({"do": "open", "ref": "r"}, {"do": "read", "reader": 0, "size": 1}), "step 0 has"),
        (answer(error="interupt"), "calls[0].answers[0].error: there is no class of errors"),
        (answer(error="locked", wrap="around"), "answers[0].wrap: errors are not wrapped as"),
        (answer(error="other", wrap="beside"), "answers[0].wrap: errors are not wrapped as"),
        (answer(error="other", wrap="from:locked"), "answers[0].wrap: errors are not wrapped as"),
        (answer(error="other", wrap="during:all"), "answers[0].wrap: there is no class"),
        (answer(error="other", wrap="during:other"), "answers[0].wrap: there is no class"),
        (answer(error="locked", wrap="beside:locked"), "'locked' cannot be wrapped as"),
        (answer(error="interrupt", wrap="from"), "'interrupt' cannot be wrapped as"),
        (answer(error="cancelled", wrap="group"), "'cancelled' cannot be wrapped as"),
        (answer(count=1.5), "answers[0].count: 1.5 is not int"),
        (
            broken_source("full"),
            "contents['d'].source.breaks_with: there is no class of errors 'full'",
        ),
        (
            old_task(source={"blob": BLOB, "breaks_with": "full"}),
            "tasks[0].source.breaks_with: there is no class of errors 'full'",
        ),
        (old_task(answers=[{"op": "Write", "error": "full"}]), "tasks[0].answers[0].error"),
        (old_task(source={"blob": BLOB, "with_end": True}), "unknown field 'with_end'"),
        (ANSWERED % "0", "answers[0].times: 0 is no number of answers"),
        (ANSWERED % "1000000", "answers[0].times: 1000000 is no number"),
    ],
)
def test_a_damaged_token_is_refused_in_one_line(token: str, reason: str) -> None:
    """The line names the fault and its place."""
    with pytest.raises(BadToken) as caught:
        from_token(token)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)
