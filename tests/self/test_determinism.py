"""The same scenario gives the same journal, byte for byte, wherever and whenever it is played."""

from __future__ import annotations

import hashlib
import importlib
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from remotes_conformance.doors.python.loop import LoopDoor
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.judging.exploring.hunting import PROFILES, hunt
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.strategies import families, scenarios
from remotes_reference import remotes
from remotes_reference.aio import remotes as remotes_aio

PROGRAM = """
import hashlib
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.scenarios.stories import STORIES
from remotes_reference import remotes
door = ThreadDoor(remotes)
digest = hashlib.sha256()
for story in STORIES[::3]:
    digest.update(door.play(story.scenario).to_json().encode())
print(digest.hexdigest())
"""


@settings(max_examples=150, deadline=None)
@given(scenarios())
def test_a_scenario_played_twice_gives_equal_journals(scenario: Scenario) -> None:
    """In one process, one after the other."""
    door = ThreadDoor(remotes)
    assert door.play(scenario).to_json() == door.play(scenario).to_json()


@pytest.mark.parametrize("hash_seed", ["0", "1", "4711"])
def test_stories_give_equal_journals_in_other_processes(hash_seed: str) -> None:
    """Under hash randomisation, too."""
    door, digest = ThreadDoor(remotes), hashlib.sha256()
    for story in STORIES[::3]:
        digest.update(door.play(story.scenario).to_json().encode())
    environment = {"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == digest.hexdigest()


def test_both_doors_give_equal_journals_where_the_calls_are_the_same() -> None:
    """The reference and its asynchronous twin, over every story."""
    sync, aio = ThreadDoor(remotes), LoopDoor(remotes_aio)
    for story in STORIES:
        needs = story.scenario.needs
        # Only an asyncio task can be cancelled; in a dispatch, threads take turns otherwise.
        if len(story.scenario.calls) == 1 and not needs & {"task_cancel", "dispatch", "image"}:
            assert sync.play(story.scenario).to_json() == aio.play(story.scenario).to_json(), (
                story.name
            )


def test_draws_do_not_depend_on_the_code_that_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hypothesis reads constants from local modules; scenarios are drawn without them."""
    before = _drawn()
    numbers = ", ".join(str(number) for number in range(120, 700))
    (tmp_path / "full_of_constants.py").write_text(f"N = [{numbers}]\nB = [b'abc', b'layer']\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("full_of_constants")
    assert _drawn() == before


def _drawn() -> list[Scenario]:
    bench, seen = open_bench(remotes).bench, list[Scenario]()
    bench.examine = lambda scenario, tally: seen.append(scenario)  # type: ignore[method-assign,assignment,return-value]
    for family in families():
        hunt(bench, family, PROFILES["quick"], start=1)
    return seen
