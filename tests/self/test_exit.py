"""A process that has judged an implementation ends, whatever threads the implementation left."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_PATHS = os.pathsep.join(str(_ROOT / part) for part in ("harness", "reference", "tests/self"))

_FETCHING = """
    writer = ingester.writer(ctx, "layer-" + descriptor.digest, descriptor.size, descriptor.digest)
    with writer, fetcher.fetch(ctx, descriptor) as reader:
        writer.status()
        while piece := reader.read(65536):
            in_the_helper(writer.write, piece)
        writer.commit(descriptor.size, descriptor.digest)
"""
_POOL = """
from concurrent.futures import ThreadPoolExecutor
POOL = ThreadPoolExecutor(2)
def in_the_helper(job, *arguments):
    return POOL.submit(job, *arguments).result()
"""
_CONSUMER = """
import queue, threading
JOBS, DONE, THREADS = queue.Queue(), queue.Queue(), []
def work():
    while True:
        job, arguments = JOBS.get()
        try:
            DONE.put((True, job(*arguments)))
        except BaseException as error:
            DONE.put((False, error))
def in_the_helper(job, *arguments):
    if not THREADS:
        THREADS.append(threading.Thread(target=work, daemon={daemon}))
        THREADS[0].start()
    JOBS.put((job, arguments))
    ok, result = DONE.get()
    if not ok:
        raise result
    return result
"""
_HELPERS = {
    "a pool in a module": _POOL,
    "a thread that waits for work for ever": _CONSUMER.format(daemon=False),
    "a daemon that waits for work for ever": _CONSUMER.format(daemon=True),
}
_JUDGE = """
from little import LITTLE
from remotes_conformance import check
verdict = check("helped:Helped", profile=LITTLE, seed=1, sections=["fetch"], edition="2017-06")
print(verdict.about.implementation, verdict.scenarios, verdict.requirement("FETCH-5").applied > 0)
"""
_JUDGE_AFTER_A_BROKEN_PLUG = """
from remotes_conformance.judging.loading import load, open_bench
from remotes_conformance.plugs import Plugs
from remotes_conformance.scenarios.stories.building import fetch, story
scenario = story("one fetch", fetch()).scenario
helped = load("helped:Helped")()
def succeeded(plugs):
    try:
        journal = open_bench(helped, plugs=plugs).bench.play(scenario)
    except ZeroDivisionError:
        return 0
    return sum(entry.op == "return" and entry.result["outcome"].ok for entry in journal.entries)
print(*map(succeeded, [Plugs(), Plugs(ingester=lambda scene: 1 / 0), Plugs()]))
"""


def _helped(helper: str) -> str:
    handler = "".join(f"            {line}\n" for line in _FETCHING.strip("\n").splitlines())
    return (
        f"{helper}\n\nclass Helped:\n    def fetch_handler(self, ingester, fetcher):\n"
        f"        def handle(ctx, descriptor):\n{handler}        return handle\n"
    )


def _run(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env={**os.environ, "PYTHONPATH": _PATHS},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("helper", _HELPERS.values(), ids=_HELPERS)
def test_a_process_that_has_judged_ends(tmp_path: Path, helper: str) -> None:
    """With status 0, and without a word about threads that were ended."""
    (tmp_path / "helped.py").write_text(_helped(helper), encoding="utf-8")
    ended = _run(tmp_path, _JUDGE)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("helped:Helped ")
    assert ended.stdout.endswith(" True\n")


def test_threads_that_wait_for_work_survive_a_plug_that_breaks(tmp_path: Path) -> None:
    """A pool that has met one bench serves the next one, even if a bench in between broke."""
    (tmp_path / "helped.py").write_text(_helped(_POOL), encoding="utf-8")
    ended = _run(tmp_path, _JUDGE_AFTER_A_BROKEN_PLUG)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "1 0 1\n"
