"""The fixtures `ingesters`, `fetchers`, `providers`, `pushers`, as an adopter overrides them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeAlias

import pytest

Run: TypeAlias = Callable[..., pytest.RunResult]

CONFTEST = """
    import pytest
    from remotes_conformance.fakes.prepared import prepared
    from remotes_reference.memory import MemoryStore

    @pytest.fixture(scope="session")
    def {name}():
        return {value}
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one section of the suite, judging the reference, from an adopter's folder."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))

    def run_suite(name: str, value: str, *options: str) -> pytest.RunResult:
        pytester.makeconftest(CONFTEST.format(name=name, value=value))
        plugin = ("-p", "remotes_conformance.plugin", "-p", "no:cacheprovider")
        wanted = ("--remotes-profile=quick", "--pyargs", "remotes_suite.test_fetch")
        return pytester.runpytest_subprocess(*plugin, *wanted, *options)

    return run_suite


REFERENCE = "--remotes=remotes_reference:remotes"


def test_an_overridden_fixture_is_what_handlers_are_given(run: Run) -> None:
    """The suite passes over a store of one's own, and the report says so."""
    result = run("ingesters", "prepared(lambda scene: MemoryStore())", REFERENCE)
    result.assert_outcomes(passed=result.parseoutcomes()["passed"])
    result.stdout.fnmatch_lines(["*over a plugged ingester*"])


def test_a_fixture_that_gives_no_factory_is_a_usage_error(run: Run) -> None:
    """One line that names the fixture and what it gave."""
    result = run("pushers", "'a pusher'", REFERENCE)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["*the fixture `pushers`: gave 'a pusher', which is no factory*"])
