"""The command `remotes-conformance`: what it begins runs at once, and it shows who differs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from plugin_runs import Run, both, run, suite
from remotes_conformance.cli import main

__all__ = ["run"]
HOW = {"go": "./remotes-adapter", "node": "node adapter.mjs", "other": "sh adapter.sh"}
PAIR = ["remotes_reference:remotes", "remotes_reference.aio:remotes"]


@pytest.mark.parametrize("language", HOW)
def test_a_started_adapter_reaches_a_verdict_as_it_is(
    language: str, run: Run, pytester: pytest.Pytester
) -> None:
    """All rules of keys, kept, behind the command door. Where the language is at hand."""
    program = HOW[language].split()[0]
    if shutil.which("go" if language == "go" else program) is None:
        pytest.skip(f"{language} is not installed")
    assert main(["init", "--language", language, str(pytester.path)]) == 0
    if language == "go":
        subprocess.run(["go", "build", "-o", "remotes-adapter", "."], check=True)
    judged = run(*suite("--remotes-command", HOW[language], "--remotes-sections", "key"))
    assert "key       MUST 9 passed; SHOULD 1 passed" in both(judged)
    assert judged.ret == 0


def test_a_started_python_adapter_reaches_a_verdict_as_it_is(
    run: Run, pytester: pytest.Pytester
) -> None:
    """Its keys are right; its fetch is the beginning that it says it is."""
    assert main(["init", "--language", "python", str(pytester.path)]) == 0
    judged = run(*suite("--remotes", "remotes_adapter:remotes", "--remotes-sections", "key,lock"))
    assert "key       MUST 9 passed; SHOULD 1 passed" in both(judged)
    assert "lock      MUST 10 passed" in both(judged)


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
    assert "no difference that the contract lets one see" in capsys.readouterr().out


def test_the_smallest_difference_is_told_and_who_is_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of three, the one that gives up a locked ref is alone; exit status 1."""
    assert main(["compare", *PAIR, "impatient:remotes", "--seed", "1"]) == 1
    told = capsys.readouterr().out
    assert "alone: impatient:remotes" in told
    assert told.count("\n-- ") == 3


def test_one_implementation_cannot_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 4, in one line."""
    assert main(["compare", PAIR[0]]) == 4
    assert capsys.readouterr().err.count("\n") == 1
