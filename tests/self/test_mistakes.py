"""Mistakes of a user: pytest and the command line print the same line, with the remedy."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from plugin_runs import REFERENCE, WRONG, Run, both, refused, run, suite
from remotes_conformance.cli import main

__all__ = ["run"]

MISTAKES = {
    "a wrong module": (("nowhere:be",), "there is no module 'nowhere': run from the folder"),
    "a missing attribute": (("impatient:missing",), "impatient has no 'missing': choose from"),
    "no object": (("impatient",), "'impatient' is not of the form package.module:object: name"),
    "a command that does not exist": (
        ("command:./not-there",),
        "it cannot be started: the program ./not-there is not there: check its path",
    ),
    "a command that cannot be executed": (
        ("command:./broken.toml",),
        "it cannot be started: the program ./broken.toml cannot be executed: check its path",
    ),
    "an edition": ((WRONG, "--edition", "1.7"), "'1.7' is not known: choose from 2017-06, 1.6, 2"),
    "a section": ((WRONG, "--sections", "key,lok"), "lok: no such section; choose from key, lock"),
    "a profile": ((WRONG, "--profile", "quik"), "choose from"),
    "a patience": ((WRONG, "--patience", "soon"), "give a number of seconds above 0"),
    "a seed": ((WRONG, "--seed", "-1"), "give a whole number, 0 or more"),
    "a report in no folder": (
        (WRONG, "--report", "no/report.json"),
        "no/report.json cannot be written: there is no folder ",
    ),
    "a report where nothing can be written": (
        (WRONG, "--report", "/proc/report.json"),
        "/proc/report.json cannot be written: ",
    ),
    "a broken ledger": ((WRONG, "--ledger", "broken.toml"), "broken.toml: it is not TOML: "),
    "a ledger that is not there": (
        (WRONG, "--ledger", "none.toml"),
        "none.toml: there is no such file; pytest's --remotes-ledger-update creates it",
    ),
    "nothing that can be judged": (("empty:remotes",), "has none of make_ref_key, fetch_handler"),
}
"""Arguments of `check`, and a part of the message."""

ONLY_UNDER_PYTEST = {
    "a fifth of four shards": (("--remotes-shard", "5/4"), "from 1/4 to 4/4 for four"),
    "no shard": (("--remotes-shard", "two"), "--remotes-shard two: give the number of the shard"),
    "two implementations": (("--remotes-command", "./x"), "named, by --remotes and by --remotes-c"),
    "half a token": (("--remotes-replay", "rc2.xx"), "--remotes-replay: the replay token is damag"),
    "a token that is no text": (("--remotes-replay", "bytes"), "bytes: the file is not UTF-8: nam"),
    "a file without a token": (("--remotes-replay", "empty.py"), "--remotes-replay empty.py: "),
    "a token in no file": (("--remotes-replay", "none"), "none: there is no such file, and a tok"),
}

ONLY_OF_THE_COMMAND = {
    "a typo in a command": (("chekc", WRONG), "invalid choice: 'chekc' (choose from 'init', "),
    "no command": ((), "the following arguments are required: COMMAND"),
    "nothing named": (("check",), "required: NAME, which is package.module:object, or 'command:"),
    "a typo in an option": (("check", WRONG, "--secitons", "key"), "did you mean --sections?"),
    "an option of pytest": (("check", WRONG, "--remotes-strict"), "did you mean --strict?"),
    "an option of pytest alone": (("check", WRONG, "--shard", "5/4"), "there is no option --shard"),
    "two implementations": (("check", WRONG, REFERENCE), "unexpected argument 'remotes_reference:"),
    "one to compare": (("compare", WRONG), "compare needs two implementations or more: name"),
    "one of two that is not there": (("compare", WRONG, "no:x"), "no:x: there is no module 'no'"),
    "a language": (("init", "--language", "perl"), "(choose from 'python', 'go', 'node', 'other')"),
    "a report that is not there": (("report", "none.json"), "none.json cannot be read: "),
    "a report that is none": (("report", "broken.toml"), "broken.toml is no report: it is not JS"),
    "a transcript that is not there": (
        ("transcript", "--remotes-command", "cat", "none.jsonl"),
        "none.jsonl cannot be read: No such file or directory",
    ),
    "a transcript that is none": (
        ("transcript", "--remotes-command", "cat", "broken.toml"),
        "broken.toml is no transcript: its first line: ",
    ),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that the mistakes are about."""
    (tmp_path / "broken.toml").write_text("[[divergence")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    (tmp_path / "empty.py").write_text("remotes = 1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)


def _status(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as ended:
        return int(str(ended.code))


def _is_one_line(arguments: tuple[str, ...], text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _status(*arguments) == 4
    out, err = capsys.readouterr()
    assert text in err
    assert out == ""
    assert err.startswith("remotes-conformance")
    assert err.count("\n") == 1, err


@pytest.mark.parametrize("case", MISTAKES)
def test_the_command_prints_it_in_a_line(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 4, nothing on standard output, no usage of many lines before it."""
    arguments, text = MISTAKES[case]
    _is_one_line(("check", *arguments), text, capsys)


@pytest.mark.parametrize("case", ONLY_OF_THE_COMMAND)
def test_the_command_prints_its_own_mistakes_in_a_line(
    case: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same."""
    arguments, text = ONLY_OF_THE_COMMAND[case]
    _is_one_line(arguments, text, capsys)


def _as_options(name: str, *rest: str) -> tuple[str, ...]:
    command = name.removeprefix("command:")
    first = ("--remotes", name) if command == name else ("--remotes-command", command)
    return (*first, *(one.replace("--", "--remotes-") for one in rest))


@pytest.mark.parametrize("case", [*MISTAKES, *ONLY_UNDER_PYTEST])
def test_pytest_prints_it_in_a_line(pytester: pytest.Pytester, tmp_path: Path, case: str) -> None:
    """A `pytest.UsageError`: exit status 4, after “ERROR: ” (see test_plugin.py)."""
    os.chdir(tmp_path)
    if case in MISTAKES:
        arguments, text = MISTAKES[case]
        options = _as_options(*arguments)
    else:
        further, text = ONLY_UNDER_PYTEST[case]
        options = ("--remotes", WRONG, *further)
    error = refused(pytester, *options, "--pyargs", "remotes_suite")
    assert text in error
    assert "\n" not in error


FIXTURES = {
    "another scope": ("", "return 'impatient:remotes'", "has the scope 'function': give it scope="),
    "a wrong name": (
        "(scope='session')",
        "return 'impatient:x'",
        "impatient has no 'x': choose fr",
    ),
    "an error": ("(scope='session')", "raise OSError('no disk')", "failed with OSError: no disk ("),
    "nothing": (
        "(scope='session')",
        "pass",
        "returned None: return the implementation, or its name",
    ),
}


@pytest.mark.parametrize("workers", [[], ["-n", "1"]], ids=["one process", "a worker"])
@pytest.mark.parametrize("case", FIXTURES)
def test_a_wrong_fixture_is_one_block(
    run: Run, pytester: pytest.Pytester, case: str, workers: list[str]
) -> None:
    """Exit status 4, in pytest's summary and nowhere else; the harness is not blamed."""
    os.chdir(pytester.path)
    scope, body, text = FIXTURES[case]
    source = f"import pytest\n@pytest.fixture{scope}\ndef remotes():\n    {body}\n"
    pytester.makeconftest(source)
    of = ["test_key"]
    result = run(*suite("--rootdir", ".", "-c", "/dev/null", *workers, of=of))
    assert result.ret == pytest.ExitCode.USAGE_ERROR, both(result)
    assert text in " ".join(both(result).split())
    assert "harness broke" not in both(result)
    assert "Exit" not in both(result)
    assert "Traceback" not in both(result)


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        (("python",), "--remotes remotes_adapter:remotes --remotes-profile quick"),
        (("go",), "--remotes-command ./remotes-adapter --remotes-profile quick"),
        (("node", "--store"), "--remotes-command 'node adapter.mjs' --remotes-profile quick"),
    ],
)
def test_init_prints_the_next_steps(
    arguments: tuple[str, ...], command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In its last line; a second time nothing is overwritten."""
    assert main(["init", "--language", *arguments]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("judge it, in that folder: ")
    assert last.endswith(f"pytest --pyargs remotes_suite {command}")
    _is_one_line(("init", "--language", *arguments), "exist already; nothing was written", capsys)
