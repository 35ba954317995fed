"""The doctor: it distinguishes a broken adapter from a wrong implementation, before judging."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from plugin_runs import suite
from remotes_conformance.cli import main

HERE = Path(__file__).parent
CONTAINERD = os.environ.get("REMOTES_CONTAINERD", "")
SERVED = f"{sys.executable} -m remotes_conformance.serve"
WICKED = f"{sys.executable} {HERE / 'wicked_adapter.py'}"
BENT = f"{sys.executable} {HERE / 'bent_adapter.py'}"

BROKEN = {
    "no-kinds": "but its class not_found is not among its “kinds”",
    "no-key": "“start” of kind “key” returns no “key”",
    "null-key": "“start” of kind “key” returns no “key” that is a string: return what",
    "misspells": "its capabilities name none of children_handler, dispatch, fetch, handlers, "
    "make_ref_key, push, walk, but make_ref_keys",
    "never-cancelled": "the context that Writer finds is not cancelled",
    "runs-ahead": "only “advance” and “until” move a clock of “virtual-time”",
    "never-waits": "a handler of the harness did not take its time, 20000000 ns",
    "says-no": "there are no worlds",
    "latin-1": "it writes a line that is not UTF-8: hex f6 at byte ",
    "half-a-pair": "it writes half of a surrogate pair, \\ud83d, after ",
}
DOUBTFUL = {
    "no-ids": "no error of a collaborator is recognised when the handler fails with it",
    "no-task": "Writer finds no task in its context",
    "no-descriptors": "“start” of kind “chain” returns other “descriptors” than those",
    "warns": "it logs at the level 'warn', which the rules do not know",
}


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))


def examined(command: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    status = main(["doctor", "--remotes-command", command, "--remotes-patience", "20"])
    return status, capsys.readouterr().out


@pytest.mark.parametrize("how", BROKEN)
def test_an_answer_that_no_implementation_can_cause_is_the_adapters_fault(
    how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 4, and what to do."""
    status, output = examined(f"{BENT} {how}", capsys)
    assert status == 4
    broken = [line for line in output.splitlines() if line.startswith("broken: ")]
    assert any(BROKEN[how] in line for line in broken), output


