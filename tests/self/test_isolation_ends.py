"""However a run ends, no child is left: by Ctrl-C, by a fault that is made small, by force."""

from __future__ import annotations

import json
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from leftovers import marked_processes
from plugin_runs import suite, without_pytest_options
from remotes_conformance.scenarios.stories.building import story, task
from remotes_conformance.scenarios.written import to_token

CHILD = Path(__file__).with_name("wicked_adapter.py")
SECONDS = 20
"""Generous: a busy machine may take a while to end a process."""
STARTS_WITHIN = 90
"""More generous: to start pytest and a child takes some seconds on an idle machine."""


def judging(
    how: str, folder: Path, *options: str, wrapper: str = "{}", of: Sequence[str] = ("test_key",)
) -> tuple[subprocess.Popen[str], str]:
    """pytest, which judges a wicked child, and the mark that all its descendants carry."""
    adapter = wrapper.format(f"{sys.executable} {CHILD} {how}")
    return started(folder, "--remotes-command", adapter, *options, of=of)


def started(
    folder: Path, *options: str, of: Sequence[str] = ()
) -> tuple[subprocess.Popen[str], str]:
    """The suite, or modules *of* it, and the mark that all its descendants carry."""
    mark = secrets.token_hex(8)
    paths = ":".join([str(folder), *(str(Path(path).resolve()) for path in sys.path if path)])
    command = [
        sys.executable, "-m", "pytest", "-c", "/dev/null", "--rootdir", str(folder),
        "-p", "no:cacheprovider", "-p", "remotes_conformance.plugin", *suite(*options, of=of),
    ]  # fmt: skip
    run = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**without_pytest_options(), "PYTHONPATH": paths, "THIS_TEST": mark},
        # Programs that a shell starts in the background ignore Ctrl-C, and that is inherited.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    return run, mark


def eventually(happens: Callable[[], bool], within: float = SECONDS) -> bool:
    """True if it happens in time."""
    end = time.monotonic() + within
    while not happens():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("how", ["mute", "deaf", "forks"])
def test_after_an_interrupt_the_run_ends_and_no_child_is_left(how: str, tmp_path: Path) -> None:
    """Ctrl-C in the middle of a hang: seconds, not the patience."""
    run, mark = judging(how, tmp_path, "--remotes-patience", "300")
    try:
        assert eventually(lambda: len(marked_processes(mark)) > 1, STARTS_WITHIN), "no child starts"
        time.sleep(0.5 + (how == "forks"))
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=SECONDS)
        assert eventually(lambda: not marked_processes(mark))
    finally:
        run.kill()
        run.communicate()


@pytest.mark.parametrize("how", ["right", "mute", "deaf"])
def test_a_run_that_is_killed_takes_its_child_along(how: str, tmp_path: Path) -> None:
    """A healthy child sees the end of its stream; the system ends one that does not look."""
    run, mark = judging(how, tmp_path, "--remotes-patience", "300")
    try:
        assert eventually(lambda: len(marked_processes(mark)) > 1, STARTS_WITHIN), "no child starts"
        run.kill()
        run.communicate(timeout=SECONDS)
        assert eventually(lambda: not marked_processes(mark))
    finally:
        run.kill()
        run.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_killed_takes_along_what_a_wrapper_has_started(
    number: signal.Signals, tmp_path: Path
) -> None:
    """An adapter that outlives its stream, and its child without environment, in a session of its
    own: five processes with pytest, the warden and the shell."""
    run, mark = judging("stays", tmp_path, wrapper="sh -c '{}; true'")
    try:
        assert eventually(lambda: len(marked_processes(mark)) == 5, STARTS_WITHIN), "none starts"
        run.send_signal(number)
        run.communicate(timeout=SECONDS)
        assert eventually(lambda: not marked_processes(mark))
    finally:
        run.kill()
        run.communicate()


def test_a_crash_after_the_end_of_a_world_shows_in_its_replay(tmp_path: Path) -> None:
    """No other scenario follows in which it could be seen."""
    layer = to_token(story("a layer's key", task("key")).scenario)
    run, _ = judging("dies-after-the-end", tmp_path, "--remotes-replay", layer, of=["test_replay"])
    output, _ = run.communicate(timeout=120)
    assert run.returncode == 1
    assert "crash: the adapter exited with status 6 after its last answer" in output


def test_a_crash_is_reported_once_with_a_small_story_and_a_status_of_its_own(
    tmp_path: Path,
) -> None:
    """Other rules are judged all the same: the child is started anew each time."""
    run, mark = judging("exits", tmp_path, "--remotes-sections", "key", of=["test_key"])
    output, _ = run.communicate(timeout=120)
    assert run.returncode == 1
    assert "crash: the adapter exited with status 3; its stderr: the last words" in output
    assert not marked_processes(mark)


LEAVES = """
import os, pathlib
class Leaves:
    def make_ref_key(self, ctx, descriptor):
        if not os.path.exists("begun") and os.fork() == 0:
            os.execv({python!r}, [{python!r}, "-c", "import time; time.sleep(60)"])
        if os.path.exists("begun"):
            pathlib.Path("loops").touch()
            while True: pass
        pathlib.Path("begun").touch()
        return "key"
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_in_process_that_is_stopped_leaves_no_process(
    number: signal.Signals, tmp_path: Path
) -> None:
    """A handler has forked, the next one computes for ever. Status 2, and a report."""
    (tmp_path / "leaves.py").write_text(LEAVES.format(python=sys.executable))
    name, report = "leaves:Leaves", tmp_path / "r.json"
    patience = ("--remotes-patience", "300", "--remotes-sections", "key")
    run, mark = started(
        tmp_path, "--remotes", name, *patience, "--remotes-report", str(report), "-k", "keys"
    )
    try:
        assert eventually((tmp_path / "loops").exists, STARTS_WITHIN), (
            "it has not come to its second call"
        )
        assert len(marked_processes(mark)) == 2
        run.send_signal(number)
        output, _ = run.communicate(timeout=SECONDS)
        assert run.returncode == 2
        assert "conformant: interrupted" in output
        value = json.loads(report.read_text())
        assert (value["outcome"], value["exit_status"]) == ("interrupted", 2)
        assert eventually(lambda: not marked_processes(mark))
    finally:
        run.kill()
        run.communicate()
