"""The command door and children that misbehave: each fault is an outcome of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.loading import Loaded
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.stories import SECTIONS
from remotes_conformance.scenarios.stories.building import story, task

CHILD = Path(__file__).with_name("key_adapter.py")
LAYER = story("a layer's key", task("key")).scenario
CONFIG = story(
    "a config's key", task("key", media_type="application/vnd.oci.image.config.v1+json")
).scenario


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))


def opened(how: str, *, stdio: bool = False) -> Iterator[Loaded]:
    command = f"{sys.executable} {CHILD} {how}" + " stdio" * stdio
    loaded = open_command(command, patience=1, stdio=stdio)
    yield loaded
    loaded.bench.door.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("how", ["right", "prints"])
def test_a_right_adapter_keeps_every_story_of_keys(how: str) -> None:
    """Its output on stdout and stderr harms nothing."""
    for loaded in opened(how):
        assert loaded.offers == ("key",)
        tally = Tally()
        for candidate in SECTIONS["key"]:
            if loaded.bench.can_play(candidate.scenario):
                loaded.bench.examine(candidate.scenario, tally)
        assert not tally.breaches


def test_the_protocol_also_runs_on_stdin_and_stdout() -> None:
    """For languages that cannot open a descriptor by number."""
    for loaded in opened("right", stdio=True):
        tally = Tally()
        loaded.bench.examine(LAYER, tally)
        assert not tally.breaches


FAULTS = {
    "exits": ("RUN-2", "crash: the adapter exited with status 3; its stderr: the last words"),
    "killed": ("RUN-2", "crash: the adapter killed by SIGSEGV"),
    "mute": ("RUN-1", "hang: no answer for 1 s"),
    "garbage": ("RUN-2", "garbage: a line of the protocol is not JSON: b'this is no JSON'"),
    "closes": ("RUN-2", "garbage: it closed its end of the protocol, but still runs"),
}


@pytest.mark.parametrize("how", FAULTS)
def test_a_fault_is_reported_by_its_kind_and_the_next_scenario_is_not_touched(how: str) -> None:
    """The child is started anew; only the scenario that did it is blamed."""
    id, observed = FAULTS[how]
    for loaded in opened(how):
        for _ in range(2):
            tally = Tally()
            loaded.bench.examine(LAYER, tally)
            assert set(tally.breaches) == {id}
            assert tally.breaches[id].broken.observed == observed
            healthy = Tally()
            loaded.bench.examine(CONFIG, healthy)
            assert not healthy.breaches


def test_stdout_noise_on_the_stdio_door_is_reported_as_garbage() -> None:
    """There it breaks the protocol: the finding shows the line."""
    for loaded in opened("prints", stdio=True):
        tally = Tally()
        loaded.bench.examine(LAYER, tally)
        assert "hello on stdout" in tally.breaches["RUN-2"].broken.observed


def test_no_child_is_left_behind() -> None:
    """Closing the door ends the child, and kills it if it hangs."""
    for how in ("right", "mute"):
        for loaded in opened(how):
            loaded.bench.examine(LAYER, Tally())
    mine = ["pgrep", "-P", str(os.getpid()), "-f", str(CHILD)]
    found = subprocess.run(mine, capture_output=True, text=True, check=False)
    assert not found.stdout.split()
