"""The suite as its users run it: pytest in a process of its own, in an empty folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import pytest
from forked_runs import ForkedRun
from little import LITTLE
from remotes_conformance import plugin
from remotes_conformance.contract import EDITIONS

REFERENCE = "remotes_reference:remotes"
WRONG = "impatient:remotes"

Run: TypeAlias = Callable[..., pytest.RunResult]

_PLUGIN = ("-p", "remotes_conformance.plugin", "-p", "no:cacheprovider")


@pytest.fixture
def run_anew(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run pytest with these arguments, and with this plugin."""
    return _runs(pytester, monkeypatch)


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same, in a forked process: see `forked_runs`."""
    if hasattr(os, "fork"):
        monkeypatch.setattr(pytester, "popen", ForkedRun)
    return _runs(pytester, monkeypatch)


def _runs(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))

    def run(*arguments: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess(*_PLUGIN, *arguments)

    return run


def refused(pytester: pytest.Pytester, *arguments: str) -> str:
    """The error of a run that is refused before anything is collected, in this process.

    pytest prints such an error as one line, and ends with status 4: see test_plugin.py.
    """
    config = pytester.parseconfig(*_PLUGIN, *arguments)
    with pytest.raises(pytest.UsageError) as error:
        plugin.pytest_configure(config)
    return str(error.value)


def suite(*arguments: str, of: Sequence[str] = ()) -> tuple[str, ...]:
    """The arguments that run the suite, or modules *of* it: all stories, and little else.

    Where one section is claimed, its module is enough: the tests of others would be skipped. If
    the arguments name no edition, the first is claimed: to find the closest one, whatever is broken
    is played in all editions.
    """
    little = ("-p", "little", "--remotes-profile", LITTLE)
    edition = () if "--remotes-edition" in arguments else ("--remotes-edition", EDITIONS[0])
    modules = [f"remotes_suite.{name}" for name in of] or ["remotes_suite"]
    return ("-q", *little, *edition, *arguments, "--pyargs", *modules)


def without_pytest_options() -> dict[str, str]:
    """The environment without the options of pytest: these are meant for the pytest that runs."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}


def both(result: pytest.RunResult) -> str:
    """The whole output, stdout and stderr."""
    return result.stdout.str() + result.stderr.str()


def without_times(report: Mapping[str, Any]) -> dict[str, Any]:
    """A report, as JSON, without the values that differ in each run."""
    return {name: value for name, value in report.items() if name not in ("started", "duration")}
