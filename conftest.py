"""For this repository's own runs: the harness's tests drive pytest itself.

Which wrong implementation breaks which requirements is collected from all workers, at the end.
`REMOTES_KILL_MATRIX` names the file that it is written to. A part of the shelf makes no matrix.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["pytester"]

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
