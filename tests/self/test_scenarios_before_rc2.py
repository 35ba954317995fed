"""Tokens of `rc1.`, and JSON of their form, are still read: stored ledgers have them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from remotes_conformance.scenarios.encoding import encode
from remotes_conformance.scenarios.scenario import (
    MILLISECOND,
    Answer,
    Cancel,
    HandOver,
    KeyPrefix,
    Scenario,
)
from remotes_conformance.scenarios.stories import of_edition
from remotes_conformance.scenarios.stories.building import blob, fetch, from_source, push
from remotes_conformance.scenarios.surroundings import Blob, Holder
from remotes_conformance.scenarios.whole_calls import scenario_of, whole_calls
from remotes_conformance.scenarios.written import from_json, from_token, to_json, to_token

LEDGER = Path(__file__).parents[2] / "adapters" / "containerd-go" / "ledger-1.6.toml"
TOKENS = {
    "a ref is locked for half a second": (
        "rc1.eNq1UM1OhDAQfpeeCUKh0JLsVY1HD66uIWbaDktdoE3bJcEN7y4ke_EB_C5z-H4zN9LbQaMPpPm8EW3OGCJp"
        "SOiBsqoRhcwUyI5XFcdMsaJUjAKruGB1KQTmFCgvOya0qLUSktaUYceLimclr5kkCblO0QykYdkda5uQCOFyL8Sg"
        "vHHRetL8S_2I2sBXXBxuseDcYBREY6eHedKpVSY1I5wxHWBBn855GsFvrmB-Nj0t14RczKQ3a4dR9Ttjr17hPlYO"
        "Vu7XQYzop03zcXz5Pj29jSfaOxhjkEc2q-fHRRWvuZ50ie_28DfcGVS4fyLP2nVt119r0HpiGG0vBQ"
    ),
    "a fetch with the last bytes together with the end": (
        "rc1.eNpVkMFugzAQRP_FZ0TBYLCRcm2rHnto2lRRtbaX4ASwZTtINOLfa449rUY7b7Q7DxIh3ALpvh9EY1DeuGg9"
        "6ZIyFwyRdCQMQFnTiUoWCmTPm4ZjoVhVK0aBNVywthYCSwqU1z0TWrRaCUlbyrDnVcOLmrdMkoxMqA38xNVhigXn"
        "RqMgGjs_LbPOrTK5meCC-Qgr-nwp8wg-UcH8Jj-tt4zczKwT2mNUw76xd69wP1aOVu7TQYzo5-T5Or5dTy8f04kO"
        "DqYY5JEt6vV5VdV7qWdd46c9_A-_WjOnf6O_Y0acQYV7LWVx3rbz9gcc9l8DSCp5WA"
    ),
    "a pusher that is an ingester has the content": (
        "rc1.eNpVUMtugzAQ_BefEQWDwUbKta167KFpU0XR2l6CGx6WbZBoxL_XVOqhp9XOzuzM7p2gNsFMI2lInlYkIQH8"
        "zZPm8040euWMDZMjTezMFX2INN8BZVUjCpkpkC2vKo6ZYkWpGAVWccHqUgjMKVBetkxoUWslJK0pw5YXFc9KXjMZ"
        "rYboDZewWoxrwdreKNizPCyjTidlUjPAFdMeVnTpkqcBXFR58x35tNwScjOjjlI7-y4OrEOPY4wY3IzJL4ruYsY9"
        "t_9D_TQ7hftBsp_kXi2EgG5_wMfx5ev09DacaGdhCF4e2aKeH1dVvOZ61CW-T4f_AaxBhfu38uy8beftB1R-bGJu"
        "MQq3"
    ),
}
OLD = {
    "tasks": [
        {
            "kind": "fetch",
            "descriptor": encode(fetch().descriptor),
            "source": {
                "blob": {"pattern": "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo=", "size": 24},
                "pieces": [10],
                "breaks_at": 15,
                "breaks_with": "unavailable",
                "joint": True,
            },
            "present": True,
            "ingest": {"pattern": "YQ==", "size": 3},
            "at": 5,
            "handler": 2,
            "cancel": {"op": "Write"},
            "answers": [{"op": "Write", "count": 0, "times": 3}],
        },
        {
            "kind": "fetch",
            "descriptor": encode(fetch().descriptor),
        },
        {
            "kind": "push",
            "descriptor": encode(push(1).descriptor),
            "source": {
                "blob": {"pattern": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=", "size": 24},
                "pieces": [10],
            },
            "present": True,
            "pusher_ingests": True,
            "prefixes": [{"media_type": "m", "prefix": "p"}],
            "derived": 0,
        },
    ],
    "holders": [
        {"digest": fetch().descriptor.digest, "until": 1},
        {"digest": fetch().descriptor.digest, "until": 2 * MILLISECOND, "commits": True},
    ],
    "hand_overs": [{"strand": "t0", "op": "Write", "nth": 2, "to": "t1"}],
    "seed": 7,
    "edition": "1.6",
}


@pytest.mark.parametrize("name", TOKENS)
def test_an_old_token_is_the_story_that_it_was(name: str) -> None:
    """Story by story: contents were parts of tasks and holders."""
    scenario = from_token(TOKENS[name])
    stories = {story.name: story.scenario for story in of_edition(scenario.edition)}
    assert scenario == stories[name]


def test_each_field_of_the_old_form_is_read() -> None:
    """The last of two holders of one digest counted; `present` belongs to the digest."""
    first = from_source(
        fetch(
            present=True,
            partial=Blob(b"a", 3),
            at=5,
            handler=2,
            cancel=Cancel(op="Write"),
            answers=tuple(Answer("Write", nth, count=0) for nth in (1, 2, 3)),
        ),
        breaks_at=15,
        breaks_with="unavailable",
        with_end=True,
    )
    pushed = push(1, present=True, pusher_ingests=True, prefixes=(KeyPrefix("m", "p"),), derived=0)
    expected = scenario_of(
        first,
        fetch(source=None),
        pushed,
        held={fetch().descriptor.digest: Holder(2 * MILLISECOND, commits=True)},
        hand_overs=(HandOver("t0", "Write", 2, "t1"),),
        seed=7,
        edition="1.6",
    )
    assert from_json(OLD) == expected
    assert from_token(to_token(expected)) == expected
    assert [call.present for call in whole_calls(expected)] == [True, True, True]


def test_calls_for_one_digest_find_the_same_content_as_before() -> None:
    """Two sources and two partial ingests of one digest are variants of its content."""
    calls = (
        fetch(),
        from_source(fetch(partial=blob(0, 3)), breaks_at=5),
        fetch(source=None),
        fetch(at=1),
        push(partial=blob(0, 3)),
    )
    scenario = scenario_of(*calls)
    assert [call.variant for call in scenario.handler_calls] == [0, 1, 2, 0, 3]
    assert whole_calls(scenario) == calls
    assert from_json(to_json(scenario)) == scenario


def test_a_stored_ledger_is_read() -> None:
    """Most of the one of containerd 1.6 was written with tokens of the old form."""
    entries = tomllib.loads(LEDGER.read_text(encoding="utf-8"))["divergence"]
    old = [entry["token"] for entry in entries if entry["token"].startswith("rc1.")]
    scenarios = [from_token(token) for token in old]
    assert len(old) == 9
    assert {scenario.edition for scenario in scenarios} == {"1.6"}
    assert Scenario(()) not in scenarios
