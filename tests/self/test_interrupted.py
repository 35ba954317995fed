"""A run that is stopped by Ctrl-C reports its findings up to then, and that it was stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from remotes_conformance import Interrupted, Verdict, check

_ROOT = Path(__file__).parents[2]
_PATHS = os.pathsep.join(str(_ROOT / part) for part in ("harness", "reference", "tests/self"))
_CHECK = ("-m", "remotes_conformance.cli", "check", "--progress")
_SUITE = (
    *("-m", "pytest", "-c", "/dev/null", "-p", "no:cacheprovider", "-v"),
    *("-p", "remotes_conformance.plugin", "--pyargs", "remotes_suite"),
)
_SERVED = f"{sys.executable} -m remotes_conformance.serve impatient:remotes"


def _stopped(folder: Path, *arguments: str, after: str) -> tuple[int, str, str]:
    """Run Python, and send it SIGINT once a line of its output contains *after*: its exit status,
    what it printed before, and the rest."""
    # A program that was started in the background ignores SIGINT, and so do its children.
    obeys = "import signal, sys, runpy; signal.signal(signal.SIGINT, signal.default_int_handler); "
    obeys += "sys.argv = sys.argv[2:]; "
    obeys += "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
    process = subprocess.Popen(
        [sys.executable, "-c", obeys, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": _PATHS, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        assert process.stdout is not None
        before = []
        for line in process.stdout:
            before.append(line)
            if after in line:
                process.send_signal(signal.SIGINT)
                break
        rest = process.stdout.read()
    return process.returncode, "".join(before), rest


def _outputs(folder: Path, prefix: str) -> tuple[str, ...]:
    names = {"report": "verdict.json", "html": "verdict.html"}
    return tuple(word for what, name in names.items() for word in (f"--{prefix}{what}", name))


def _is_interrupted(folder: Path, printed: str) -> dict[str, object]:
    """All forms of the report have the outcome. The JSON, for more."""
    assert "\nconformant: interrupted (" in printed
    assert "interrupted" in (folder / "verdict.html").read_text(encoding="utf-8")
    value: dict[str, object] = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    assert (value["outcome"], value["exit_status"]) == ("interrupted", 2)
    assert value["interrupted"]
    return value


@pytest.mark.parametrize("remotes", ["impatient:remotes", f"command:{_SERVED}"])
def test_check_prints_and_writes_what_is_known(remotes: str, tmp_path: Path) -> None:
    arguments = (*_CHECK, remotes, *_outputs(tmp_path, ""))
    status, before, printed = _stopped(tmp_path, *arguments, after="LOCK-3")
    assert status == 2, before + printed
    assert "remotes-conformance: interrupted" in printed
    assert "is locked by another ingest" in printed, "the story of LOCK-3"
    value = _is_interrupted(tmp_path, printed)
    assert 0 < value["scenarios"] < 1000
    assert "Traceback" not in printed


def test_a_run_of_pytest_does_the_same(tmp_path: Path) -> None:
    named = ("--remotes", "impatient:remotes", *_outputs(tmp_path, "remotes-"))
    status, before, printed = _stopped(tmp_path, *_SUITE, *named, after="FAILED")
    assert status == 2, before + printed
    assert "the run was interrupted" in printed
    _is_interrupted(tmp_path, printed)


def test_check_raises_the_verdict() -> None:
    """A program that catches nothing sees Ctrl-C as ever."""
    parts = []

    def stop(part: object, result: object) -> None:
        parts.append(part)
        if len(parts) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        check("impatient:remotes", profile="quick", progress=stop)
    assert isinstance(stopped.value, Interrupted)
    verdict = stopped.value.verdict
    assert isinstance(verdict, Verdict)
    assert verdict.conclusion.conformity == "interrupted"
    assert verdict.scenarios == 3
