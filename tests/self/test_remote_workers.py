"""One run over several machines: pytest-xdist's remote workers, and one database in a redis-server.

The machines are two servers of execnet on loopback, each with a folder of its own. What travels is
the same as over `--tx ssh=…`.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import test_shared_database
from plugin_runs import REFERENCE, suite, without_pytest_options, without_times
from test_shared_database import IS_THERE, TEST
from test_shared_database import socket as redis_socket

__all__ = ["redis_socket"]

pytest.importorskip("xdist")
pytestmark = pytest.mark.skipif(
    not IS_THERE and "REMOTES_REDIS" not in os.environ,
    reason="needs Debian's redis-server and the package redis",
)
OF = ["test_key", "test_lock"]
"""Modules of the suite that are played here; a nightly run differs in its profile alone."""


def _environment(**own: str) -> dict[str, str]:
    paths = [str(Path(test_shared_database.__file__).parent), *(one for one in sys.path if one)]
    return {**without_pytest_options(), **own, "PYTHONPATH": os.pathsep.join(paths)}


@contextmanager
def _machine(folder: Path, database: Path, does: str) -> Iterator[str]:
    """A server that runs a worker in *folder*; its address. It ends with the block."""
    folder.mkdir(exist_ok=True)
    (folder / "my_property.py").write_text(TEST, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [sys.executable, "-m", "execnet.script.socketserver", address],
        cwd=folder, env=_environment(SOCKET=str(database), WORKER=does, HOME=str(folder)),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(address)
        yield address
    finally:
        server.kill()
        server.wait(timeout=20)


def _wait_for(address: str) -> None:
    host, _, port = address.partition(":")
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens at {address}")


def _run(folder: Path, database: Path, does: str, dist: str, *words: str) -> str:
    """The output of a run on two machines."""
    with ExitStack() as machines:
        remote = [
            f"--tx=socket={machines.enter_context(_machine(folder / name, database, does))}"
            for name in ("one", "two")
        ]
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "remotes_conformance.plugin", "-p",
             "no:cacheprovider", "-vv", *remote, "--dist", dist, *words],
            cwd=folder, env=_environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert ended.returncode in (0, 1), ended.stdout[-3000:] + ended.stderr[-3000:]
    return ended.stdout


def _here(folder: Path, report: Path, *words: str) -> None:
    """The same in one process of this machine."""
    subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "remotes_conformance.plugin", "-p",
         "no:cacheprovider", "--remotes-report", str(report), *words],
        cwd=folder, env=_environment(), capture_output=True, check=True,
    )  # fmt: skip


def _read(report: Path) -> dict[str, Any]:
    return without_times(json.loads(report.read_text(encoding="utf-8")))


def test_two_machines_give_one_verdict_and_share_what_they_find(
    tmp_path: Path, redis_socket: Path
) -> None:
    """The suite is dealt out, and its verdict is that of one process. A property of one's own fails
    on one machine; in the next run, which draws nothing, both play what was found."""
    spread, alone = tmp_path / "spread.json", tmp_path / "alone.json"
    options = ("--remotes", REFERENCE, "--remotes-seed", "1")
    words = (*options, *suite("--remotes-sections", "key,lock", of=OF))
    printed = _run(
        tmp_path, redis_socket, "finds", "load", "--remotes-report", str(spread), *words,
        "my_property",
    )  # fmt: skip
    assert printed.count("\nconformant: ") == 1
    assert {"gw0", "gw1"} == set(re.findall(r"\[(gw\d)\]", printed))
    found = set(re.findall(r"rc2\.[\w-]+", printed))
    assert len(found) == 1
    _here(tmp_path, alone, *words)
    assert _read(spread) == _read(alone)
    again = _run(tmp_path, redis_socket, "reads", "each", "--pyargs", "my_property")
    assert len(re.findall(r"\[(gw\d)\].*FAILED", again)) == 2
    assert set(re.findall(r"rc2\.[\w-]+", again)) == found