@pytest.mark.parametrize("how", DOUBTFUL)
def test_an_answer_that_a_wrong_implementation_might_cause_is_doubtful(
    how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is reported, and the judging goes on."""
    status, output = examined(f"{BENT} {how}", capsys)
    assert status == 0
    assert f"doubtful: {DOUBTFUL[how]}" in output


@pytest.mark.parametrize(
    "command",
    [
        f"{SERVED} remotes_reference:remotes",
        f"{SERVED} remotes_reference.aio:remotes",
        f"{SERVED} impatient:remotes",
        f"{WICKED} right",
        pytest.param(
            CONTAINERD,
            marks=pytest.mark.skipif(not CONTAINERD, reason="REMOTES_CONTAINERD names none"),
        ),
    ],
    ids=["reference", "asynchronous", "impatient", "keys", "containerd"],
)
def test_a_sound_adapter_is_found_sound_whatever_it_carries(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also one with a wrong implementation."""
    status, output = examined(command, capsys)
    assert status == 0
    assert "doubtful" not in output
    assert "it can be judged" in output


def test_a_crash_may_be_the_implementations(capsys: pytest.CaptureFixture[str]) -> None:
    """So it is judged, and blamed for it; but the doctor does not call it well."""
    status, output = examined(f"{WICKED} exits", capsys)
    assert status == 4
    assert "doubtful: asking for one ref key fails, crash" in output
    assert "it can be judged, but no make_ref_key succeeds: look into that first" in output


_NEVER = """import json, sys
out = open(4, "w")
for line in open(3):
    command = json.loads(line)
    answer = {"protocol": 1, "capabilities": ["make_ref_key", "fetch", "virtual-time"]}
    if command["do"] != "describe":
        answer = {"world": command["world"], "now": command.get("until", 0)}
    if command["do"] != "start" or sys.argv[1] != "mute":
        print(json.dumps(answer), file=out, flush=True)
"""


def test_an_implementation_that_never_returns_is_doubtful(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In an hour of virtual time, or within the patience."""
    (adapter := tmp_path / "never.py").write_text(_NEVER)
    command = ["doctor", "--remotes-patience", "0.5", "--remotes-command"]
    for how, why in (("returns", "deadlock: nothing happened"), ("mute", "hang: no answer")):
        assert main([*command, f"{sys.executable} {adapter} {how}"]) == 4
        output = capsys.readouterr().out
        assert f"doubtful: one fetch with canned answers fails, {why}" in output
        assert "it can be judged, but no make_ref_key and no fetch succeeds" in output


def test_an_answer_for_no_world_is_named_so(capsys: pytest.CaptureFixture[str]) -> None:
    """It names the missing field, the fix, and the fields that are not judged, as on the wire."""
    status, output = examined(f"{BENT} no-world", capsys)
    assert status == 4
    assert "“world” is missing: no 3 (copy it from the command)" in output
    assert "None" not in output
    wire = "make_ref_key, fetch, push, handlers, walk, dispatch, children_handler"
    assert f"fix the adapter first: until then, nothing is judged of {wire}\n" in output


def test_a_name_does_not_reach_the_terminal_raw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Colours, bells, lines and directions are written as their escapes, also by pytest."""
    _, output = examined(f"{BENT} colours", capsys)
    done = judged(f"{BENT} colours", tmp_path, "--remotes-sections", "key", "-k", "key")
    seen = r"a\x1b[31mb\nc\x07 1\r\u202e2"
    assert output.startswith(f"it is {seen}\n")
    assert f"remotes: {seen} (behind the command door)\n" in done.stdout
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(output + done.stdout)


_FAILS = """import sys
class Fails:
    def fetch_handler(self, ingester, fetcher):
        def handle(ctx, descriptor):
            print("no route to the store", file=sys.stderr, flush=True)
            raise OSError("cannot connect")
        return handle
    def push_handler(self, pusher, provider):
        return lambda ctx, descriptor: None
"""


def test_a_fetch_and_a_push_are_played_to_their_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Calls that never succeed are found, with the end of the adapter's stderr. Exit status 4."""
    (tmp_path / "fails.py").write_text(_FAILS)
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ['PYTHONPATH']}")
    status, output = examined(f"{SERVED} fails:Fails", capsys)
    assert status == 4
    wrong = "in which nothing goes wrong does not end: it"
    assert f"doubtful: a fetch {wrong} fails with 'OSError: cannot connect" in output
    assert "it called no collaborator; its stderr: no route to the store" in output
    assert f"doubtful: a push {wrong} succeeds without a call of Push and Commit" in output
    assert "it can be judged, but no fetch and no push succeeds: look into that first" in output


@pytest.mark.parametrize("command", ["", " ", "''", "sh -c 'x"])
def test_a_command_that_cannot_be_started_is_reported_in_one_line(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 4, and nothing is started."""
    status, output = examined(command, capsys)
    assert status == 4
    assert output.startswith("broken: it cannot be started: ")
    assert output.count("\n") == 1


def judged(adapter: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable, "-m", "pytest", "-c", "/dev/null", "-p", "remotes_conformance.plugin",
        "-p", "no:cacheprovider", "-rs", *suite("--remotes-command", adapter, *options)[1:],
    ]  # fmt: skip
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_pytest_does_not_judge_behind_a_broken_adapter(tmp_path: Path) -> None:
    """Exit status 4: there is no statement about the implementation."""
    done = judged(f"{BENT} says-no", tmp_path)
    assert done.returncode == 4
    assert "the adapter is broken, so nothing was judged. Fix this first" in done.stderr
    assert BROKEN["says-no"] in done.stderr


def test_sections_that_depend_on_a_broken_part_are_blocked(tmp_path: Path) -> None:
    """Fetches are, with the reason; keys are judged. Exit status 6."""
    done = judged(f"{BENT} no-kinds", tmp_path)
    assert done.returncode == 6
    assert (
        f"remotes: broken: the handler fails with the error e1, {BROKEN['no-kinds']}" in done.stdout
    )
    assert "SKIPPED" in done.stdout
    assert "blocked: the adapter is broken: the handler fails with the error e1" in done.stdout
    assert "key       MUST 9 passed" in done.stdout
    assert "lock      MUST 10 blocked" in done.stdout
    assert "blocked (the adapter is broken: " in " ".join(done.stdout.split())


def test_an_adapter_that_means_another_edition_is_reported(tmp_path: Path) -> None:
    """In the header; the judging goes on."""
    done = judged(f"{BENT} means-1.6", tmp_path, "--remotes-sections", "key", "-k", "stories")
    assert done.returncode == 0
    doubt = (
        "doubtful: its answer to “describe” names edition 1.6, but it is judged in edition 2017-06"
    )
    assert f"remotes: {doubt}: is --remotes-edition missing?" in done.stdout


def test_a_part_of_which_all_is_blocked_is_not_passed(tmp_path: Path) -> None:
    """Chosen by -k: nothing was judged of it, exit status 6 all the same."""
    done = judged(f"{BENT} no-kinds", tmp_path, "-k", "resumes and seekable")
    assert done.returncode == 6, done.stdout
    assert "blocked (the adapter is broken: " in " ".join(done.stdout.split())


def test_a_section_that_does_not_depend_on_it_can_be_claimed(tmp_path: Path) -> None:
    """Keys alone: exit status 0."""
    done = judged(f"{BENT} no-kinds", tmp_path, "--remotes-sections", "key")
    assert done.returncode == 0, done.stdout


def test_an_adapter_that_turns_out_to_be_broken_is_not_the_implementations_fault(
    tmp_path: Path,
) -> None:
    """The doctor had not noticed. Pushes are blocked from then on, and no rule is broken."""
    done = judged(f"{BENT} pushes-in-latin-1", tmp_path, "-k", "push and locked")
    out = " ".join(done.stdout.split())
    assert done.returncode == 6, done.stdout
    why = "blocked (the adapter is broken: it writes a line that is not UTF-8: hex f6 at"
    assert why in out
    assert "conformant: undetermined" in out
    assert "broken expected" not in out
