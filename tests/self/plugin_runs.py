"""The suite as its users run it: pytest in a process of its own, in an empty folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pytest

REFERENCE = "remotes_reference:remotes"
WRONG = "impatient:remotes"

Run: TypeAlias = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run pytest with these arguments, and with this plugin."""
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))

    def run(*arguments: str) -> pytest.RunResult:
        plugin = ("-p", "remotes_conformance.plugin", "-p", "no:cacheprovider")
        return pytester.runpytest_subprocess(*plugin, *arguments)

    return run


def suite(*arguments: str) -> tuple[str, ...]:
    """The arguments that run the suite, quickly."""
    return ("-q", "--pyargs", "remotes_suite", "--remotes-profile", "quick", *arguments)


def without_pytest_options() -> dict[str, str]:
    """The environment, but for what tells a pytest how to run: it is meant for this one."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


def both(result: pytest.RunResult) -> str:
    """All that was written."""
    return result.stdout.str() + result.stderr.str()


def without_times(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report, as JSON, without what differs in each run."""
    return {name: value for name, value in report.items() if name not in ("started", "duration")}
