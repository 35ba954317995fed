"""Stores of one process that share state are caught as that, with a story that replays."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from plugin_runs import Run, run
from remotes_conformance.contract import STORE_EDITION
from remotes_conformance.doors.stores.doors import store_door
from remotes_conformance.doors.stores.factory import factory_of
from remotes_conformance.judging.fresh import FreshProcesses
from remotes_conformance.scenarios.stores.before import after_the_same
from remotes_conformance.scenarios.stores.separate import story
from remotes_conformance.scenarios.written import to_token
from stores.right import Right
from stores.wrong_shared import BeginsWithTheLast, SharedContent, SharedIngests, SharedLocks

__all__ = ["run"]

TOKENS = [to_token(member.scenario) for member in story.all]


@pytest.mark.parametrize("store", [SharedContent, SharedIngests, SharedLocks, BeginsWithTheLast])
def test_a_directed_story_shows_it_in_a_fresh_process(store: type[Any]) -> None:
    """Under the requirement that two stores do not affect each other."""
    name = f"{store.__module__}:{store.__name__}"
    with FreshProcesses(name, STORE_EDITION[0], 5) as apart:
        shown = [apart.play(token) or {} for token in TOKENS]
    observed = [one["STORE-2"].observed for one in shown if "STORE-2" in one]
    assert observed
    assert all("state shared between stores" in one for one in observed)


def test_a_finding_that_needs_earlier_scenarios_follows_from_it(run: Run, tmp_path: Path) -> None:
    """The reported story of STORE-2 shows in a fresh process each time."""
    found = violations(run, tmp_path, "SharedContent")
    assert (found["STORE-2"]["alone"], found["STORE-2"]["replayed"]) == (True, 3)
    assert found["STORE-3"]["consequence_of"] == "STORE-2"
    assert found["STORE-3"]["alone"] is False


def test_earlier_scenarios_of_the_process_are_played_as_well(run: Run, tmp_path: Path) -> None:
    """Other stores look for the same content first; such a story replays alone."""
    found = violations(run, tmp_path, "RemembersWhatIsMissing")["STORE-9"]
    assert found["alone"] is True
    assert found["observed"].endswith("state shared between stores")
    assert any("another store of the process" in line for line in found["story"])
    with FreshProcesses("stores.wrong_shared:RemembersWhatIsMissing", "store-1", 5) as apart:
        assert "STORE-9" in (apart.play(found["token"]) or {})


def violations(run: Run, folder: Path, store: str) -> dict[str, Any]:
    """The violations of the report, by the ids of their requirements."""
    report = folder / "r.json"
    options = ("--remotes-profile", "quick", "--remotes-seed", "1", "-k", "stories")
    of = ("--remotes", f"stores.wrong_shared:{store}", "--remotes-report", str(report))
    run("-q", "--pyargs", "remotes_suite.test_store", *options, *of)
    return {one["id"]: one for one in json.loads(report.read_text())["violations"]}


def test_scenarios_with_faults_have_no_longer_form() -> None:
    """The others do, and their own scripts come last."""
    longer = after_the_same(story.all[0].scenario)
    assert longer is not None
    assert [call.at for call in longer.calls] == sorted(call.at for call in longer.calls)
    assert len(longer.calls) == 1 + 2 * len(story.all[0].scenario.calls)


def test_a_factory_that_makes_no_second_store_is_reported() -> None:
    """Its error comes out of the play."""
    made = []

    def once() -> Right:
        if len(made) > 1:
            raise RuntimeError("there is one already")
        made.append(None)
        return Right()

    door = store_door(factory_of(once))
    with pytest.raises(RuntimeError, match="there is one already"):
        door.play(story.all[0].scenario)
    door.close()
