"""An adapter without a clock that can be controlled: real waits, with tolerances."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from remotes_conformance import real_time
from remotes_conformance.bench import Bench, Tally
from remotes_conformance.doors.command import open_command
from remotes_conformance.scenario import Scenario
from remotes_conformance.stories import STORIES

PLAIN = f"{sys.executable} {Path(__file__).with_name('plain_adapter.py')}"
LADDER = next(told.scenario for told in STORIES if real_time.is_ladder(told.scenario))
WRONG = ("constant", "cap-1024", "cap-4096", "linear", "threefold", "from-8", "jitter")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))


def opened(how: str) -> Iterator[Bench]:
    bench = open_command(f"{PLAIN} {how}", patience=20).bench
    yield bench
    bench.door.close()  # type: ignore[attr-defined]


def test_the_right_ladder_is_kept_in_real_time() -> None:
    """16, 32 … 2048, 2048 ms: six seconds."""
    for bench in opened("real-time"):
        tally = Tally()
        bench.examine(LADDER, tally)
        assert not tally.sightings
        assert tally.applied["LOCK-2"] == real_time.RUNGS


@pytest.mark.parametrize("how", WRONG)
def test_wrong_ladders_are_caught_in_real_time(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too short at once; too long after several samples, none of which was right."""
    monkeypatch.setattr(real_time, "SAMPLES", 2)
    for bench in opened(how):
        tally = Tally()
        bench.examine(LADDER, tally)
        assert "LOCK-2" in tally.sightings


def plain(scenario: Scenario) -> bool:
    """What the plain adapter can carry: one call at a time, plain readers, nothing later."""
    if len(scenario.tasks) != 1 or scenario.edition != "2017-06":
        return False
    (task,) = scenario.tasks
    return not (task.source and task.source.can) and not real_time.is_ladder(scenario)


def test_stories_without_waits_are_judged_as_ever() -> None:
    """The world's clock stands still, so that no slow machine is blamed on the implementation."""
    for bench in opened("real-time"):
        tally, played = Tally(), 0
        for told in STORIES:
            if plain(told.scenario) and bench.can_play(told.scenario):
                played += 1
                journal = bench.examine(told.scenario, tally)
                assert all(entry.at == entry.done == 0 for entry in journal.entries)
        assert played > 60
        lock = {id for id in tally.sightings if id.startswith("LOCK-")}
        assert not lock
        assert not set(real_time.NEEDED) & set(tally.applied)


def test_what_takes_time_is_not_played() -> None:
    """An hour of contention would take an hour."""
    for bench in opened("real-time"):
        held = [told for told in STORIES if told.scenario.holders]
        assert held
        assert not any(bench.can_play(told.scenario) for told in held)
