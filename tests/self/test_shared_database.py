"""Several machines share the findings of Hypothesis: one database in a real redis-server.

It is for tests of one's own that draw with the harness's strategies. What the suite draws depends
on the seed alone, and uses no database.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from plugin_runs import without_pytest_options

SERVER = os.environ.get("REMOTES_REDIS", "redis-server")
IS_THERE = shutil.which(SERVER) is not None and find_spec("redis") is not None

pytestmark = pytest.mark.skipif(
    not IS_THERE and "REMOTES_REDIS" not in os.environ,
    reason="needs Debian's redis-server and the package redis",
)

TEST = '''
"""A property of one's own, over an implementation that gives up a locked ref too early."""

import os

import redis
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis.extra.redis import RedisExampleDatabase
from impatient import remotes
from remotes_conformance.judging.bench import Tally
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.strategies import scenarios
from remotes_conformance.scenarios.written import to_token

BENCH = open_bench(remotes).bench
SHARED = RedisExampleDatabase(redis.Redis(unix_socket_path=os.environ["SOCKET"]))
PHASES = [Phase.reuse] if os.environ["WORKER"] == "reads" else [Phase.generate]


@settings(deadline=None, database=SHARED, phases=PHASES, max_examples=300, print_blob=False,
          suppress_health_check=list(HealthCheck))
@given(scenarios())
def test_it_keeps_the_contract(scenario):
    if BENCH.can_play(scenario):
        tally = Tally()
        BENCH.examine(scenario, tally)
        note(to_token(scenario))
        assert not tally.breaches
'''


@pytest.fixture
def socket(tmp_path: Path) -> Iterator[Path]:
    """A server on a Unix socket, which keeps nothing on disk; it ends with the test."""
    path = tmp_path / "redis.sock"
    words = [SERVER, "--port", "0", "--unixsocket", str(path), "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if path.exists() or server.poll() is not None:
                break
            time.sleep(0.05)
        assert path.exists(), "redis-server did not start"
        yield path
    finally:
        server.terminate()
        server.wait(timeout=20)


def _worker(folder: Path, socket: Path, does: str) -> subprocess.CompletedProcess[str]:
    """One worker, as on a machine of its own: it shares nothing but the database."""
    (folder / does).mkdir(exist_ok=True)
    (folder / does / "test_locks.py").write_text(TEST, encoding="utf-8")
    paths = [str(Path(__file__).parent), *(one for one in sys.path if one)]
    own = {"SOCKET": str(socket), "WORKER": does, "PYTHONPATH": os.pathsep.join(paths)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", ".", "-q", "-p",
         "no:cacheprovider", "test_locks.py"],
        cwd=folder / does, env={**without_pytest_options(), **own},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_finding_of_one_worker_is_played_first_by_another(tmp_path: Path, socket: Path) -> None:
    """The second draws nothing: it fails only by what the first has put into the database."""
    before = _worker(tmp_path, socket, "reads")
    assert before.returncode == 0, before.stdout[-2000:]
    found = _worker(tmp_path, socket, "finds")
    assert found.returncode == 1, found.stdout[-2000:]
    after = _worker(tmp_path, socket, "reads")
    assert after.returncode == 1, after.stdout[-2000:]
    tokens = [re.search(r"rc2\.[\w-]+", one.stdout) for one in (found, after)]
    assert [one and one[0] for one in tokens] == [tokens[0] and tokens[0][0]] * 2
    assert tokens[0] is not None
