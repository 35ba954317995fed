"""Runs of pytest, each in a process of its own that is forked from one in which pytest, Hypothesis
and the harness are imported already: to import them takes longer than most of these runs.

The plugin, the suite and the implementation are imported by each run itself. Environment, folder,
path of imports, arguments and streams are those that a new process would have.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import IO, Any

PYTEST = [sys.executable, "-mpytest"]
"""The beginning of the command of a run."""

_ROOMS = {"doors", "judging", "rules", "scenarios", "telling", "verdict", "world"}
"""The rooms of the harness that are imported beforehand: those below its ways in."""
_NOT_REWRITTEN = "\nPYTEST_DONT_REWRITE"
"""In a module's docstring. Otherwise pytest warns that it is too late to rewrite the module."""


class ForkingServer:
    """The process that is forked. It starts with the first run, and ends with this process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, asked: Mapping[str, Any]) -> int:
        """The exit status of one run, as that of a `Popen`."""
        process = self._process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            self._process = None
            raise RuntimeError(f"the process that is forked ended with status {process.wait()}")
        return int(answer)

    def _started(self) -> subprocess.Popen[str]:
        paths = os.pathsep.join(path for path in sys.path if path)
        process = subprocess.Popen(
            [sys.executable, "-c", "import forked_runs; forked_runs.serve()"],
            env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(process.communicate)
        return process


SERVER = ForkingServer()


class ForkedRun:
    """As much of a `Popen` as `pytester` uses. The run is over before it exists."""

    stdin = None

    def __init__(
        self, command: Sequence[str], *, stdin: object, stdout: IO[str], stderr: IO[str]
    ) -> None:
        here = os.getcwd()
        paths = [here, *filter(None, [os.environ.get("PYTHONPATH")])]
        self.returncode = SERVER.run(
            {
                "arguments": command[len(PYTEST) :],
                "folder": here,
                "environment": {**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
                "streams": [os.devnull, stdout.name, stderr.name],
            }
        )

    def wait(self, timeout: float | None = None) -> int:
        """The exit status."""
        return self.returncode


def serve() -> None:
    """Fork for each line of stdin. In the forked process this returns by `SystemExit`."""
    ours = sys.path[len(os.environ["PYTHONPATH"].split(os.pathsep)) + 1 :]
    for name in _modules():
        _import(name)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            raise SystemExit(_run(json.loads(line), ours))
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _modules() -> list[str]:
    """The modules that most runs import."""
    import remotes_conformance
    from _pytest.config import default_plugins

    ours = pkgutil.walk_packages(remotes_conformance.__path__, "remotes_conformance.")
    of_rooms = [one.name for one in ours if one.name.split(".")[1] in _ROOMS]
    of_pytest = (f"_pytest.{one}" for one in default_plugins)
    known = ("pytest", "hypothesis", "_hypothesis_globals", "remotes_conformance")
    return [*known, *of_pytest, *of_rooms]


def _import(name: str) -> None:
    module = importlib.import_module(name)
    module.__doc__ = (module.__doc__ or "") + _NOT_REWRITTEN


def _run(asked: Mapping[str, Any], ours: Sequence[str]) -> int:
    """In the forked process: the exit status of the run that is asked for."""
    import pytest

    for number, place in enumerate(asked["streams"]):
        opened = os.open(place, os.O_WRONLY | os.O_APPEND if number else os.O_RDONLY)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    paths = os.environ["PYTHONPATH"].split(os.pathsep)
    sys.path[:] = [asked["folder"], *paths, *ours]
    sys.argv[:] = [pytest.__file__.replace("__init__", "__main__"), *asked["arguments"]]
    importlib.invalidate_caches()
    random.seed()
    return pytest.console_main()
