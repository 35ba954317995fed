"""An implementation that breaks much is judged soon, with the same report as in a full run."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterable

import pytest
import remotes_reference
from different.pooled_hashing import PooledHashing
from first_drafts import NeverCloses, Polls
from little import LITTLE
from remotes_conformance.doors.python import playing
from remotes_conformance.judging.bench import Bench
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.judging.plan import Part, branches, hunts, stories
from remotes_conformance.verdict.findings import Findings
from remotes_conformance.verdict.results import About, Result
from remotes_conformance.verdict.verdict import Verdict
from remotes_conformance.world import World
from remotes_conformance.world.patience import LEFT_LOCKED
from remotes_reference import aio

DRAFTS = {"Polls": Polls, "NeverCloses": NeverCloses}


def _parts() -> list[Part]:
    """Some of the stories, without the longest; their schedules, and a hunt."""
    short = (part for part in stories("lock") if "hour" not in part.name)
    every = (*list(short)[:60:2], *branches("lock")[:2], *hunts("lock")[:1])
    return [one for one in every if one.can_be_played("2017-06", ("fetch", "key"))]


def _report(results: Iterable[Result]) -> dict[str, object]:
    about = About("a draft", "", "", "2017-06", "quick", 0, offers=("fetch",))
    return Verdict.of(Findings(about, results)).to_json()


def test_the_report_is_that_of_parts_that_know_nothing_of_each_other() -> None:
    """As under pytest-xdist: no worker knows the findings of the others."""
    parts = _parts()
    one = open_bench(Polls()).bench
    together = [part.run(one, PROFILES[LITTLE], 0) for part in parts]
    apart = [part.run(open_bench(Polls()).bench, PROFILES[LITTLE], 0) for part in parts]
    left_out = [v for result in together for v in result.violations if not v.story]
    assert len(left_out) > 10
    assert all(v.story for result in apart for v in result.violations)
    assert _report(together) == _report(apart)


def _alone(function: str, name: str) -> None:
    """Call it in a process of its own: threads and objects of other tests are in no world there."""
    words = f"import test_first_drafts; test_first_drafts.{function}({name!r})"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", words], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("draft", DRAFTS)
def test_it_plays_little_more_than_a_right_one(draft: str) -> None:
    """Entries of all journals of stories in which a handler is called again."""
    _alone("plays_little", draft)


def test_an_idle_thread_of_a_pool_makes_it_play_no_more() -> None:
    """It may be of an implementation that was judged before in the same process."""
    _alone("plays_little_beside_a_pool", "Polls")


def plays_little_beside_a_pool(draft: str) -> None:
    bench = open_bench(PooledHashing()).bench
    for part in stories("copy")[:3]:
        part.run(bench, PROFILES["quick"], 0)
    assert playing._idle_helpers
    plays_little(draft)


def plays_little(draft: str) -> None:
    played: list[int] = []
    play = Bench.play

    def counted(self: Bench, scenario: object) -> object:
        journal = play(self, scenario)  # type: ignore[arg-type]
        played.append(len(journal.entries))
        return journal

    Bench.play = counted  # type: ignore[assignment, method-assign]
    bench = open_bench(DRAFTS[draft]()).bench
    again = [one for name in ("lock", "fetch", "copy") for one in stories(name)]
    for part in [one for one in again if "again" in one.name][:12]:
        if part.can_be_played(bench.edition, bench.kinds):
            part.run(bench, PROFILES["quick"], 0)
    assert len(played) < 150, played
    assert sum(played) < 15_000, played
    assert max(played) < 5 * LEFT_LOCKED, played


@pytest.mark.parametrize("name", ["sync", "async", "bad"])
def test_a_world_that_is_over_is_freed_at_once(name: str) -> None:
    """It may hold mebibytes in a few objects, so Python would look for it too late."""
    _alone("frees", name)


def frees(name: str) -> None:
    remotes = {"sync": remotes_reference.remotes, "async": aio.remotes, "bad": NeverCloses()}[name]
    bench = open_bench(remotes).bench
    parts = [part for part in stories("lock") if part.can_be_played("2017-06", bench.kinds)]
    with bench.at_work():
        parts[0].run(bench, PROFILES["quick"], 0)
        gc.collect()
        gc.disable()
        for part in parts[:10]:
            part.run(bench, PROFILES["quick"], 0)
        # A thread whose task has come back may not have left it yet.
        left = [one for one in gc.get_objects() if type(one) is World]
        assert len(left) < 3, left
