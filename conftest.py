"""For this repository's own runs: the harness's tests drive pytest itself.

Which wrong implementation breaks which requirements is collected from all workers, at the end.
`REMOTES_KILL_MATRIX` names the file that it is written to. A part of the shelf makes no matrix.
"""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from xdist.scheduler import LoadGroupScheduling

pytest_plugins = ["pytester"]

LONGEST_FIRST = (
    "test_clients_reference.py::test_the_reference_breaks_no_rule_of_clients",
    "test_stores_service.py",
    "test_registry_command.py",
    "test_real_time.py",
    "test_cli.py",
    "test_clients_parties.py",
    "test_serving.py",
    "test_skopeo.py",
    "test_clients_reference.py",
    "test_clients_tls.py",
    "test_clients_different.py",
    "test_containerd_1_6.py",
    "test_containerd_daemon.py",
    "test_action.py",
    "test_shards.py",
    "test_stores_command.py",
    "test_different.py",
)
"""Tests of five seconds and more, and tests that mostly wait.

The workers of pytest-xdist begin with them, so that none waits for one of them at the end.
"""

KILLS = "kills"
"""The property of a test's report: the rule, the wrong implementation, what else it breaks."""


class KillMatrix:
    """Lives in the process that reports; pytest-xdist brings it the reports of its workers."""

    def __init__(self) -> None:
        self._kills: list[tuple[str, str, Sequence[str]]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        properties: list[tuple[str, Any]] = report.user_properties
        if report.when == "call":
            self._kills += [value for name, value in properties if name == KILLS]

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self._kills:
            return
        from wrong import SHELF

        terminalreporter.write_line(f"{len(self._kills)} of {len(SHELF)} wrong implementations")
        path = os.environ.get("REMOTES_KILL_MATRIX")
        if path and len(self._kills) == len(SHELF):
            lines = [f"{'rule':<9} {'wrong implementation':<44} also broken"]
            lines += [f"{r:<9} {name:<44} {', '.join(o)}" for r, name, o in sorted(self._kills)]
            Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(KillMatrix(), "kill-matrix")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a worker of pytest-xdist, which has to collect in the order in which all others do."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _place_of(item.nodeid.rpartition("/")[2]))


def pytest_collection_finish() -> None:
    """Freeze all imported and collected objects: the collector need not look at them again."""
    gc.collect()
    gc.freeze()


def _place_of(name: str) -> int:
    """The place of a test in `LONGEST_FIRST`, by its file and name. All others come after."""
    for place, begin in enumerate(LONGEST_FIRST):
        if name.startswith(begin):
            return place
    return len(LONGEST_FIRST)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadGroupScheduling | None:
    """Keep the tests of a file with an `xdist_group` in one worker.

    pytest-xdist 3.8 writes the group into a name that pytest 9.2 no longer reads, and so scatters
    them: what a module's fixtures work out was worked out twice.
    """
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling

    class OfFiles(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _group_of(str(config.rootpath / nodeid.partition("::")[0])) or nodeid

    return OfFiles(config, log)


@cache
def _group_of(path: str) -> str:
    """The group that the tests of a file stand in; empty: none."""
    marked = re.search(r'xdist_group\("(\w+)"\)', Path(path).read_text(encoding="utf-8"))
    return marked[1] if marked else ""
