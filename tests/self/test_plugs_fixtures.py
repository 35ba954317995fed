"""The fixtures, as an adopter overrides them, and the examples of docs/fixtures.md."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from plugin_runs import suite

PAGE = Path(__file__).parents[2] / "docs" / "fixtures.md"
FETCHES = suite(of=["test_fetch"])[1:]
REFERENCE = "--remotes=remotes_reference:remotes"

Run: TypeAlias = Callable[..., pytest.RunResult]


def example(section: str) -> tuple[str, str]:
    """The name of a file and its content, as a section of the page shows them."""
    text = PAGE.read_text(encoding="utf-8").partition(f"\n## {section}\n")[2]
    found = re.search(r"```python\n# (\S+)\n(.*?)```", text, re.DOTALL)
    assert found is not None, section
    return found[1], found[2]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs pytest in an adopter's folder, in which there are `my_remotes` and `my_store`."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(pytester.path), *sys.path)))
    pytester.makepyfile(
        my_remotes="from remotes_reference import remotes",
        my_store="from remotes_reference.memory import MemoryStore as MyStore",
    )

    def run_pytest(name: str, content: str, *options: str) -> pytest.RunResult:
        (pytester.path / name).write_text(content, encoding="utf-8")
        plugins = ("-p", "remotes_conformance.plugin", "-p", "no:cacheprovider")
        return pytester.runpytest_subprocess(*plugins, *options)

    return run_pytest


def passes(result: pytest.RunResult) -> bool:
    """Everything that a synchronous one can meet was run, and passed."""
    outcomes = {"passed", "warnings", "deselected", "skipped"}
    return result.ret == 0 and set(result.parseoutcomes()) <= outcomes


def test_a_real_ingester_is_plugged_as_the_page_says(run: Run) -> None:
    """The suite passes over a store of one's own, and the verdict names that store."""
    result = run(*example("A real ingester behind a handler"), *FETCHES)
    assert passes(result)
    result.stdout.fnmatch_lines(["*over a plugged ingester*"])


def test_fetchers_over_http_are_plugged_as_the_page_says(run: Run) -> None:
    """The suite passes over a registry."""
    pytest.importorskip("responses", reason="responses is not installed: extra `http`")
    result = run(*example("Fetchers and pushers over HTTP"), *FETCHES, REFERENCE)
    assert passes(result)
    result.stdout.fnmatch_lines(["*over a plugged fetcher and pusher*"])


def test_a_full_disk_is_tested_as_the_page_says(run: Run) -> None:
    """A test of one's own, with `pyfakefs`."""
    pytest.importorskip("pyfakefs", reason="pyfakefs is not installed: extra `folder`")
    assert passes(run(*example("A full disk")))


def test_the_ref_key_is_judged_as_the_page_says(pytester: pytest.Pytester, run: Run) -> None:
    """Without pytest; the example's key is wrong for everything but layers."""
    name, content = example("Only the ref key")
    pytester.path.joinpath(name).write_text(content, encoding="utf-8")
    result = pytester.run(sys.executable, name)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*KEY-1*", "conformant: no*not offered: fetch_handler,*"])


def test_a_fixture_that_gives_no_factory_is_a_usage_error(run: Run) -> None:
    """One line that names the fixture and its value."""
    name, content = example("Fetchers and pushers over HTTP")
    content = re.sub(r"return HttpPushers.*", "return 'a pusher'", content)
    result = run(name, content, *FETCHES, REFERENCE)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(
        ["*the fixture `pushers`: it returned 'a pusher'; return a factory*"]
    )


def test_a_plug_that_is_no_collaborator_is_at_fault(run: Run) -> None:
    """The report blames the plug, not the implementation, and not the harness."""
    plug = (
        "import pytest\n"
        "@pytest.fixture(scope='session')\n"
        "def fetchers():\n"
        "    return lambda scene: object()\n"
    )
    result = run("conftest.py", plug, *FETCHES, REFERENCE, "-x")
    assert result.ret == 6
    result.stdout.fnmatch_lines(["the plugged collaborator is at fault*", "*(a plug is at fault)*"])
    assert "please report it" not in result.stdout.str()
