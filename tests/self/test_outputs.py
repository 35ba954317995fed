"""The files of a run: tried before anything is judged, whole or not at all, with one outcome."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from plugin_runs import REFERENCE, WRONG, Run, both, refused, run, suite, without_pytest_options
from remotes_conformance.cli import main
from remotes_conformance.verdict.conformity import EXIT_STATUS
from remotes_conformance.verdict.files import Unwritable, try_out, write_whole

__all__ = ["run"]
_ONE_STORY = ("-k", "half and second")
_KEYS = "from remotes_reference import make_ref_key\nclass Keys:\n"
KEYS = f"{_KEYS}    make_ref_key = staticmethod(make_ref_key)\n"
FILLS = f"""import resource
{_KEYS}    def make_ref_key(self, ctx, descriptor):
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
        return make_ref_key(ctx, descriptor)
"""
"""As if the disk were full from its first call on: no file may grow beyond 1,000 bytes."""


@pytest.fixture
def unwritable(tmp_path: Path) -> dict[str, Path]:
    """Names under which no file can be written, and a file that would be replaced."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("before")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    return {
        "a folder": tmp_path / "folder",
        "this folder": Path(),
        "below a file": tmp_path / "file" / "r.json",
        "no folder": tmp_path / "none" / "r.json",
        "a name that is too long": tmp_path / ("x" * 300),
        "a circle of links": tmp_path / "loop",
        "a name with a null byte": tmp_path / "a\0b",
        "where nothing can be made": Path("/proc/r.json"),
    }


