"""The harness survives whatever an implementation does, and reports the right thing."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import wicked_handlers  # noqa: F401  # it fills the table
import wicked_lasting  # noqa: F401
import wicked_values  # noqa: F401
from remotes_conformance.doors.python import virtual_loop
from remotes_conformance.doors.python.surroundings import end_leftovers
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.stories import of_edition
from remotes_conformance.scenarios.stories.building import Story
from remotes_conformance.scenarios.whole_calls import whole_calls
from wicked_table import EXPECTED, made

_SOME = 6
_ENOUGH = 20.0
"""Seconds of CPU; nearly all take less than one."""


def plain_fetches() -> Iterator[Story]:
    """Directed stories in which one small blob is fetched, and nothing goes wrong."""
    for story in of_edition("2017-06"):
        first, *more = whole_calls(story.scenario)
        held = story.scenario.surroundings.of(first.descriptor.digest).held
        is_plain = not (first.answers or first.cancel or first.at or held)
        is_small = first.source is not None and first.source.blob.size < 10_000
        if first.kind == "fetch" and not more and is_plain and is_small and not first.present:
            yield story


def judged(name: str) -> tuple[Bench, Tally]:
    """The findings of some plain fetches."""
    bench, tally = open_bench(made(name), patience=0.3).bench, Tally()
    with bench.at_work():
        for story, _ in zip(plain_fetches(), range(_SOME), strict=False):
            if bench.can_play(story.scenario):
                bench.examine(story.scenario, tally)
    return bench, tally


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of fork, in a process with threads
# A strand that is ended may be within a callback of the garbage collector just then.
@pytest.mark.filterwarnings("ignore:.*WeakSet:pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("name", EXPECTED)
def test_a_wicked_handler_has_one_clear_outcome(name: str) -> None:
    """The requirement that it breaks, in words that name the act; or nothing."""
    began = time.process_time()
    _, tally = judged(name)
    _, id, words = EXPECTED[name]
    observed = {breach.id: breach.broken.observed for breach in tally.breaches.values()}
    if not id:
        assert observed == {}
    else:
        assert id in observed, observed
        assert words in observed[id]
    assert time.process_time() - began < _ENOUGH


def test_a_task_that_is_never_awaited_is_reported_once(caplog: pytest.LogCaptureFixture) -> None:
    """Once in all scenarios, with the name of its coroutine, and the file and line."""
    virtual_loop._reported.clear()
    judged("lets_a_task_fail")
    gc.collect()
    (record,) = [one for one in caplog.records if "never retrieved" in one.getMessage()]
    assert "_fails_unawaited" in record.getMessage()
    assert "wicked_lasting.py:" in record.getMessage()


def test_there_are_sixty_of_them() -> None:
    """Each harms in a way of its own."""
    assert len(EXPECTED) >= 60


def test_the_right_one_is_clean_after_all_of_them() -> None:
    """They have left nothing in the process that harms the next implementation, and no process."""
    end_leftovers()
    children = "".join(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())
    assert not children or "PYTEST_XDIST_WORKER" in os.environ
    sys.stdout.write("")
    _, tally = judged("runs_a_command")
    assert (tally.scenarios, tally.breaches) == (_SOME, {})


@pytest.mark.parametrize("name", ["blocks_in_the_system", "forks_and_forgets"])
def test_a_process_that_has_judged_it_ends(name: str, tmp_path: Path) -> None:
    """Within seconds, though a thread or a child of the implementation does not."""
    (tmp_path / "lasting.py").write_text(_LASTING, encoding="utf-8")
    paths = [str(tmp_path), *(path for path in sys.path if path)]
    ended = subprocess.run(
        [sys.executable, "-c", _JUDGE.format(name=name)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "judged\n")


def test_the_greediest_do_not_make_the_harness_big() -> None:
    """Below 500 MB, with all that Python and Hypothesis need."""
    greedy = (
        "writes_for_ever",
        "raises_a_long_text",
        "asks_for_a_long_ref",
        "opens_writers_for_ever",
    )
    paths = os.pathsep.join(path for path in sys.path if path)
    ended = subprocess.run(
        [sys.executable, "-c", _GREEDY, *greedy], env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert int(ended.stdout) < 500 << 10


_GREEDY = """
import pathlib, sys
from test_wicked import judged
for name in sys.argv[1:]:
    judged(name)
# Not ru_maxrss, which a process inherits from the one that has started it.
lines = pathlib.Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("VmHWM:")))
"""
_LASTING = """
import asyncio, os, select, time
class Lasting:
    def __init__(self, door): self.door = door
class blocks_in_the_system:
    door = "async"
    @staticmethod
    def fetch_handler(ingester, fetcher):
        async def handler(ctx, descriptor):
            await asyncio.to_thread(select.select, [os.pipe()[0]], [], [])
        return handler
class forks_and_forgets:
    @staticmethod
    def fetch_handler(ingester, fetcher):
        def handler(ctx, descriptor):
            if os.fork() == 0:
                os.close(1)
                time.sleep(5)
            return []
        return handler
"""
_JUDGE = """
import lasting
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.stories import of_edition
bench = open_bench(lasting.{name}, patience=0.3).bench
story = next(one for one in of_edition("2017-06") if one.scenario.handler_calls[0].kind == "fetch")
bench.examine(story.scenario, Tally())
print("judged", flush=True)
"""
