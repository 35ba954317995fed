"""Races between two lines of an implementation, which no schedule of calls shows."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import pytest
import remotes_reference
import remotes_reference.aio
from different.lending import LendsItsBufferUnderALock
from remotes_conformance.doors import strands
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.exploring.branches import EverySchedule
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.exploring.lines import BetweenLines
from remotes_conformance.judging.exploring.plays import Plays
from remotes_conformance.judging.exploring.publishing import publish
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.plan import between_lines
from remotes_conformance.scenarios.scenario import HandOver
from remotes_conformance.scenarios.stories import STORIES, Story
from remotes_conformance.scenarios.written import from_token, to_token
from remotes_conformance.telling.story import story as story_lines
from wrong import RACES, SHELF
from wrong.right import Right


def of_lines() -> list[Story]:
    return [story for story in STORIES if story.lines]


def played(bench: Bench, limit: int, *, until: str = "") -> Tally:
    """Play all stories with hand-overs between lines, until the rule *until* is broken."""
    tally = Tally()
    with bench.at_work():
        for story in of_lines():
            if bench.can_play(story.scenario):
                for scenario, journal in BetweenLines(story.scenario, bench, limit=limit, start=0):
                    bench.judge(scenario, journal, tally)
                    if until in tally.breaches:
                        return tally
    return tally


@pytest.mark.parametrize("name", RACES)
def test_a_race_between_lines_is_found_there_and_nowhere_else(name: str) -> None:
    """No story and no schedule shows it; those of the default profile between lines do."""
    bench = open_bench(SHELF[name].factory()).bench
    tally = Tally()
    with bench.at_work():
        for story in of_lines():
            if bench.can_play(story.scenario):
                for scenario, journal in EverySchedule(story.scenario, bench.play, limit=60):
                    bench.judge(scenario, journal, tally)
    assert tally.breaches == {}
    rule = SHELF[name].rule
    assert rule in played(bench, PROFILES["default"].lines, until=rule).breaches


@pytest.mark.parametrize(
    "right", [Right(), LendsItsBufferUnderALock(), remotes_reference.of_edition("2017-06")]
)
def test_a_right_implementation_stays_right_wherever_its_turn_is_taken(right: object) -> None:
    """At each line that it comes to, also where it holds a lock."""
    bench = open_bench(right).bench
    tally = played(bench, 100)
    assert tally.breaches == {}
    assert tally.scenarios >= 5 * 100


def test_the_story_names_the_line_and_its_token_plays_it_again() -> None:
    """The hand-overs that are not needed are gone."""
    bench = open_bench(SHELF["MakesItsBufferLate"].factory()).bench
    breach = played(bench, 400, until="COPY-20").breaches["COPY-20"]
    published = publish(Plays(bench), breach)
    scenario = published.breach.scenario
    assert published.replayed == 3
    assert [one.is_at_a_line for one in scenario.hand_overs] == [True, False]
    lines = story_lines(scenario, published.journal)
    assert any("before t0 runs wrong/copy/between_lines.py:" in line for line in lines)
    again = from_token(to_token(scenario))
    assert again == scenario
    assert "lines" in again.needs
    assert bench.play(again).to_json() == published.journal.to_json()


def test_a_line_is_counted_for_each_strand() -> None:
    """The second time that t0 comes to it, not t1's first."""

    class Twice(Right):
        def announce(self, ctx: Any, what: str) -> None:
            for number in range(3):
                ctx.logger.info(f"{number}")

    door, story = ThreadDoor(Twice()), of_lines()[1]
    _, reached = door.lines(story.scenario)
    line = next(one.line for one in reached if one.entries == 1 and "test_" in one.line)
    for nth, before in ((1, 0), (2, 1), (3, 2)):
        scenario = replace(story.scenario, hand_overs=(HandOver("t0", line, nth, "t1"),))
        entries = door.play(scenario).entries
        start = next(place for place, entry in enumerate(entries) if entry.task == 1)
        logs = [entry for entry in entries[:start] if entry.op == "log"]
        assert len(logs) == before, story_lines(scenario, door.play(scenario))


def test_only_blocking_python_in_this_process_is_asked() -> None:
    """Parts that hand turns over between lines are no parts of a coroutine's examination."""
    parts = [
        part for section in ("lock", "fetch", "copy", "push") for part in between_lines(section)
    ]
    assert len(parts) == len(of_lines()) == 5
    blocking = open_bench(remotes_reference.remotes).bench
    awaiting = open_bench(remotes_reference.aio.remotes).bench
    assert all(part.can_be_played("2017-06", blocking.kinds) for part in parts)
    assert not any(part.can_be_played("2017-06", awaiting.kinds) for part in parts)


def test_a_lock_that_cannot_be_replaced_ends_the_plays_and_breaks_no_rule() -> None:
    """The handler that holds it is not to blame for the loss of its turn."""

    lock = strands._allocate_lock()

    class Real(Right):
        def announce(self, ctx: Any, what: str) -> None:
            with lock:  # of a closure, which the harness does not look into
                what = what.upper()
                what = what.lower()
            super().announce(ctx, what)

    bench = open_bench(Real(), patience=0.2).bench
    story = of_lines()[0]
    plays = BetweenLines(story.scenario, bench, limit=10_000, start=0)
    tally = Tally()
    for scenario, journal in plays:
        bench.judge(scenario, journal, tally)
    assert plays.hung
    assert (tally.breaches, bench.hangs) == ({}, 0)
    (part,) = [part for part in between_lines("lock") if story.name in part.name]
    result = part.run(bench, replace(PROFILES["quick"], lines=10_000), 0)
    assert (result.violations, "lock in C" in " ".join(result.notes)) == ((), True)


def test_nothing_is_traced_afterwards() -> None:
    """Neither here nor in the threads that are used again."""
    seen: list[object] = []

    class Looks(Right):
        def announce(self, ctx: Any, what: str) -> None:
            seen.append(sys.gettrace())
            super().announce(ctx, what)

    door, story = ThreadDoor(Looks()), of_lines()[0]
    before = sys.gettrace()
    door.play(story.scenario)
    door.lines(story.scenario)
    door.play(story.scenario)
    assert [trace is before for trace in seen] == [True, True, False, False, True, True]
    assert sys.gettrace() is before
