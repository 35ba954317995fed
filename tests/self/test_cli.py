"""The command `remotes-conformance`: the files it begins run at once, and it shows differences."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from little import LITTLE
from plugin_runs import WRONG, Run, both, run, suite
from remotes_conformance.adapters.starting import STORES, WORKFLOW
from remotes_conformance.cli import main

__all__ = ["run"]
PROGRAMS = {"python": "", "go": "go", "node": "node", "other": "sh"}
PAIR = ["remotes_reference:remotes", "remotes_reference.aio:remotes"]
SUFFIXES = {".py", ".go", ".mjs", ".sh"}
MOST_LINES = 450
"""Of all that is written for one language: it has to be read before it is changed."""
MOST_LINES_OF_A_STORE = 600


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_started_adapter_keeps_all_that_its_workflow_claims(
    language: str, run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is written, SHOULDs too. Behind a command only small stories are played."""
    if shutil.which(PROGRAMS[language] or sys.executable) is None:
        pytest.skip(f"{language} is not installed")
    monkeypatch.setenv("PYTHONPATH", str(pytester.path), prepend=os.pathsep)
    assert main(["init", "--language", language, str(pytester.path)]) == 0
    lines = (pytester.path / WORKFLOW).read_text().splitlines()
    assert len(lines) < 20
    if language == "go":
        subprocess.run(["go", "build", "-o", "remotes-adapter", "."], check=True)
    (claim,) = [line.partition("remotes_suite ")[2] for line in lines if "remotes_suite" in line]
    part = () if language == "python" else ("-k", "stories and not big and not MiB")
    judged = run(*suite(*shlex.split(claim), "--tb=no", *part))
    outcome = "in the part that was run (only a part" if part else "yes"
    assert f"conformant: {outcome}" in both(judged)
    assert "failed" not in both(judged)
    assert judged.ret == 0
    written = [path for path in pytester.path.rglob("*") if path.suffix in SUFFIXES]
    assert sum(len(path.read_text().splitlines()) for path in written) < MOST_LINES


@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", STORES)
def test_a_started_store_is_conformant(
    language: str, run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is written, by the options of its workflow; in stories and all their schedules."""
    if shutil.which(PROGRAMS[language] or sys.executable) is None:
        pytest.skip(f"{language} is not installed")
    monkeypatch.setenv("PYTHONPATH", str(pytester.path), prepend=os.pathsep)
    assert main(["init", "--store", "--language", language, str(pytester.path)]) == 0
    if language == "go":
        subprocess.run(["go", "build", "-o", "my-store", "."], check=True)
    lines = (pytester.path / WORKFLOW).read_text().splitlines()
    (claim,) = [line.partition("remotes_suite ")[2] for line in lines if "remotes_suite" in line]
    judged = run(*suite(*shlex.split(claim), "--tb=no", of=["test_store"]))
    assert "conformant: yes" in both(judged)
    assert judged.ret == 0
    written = [path for path in pytester.path.rglob("*") if path.suffix in SUFFIXES]
    assert sum(len(path.read_text().splitlines()) for path in written) < MOST_LINES_OF_A_STORE


def test_a_store_cannot_be_started_in_each_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The protocol is documented, and the message names the page; exit status 4."""
    assert main(["init", "--store", "--language", "other", str(tmp_path)]) == 4
    assert "choose one of python, node, go; docs/protocol.md" in capsys.readouterr().err


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One existing file is enough to write none; exit status 4."""
    (tmp_path / "main.go").write_text("mine")
    assert main(["init", "--language", "go", str(tmp_path)]) == 4
    assert "main.go exists already; nothing was written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["main.go"]


def test_the_reference_and_its_asynchronous_twin_are_equal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Directed stories and drawn scenarios: no difference, exit status 0."""
    assert main(["compare", *PAIR, "--seed", "1"]) == 0
    assert "no difference that is visible under the contract" in capsys.readouterr().out


def test_the_smallest_difference_is_reported_and_which_command_is_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The one of three that gives up a locked ref is alone; exit status 1."""
    assert main(["compare", *PAIR, WRONG, "--seed", "1", "--profile", LITTLE]) == 1
    output = capsys.readouterr().out
    assert f"alone: {WRONG}" in output
    assert output.count("\n-- ") == 3


def test_one_implementation_cannot_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 4, in one line."""
    assert main(["compare", PAIR[0]]) == 4
    assert capsys.readouterr().err.count("\n") == 1