def test_an_output_that_cannot_be_written_leaves_nothing(
    unwritable: dict[str, Path], tmp_path: Path
) -> None:
    """Each with a reason; no half file, no temporary one."""
    before = sorted(tmp_path.rglob("*"))
    for name, path in unwritable.items():
        if name != "a name that is too long":
            with pytest.raises(Unwritable):
                try_out(path)
        with pytest.raises(Unwritable):
            write_whole(path, "after")
    assert sorted(tmp_path.rglob("*")) == before
    try_out(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "before"


def test_a_full_device_is_an_error_and_a_device_is_written_directly() -> None:
    """`/dev/full` never has room; `/dev/null` stays what it is."""
    with pytest.raises(Unwritable, match="No space left"):
        write_whole(Path("/dev/full"), "report")
    try_out(Path("/dev/null"))
    write_whole(Path("/dev/null"), "report")
    assert Path("/dev/null").is_char_device()


def test_a_text_that_is_no_unicode_is_written_all_the_same(tmp_path: Path) -> None:
    """An implementation may raise an error that holds half of a surrogate pair."""
    write_whole(tmp_path / "r.html", "half \ud800")
    assert (tmp_path / "r.html").read_text() == "half \\ud800"


@pytest.mark.parametrize("option", ["--remotes-report", "--remotes-html", "--junitxml"])
def test_an_output_that_cannot_be_written_is_found_before_anything_is_judged(
    option: str, pytester: pytest.Pytester
) -> None:
    """Whichever it is."""
    (pytester.path / "file").touch()
    error = refused(pytester, *suite("--remotes", REFERENCE, option, "file/r"))
    assert error.startswith(f"{option} file/r cannot be written: ")
    assert "\n" not in error


def test_an_error_of_an_option_is_one_line(run: Run, pytester: pytest.Pytester) -> None:
    """Status 4."""
    (pytester.path / "file").touch()
    ended = run(*suite("--remotes", REFERENCE, "--remotes-report", "file/r"))
    assert ended.ret == 4
    assert "ERROR: --remotes-report file/r cannot be written: " in both(ended)
    assert len([line for line in both(ended).splitlines() if line]) == 1


def test_two_outputs_in_one_file_are_refused(pytester: pytest.Pytester) -> None:
    """The second would replace the first."""
    named = ("--remotes-report", "r", "--remotes-html", "./r")
    error = refused(pytester, *suite("--remotes", REFERENCE, *named))
    assert "--remotes-report and --remotes-html name the same file" in error


def test_a_disk_that_is_full_at_the_end_loses_no_verdict(tmp_path: Path) -> None:
    """It is printed, a line says which file is missing, and the exit status is 7."""
    (tmp_path / "fills.py").write_text(FILLS)
    name = tmp_path / "r.json"
    name.write_text("of an earlier run")
    outputs = ("--remotes-report", "r.json", "--remotes-html", "r.html", "--tb=no")
    claim = ("--remotes-sections", "key", "-k", "manifest", *outputs)
    plugin = ("-p", "remotes_conformance.plugin", "-p", "no:cacheprovider")
    paths = os.pathsep.join(str(Path(path).resolve()) for path in sys.path if path)
    # Not in a worker of pytest-xdist, and with a pipe: the limit holds for all files of a process.
    judged = subprocess.run(
        [sys.executable, "-m", "pytest", *plugin, *suite("--remotes", "fills:Keys", *claim)],
        cwd=tmp_path, env={**without_pytest_options(), "PYTHONPATH": paths},
        stdout=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert judged.returncode == 7, judged.stdout
    assert "conformant: in the part that was run" in judged.stdout
    assert judged.stdout.count("could not be written: File too large") == 2
    assert name.read_text() == "of an earlier run"
    assert not list(tmp_path.glob(".remotes-*"))
    assert not (tmp_path / "r.html").exists()


OUTCOMES = {
    "in what is claimed": ("keys:Keys", ["--remotes-sections", "key"], 0),
    "in the part that was run": (REFERENCE, [*_ONE_STORY], 0),
    "no": (WRONG, [*_ONE_STORY], 1),
    "undetermined": ("keys:Keys", [], 6),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_outcome_has_one_word_and_one_status_everywhere(
    outcome: str, run: Run, pytester: pytest.Pytester
) -> None:
    """In the terminal, as exit status, in JSON, on the page and in JUnit's XML."""
    pytester.makepyfile(keys=KEYS)
    name, arguments, status = OUTCOMES[outcome]
    outputs = ("--remotes-report", "r.json", "--remotes-html", "r.html", "--junitxml", "r.xml")
    judged = run(*suite("--remotes", name, *arguments, *outputs, "--tb=no"))
    assert judged.ret == status, both(judged)
    assert f"conformant: {outcome}" in judged.stdout.str()
    report = json.loads((pytester.path / "r.json").read_text())
    assert (report["format"], report["outcome"], report["exit_status"]) == (2, outcome, status)
    assert report["harness"]["version"]
    assert report["duration"] > 0
    assert f"conformant: {outcome}" in (pytester.path / "r.html").read_text()
    found = {
        one.get("name"): one.get("value")
        for one in ElementTree.parse(pytester.path / "r.xml").iter("property")
        if str(one.get("name")).startswith("remotes_")
    }
    assert found == {"remotes_outcome": outcome, "remotes_exit_status": str(status)}


@pytest.mark.parametrize("outcome", ["in what is claimed", "no", "undetermined"])
def test_the_command_ends_with_the_status_of_the_suite(
    outcome: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A broken SHOULD alone is no failure there either; `--strict` makes it one."""
    (tmp_path / "keys.py").write_text(KEYS)
    monkeypatch.syspath_prepend(tmp_path)
    name, arguments, status = OUTCOMES[outcome]
    section = ["--sections", "key"] if "key" in arguments else []
    if outcome == "no":
        section = ["--sections", "lock"]
    report, page = tmp_path / "r.json", tmp_path / "r.html"
    files = ["--report", str(report), "--html", str(page)]
    quick = ["--seed", "1", "--profile", "quick"]
    assert main(["check", name, *quick, *section, *files, "--progress"]) == status
    printed = capsys.readouterr()
    assert f"conformant: {outcome}" in printed.out
    assert "every schedule: " in printed.err
    value = json.loads(report.read_text())
    assert (value["outcome"], value["exit_status"]) == (outcome, EXIT_STATUS[value["outcome"]])
    assert f"conformant: {outcome}" in page.read_text()


def test_a_broken_should_counts_where_it_is_asked_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As under pytest: the command once exited with 1 for a SHOULD."""
    quick = ["--seed", "1", "--profile", "quick"]
    claim = ["check", WRONG, "--sections", "key", *quick, "--edition", "2017-06"]
    assert main(claim) == 0
    assert "conformant: in what is claimed (key)" in capsys.readouterr().out
    assert main([*claim, "--strict"]) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--sections", "cat"], "cat: no such section"),
        (["--patience", "0"], "above 0"),
        (["--seed", "-1"], "whole number"),
        (["--report", "/proc/r.json"], "cannot be written"),
        (["--profile", "fast"], "invalid choice"),
    ],
)
def test_a_wrong_option_of_the_command_is_status_4(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is judged."""
    with pytest.raises(SystemExit) as ended:
        main(["check", REFERENCE, *arguments])
    assert ended.value.code == 4
    assert words in capsys.readouterr().err


def test_the_command_knows_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    """As the package does."""
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == "remotes-conformance 0.2.0\n"


def test_two_implementations_are_refused(run: Run, pytester: pytest.Pytester) -> None:
    """On the command line, or in the file; the command line replaces what the file names."""
    error = refused(pytester, *suite("--remotes", REFERENCE, "--remotes-command", "true"))
    assert "two implementations are named" in error
    pytester.makeini("[pytest]\nremotes_command = false\n")
    judged = run(*suite("--remotes", REFERENCE, *_ONE_STORY))
    assert judged.ret == 0, both(judged)


DIES = f"""import os, signal
{_KEYS}    def make_ref_key(self, ctx, descriptor):
        if descriptor.media_type == "application/vnd.oci.image.config.v1+json":
            os.kill(os.getpid(), signal.SIGKILL)
        return make_ref_key(ctx, descriptor)
"""


def test_a_worker_that_dies_is_reported_with_the_test_that_it_played(
    run: Run, pytester: pytest.Pytester
) -> None:
    """Killed by the system, for example for its memory: no verdict, status 6."""
    pytester.makepyfile(dies=DIES)
    arguments = ("-k", "manifest or image.config", "-n", "2", "--remotes-report", "r.json")
    judged = run(*suite("--remotes", "dies:Keys", *arguments))
    assert judged.ret == 6, both(judged)
    report = json.loads((pytester.path / "r.json").read_text())
    assert (report["outcome"], report["exit_status"]) == ("undetermined", 6)
    (why,) = [text for text in report["why"] if "worker process died" in text]
    assert "config" in why
    assert "a worker process died in: " in " ".join(both(judged).split())


def test_files_of_ours_are_for_everybody(tmp_path: Path) -> None:
    """A report is readable by others, as any file is; an existing one keeps its mode."""
    write_whole(tmp_path / "new", "a")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o644
    os.chmod(tmp_path / "new", 0o600)
    write_whole(tmp_path / "new", "b")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600
