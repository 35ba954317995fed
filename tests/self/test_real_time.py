"""An adapter without a clock that can be controlled: real waits, with tolerances."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from remotes_conformance.contract import SECTIONS as CATALOGUE
from remotes_conformance.contract import Level, by_id
from remotes_conformance.doors.command.transcripts import play_transcript
from remotes_conformance.judging import real_time
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.opening import open_command, open_examined
from remotes_conformance.judging.real_time import jitter
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories import SECTIONS, STORIES, of_edition
from remotes_conformance.scenarios.whole_calls import whole_calls

REAL = f"{sys.executable} {Path(__file__).with_name('real_adapter.py')}"
PLAIN = f"{sys.executable} {Path(__file__).with_name('plain_adapter.py')}"
LOCKS = {story.name for story in SECTIONS["lock"]}
TIMED = {
    story.name: story.scenario
    for story in of_edition("2017-06")
    if real_time.timed(story.scenario) and story.name in LOCKS
}
LADDER = TIMED["a ref is refused nine times"]
WRONG = ("constant", "cap-1024", "cap-4096", "linear", "threefold", "from-8", "jitter")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))


@contextmanager
def closing_bench(command: str, edition: str = "2017-06") -> Iterator[Bench]:
    bench = open_command(command, patience=20, edition=edition).bench
    try:
        yield bench
    finally:
        bench.door.close()  # type: ignore[attr-defined]


def opened(how: str) -> Iterator[Bench]:
    bench = open_command(f"{PLAIN} {how}", patience=20).bench
    yield bench
    bench.door.close()  # type: ignore[attr-defined]


def test_the_right_ladder_is_kept_in_real_time() -> None:
    """16, 32 … 2048, 2048 ms: six seconds."""
    for bench in opened("real-time"):
        tally = Tally()
        bench.examine(LADDER, tally)
        assert not tally.breaches
        assert tally.applied["LOCK-2"] == 9


@pytest.mark.parametrize("how", WRONG)
def test_wrong_ladders_are_caught_in_real_time(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too short at once; too long after several samples, none of which was right."""
    monkeypatch.setattr(real_time, "samples", lambda scenario: 2)
    for bench in opened(how):
        tally = Tally()
        bench.examine(LADDER, tally)
        assert "LOCK-2" in tally.breaches


@pytest.mark.parametrize(
    ("how", "id"),
    [
        ("constant", "LOCK-2b"), ("linear", "LOCK-2b"), ("upper-half", "LOCK-2b"),
        ("threefold", "LOCK-2a"),
    ],
)  # fmt: skip
def test_waits_that_are_not_drawn_from_their_bounds_are_caught_in_real_time(
    how: str, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one play: a wrong one does not depend on chance."""
    monkeypatch.setattr(real_time, "samples", lambda scenario: 1)
    monkeypatch.setattr(jitter, "MANY", 5)
    tally = Tally()
    with closing_bench(f"{PLAIN} {how}", "1.6") as bench:
        bench.examine(replace(LADDER, edition="1.6"), tally)
    assert id in {i for i in tally.breaches if i.startswith("LOCK")}


def plain(scenario: Scenario) -> bool:
    """True if the plain adapter can play it: one call at a time, plain readers, nothing of 1.6."""
    if len(scenario.calls) != 1 or scenario.edition != "2017-06":
        return False
    (task,) = whole_calls(scenario)
    return not (task.source and task.source.can) and not real_time.timed(scenario)


def test_stories_without_waits_are_judged_as_ever() -> None:
    """The world's clock stands still, so that no slow machine is blamed on the implementation."""
    for bench in opened("real-time"):
        tally, played = Tally(), 0
        for story in STORIES:
            if plain(story.scenario) and bench.can_play(story.scenario):
                played += 1
                journal = bench.examine(story.scenario, tally)
                assert all(entry.at == entry.done == 0 for entry in journal.entries)
        assert played > 60
        lock = {id for id in tally.breaches if id.startswith("LOCK-")}
        assert not lock
        assert not set(real_time.NEEDED) & set(tally.applied)


def test_scenarios_that_take_an_hour_are_not_played() -> None:
    """An hour of contention would take an hour."""
    for bench in opened("real-time"):
        held = [story for story in STORIES if story.scenario.surroundings.held]
        assert held
        assert not any(bench.can_play(story.scenario) for story in held)


def test_the_doctor_and_lint_let_real_time_pass() -> None:
    """Its clock goes on in every answer; nothing is found, and it comes to an end."""
    loaded, found = open_examined(REAL, edition="2017-06", patience=20, lint=True)
    assert found == ()
    loaded.bench.door.close()  # type: ignore[attr-defined]


def test_golden_transcripts_leave_the_clock_of_real_time_free() -> None:
    """`now` is the time since the beginning of the world."""
    folder = Path(__file__).parent.parent.parent / "docs" / "transcripts"
    for name in ("key", "fetch-exists", "fetch-fails"):
        assert play_transcript(REAL, folder / f"{name}.jsonl", patience=20) is None


FAULTS = {
    "deaf": ("LOCK-6", "it returned"),
    "asks-again": ("LOCK-6", "Writer was called"),
    "first-error": ("LOCK-6", "the error"),
    "waits-first": ("LOCK-7", "it returned"),
    "one-at-a-time": ("LOCK-10", "only after t0 had its ref"),
}


@pytest.mark.parametrize("edition", ["2017-06", "1.6"])
def test_every_rule_about_locks_is_judged_in_real_time(edition: str) -> None:
    """All MUSTs of the section are proven, and the reference keeps them.

    In 1.6, where waits are drawn at random, the ladder is climbed six times.
    """
    with closing_bench(f"{REAL} {edition}", edition) as bench:
        tally = Tally()
        for story in of_edition(edition):
            if bench.can_play(story.scenario) and story.name in LOCKS:
                bench.examine(story.scenario, tally)
    # The adapter's readers can do nothing but read: COPY rules about other readers are left out.
    assert not [id for id in tally.breaches if id.startswith("LOCK-")]
    musts = {one.id for one in CATALOGUE["lock"] if one.level is Level.MUST}
    assert {id for id in musts if edition in by_id(id).editions} <= set(tally.applied)


@pytest.mark.parametrize("how", FAULTS)
def test_wrong_waits_are_caught_in_real_time(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait that a busy machine could explain is broken after a few plays with the same result."""
    few = {"LOCK-6": 2, "LOCK-7": 4, "LOCK-10": 2}
    id, observed = FAULTS[how]
    monkeypatch.setattr(real_time, "samples", lambda scenario: few[id])
    with closing_bench(f"{REAL} {how}") as bench:
        tally = Tally()
        for scenario in TIMED.values():
            if scenario is not LADDER:
                bench.examine(scenario, tally)
    assert list(tally.breaches) == [id]
    assert observed in tally.breaches[id].broken.observed


def test_no_other_edition_is_looked_at_with_an_hour_of_contention() -> None:
    """The closest edition is asked for in real time too."""
    with closing_bench(f"{REAL}") as bench:
        in_1_6 = bench.in_edition("1.6")
        held = [story for story in of_edition("1.6") if story.scenario.surroundings.held]
        assert held
        assert not any(in_1_6.can_play(story.scenario) for story in held)
