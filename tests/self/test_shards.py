"""Shards of a run, merged, give the verdict of the whole run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import remotes_conformance
from plugin_runs import WRONG, Run, refused, run, suite
from remotes_conformance.cli import main

__all__ = ["run"]

SHARDS = 4
SCHEMA = Path(remotes_conformance.__file__).parent / "verdict/report.schema.json"


def _read(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return value


def _without_times(path: Path) -> dict[str, Any]:
    return {**_read(path), "started": "", "duration": 0.0}


@pytest.fixture
def judged(run: Run, pytester: pytest.Pytester) -> Path:
    """A folder with the reports of an implementation that breaks rules: whole, and in shards."""
    shutil.copy(Path(__file__).with_name("impatient.py"), pytester.path)
    judged = ("--remotes", WRONG, "--remotes-seed", "3", "--remotes-self-check")
    arguments = suite(
        "--remotes-sections", "key,lock", of=["test_lock", "test_key", "test_self_check"]
    )
    for number in range(SHARDS + 1):
        name = f"{number}.json" if number else "whole.json"
        shard = ("--remotes-shard", f"{number}/{SHARDS}") if number else ()
        result = run(*judged, "--remotes-report", name, *shard, *arguments)
        assert result.ret in (0, 1), result.outlines[-20:]
    return pytester.path


def test_merged_shards_are_the_whole_run(judged: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Apart from times, the reports are equal, and so is the exit status."""
    names = [judged / f"{number}.json" for number in range(1, SHARDS + 1)]
    whole, merged = judged / "whole.json", judged / "merged.json"
    status = main(["report", "--merge", *map(str, names), "--json", str(merged)])
    assert _without_times(merged) == _without_times(whole)
    assert status == _read(whole)["exit_status"] == 1
    assert "LOCK-3" in capsys.readouterr().out
    assert [one["violations"] for one in map(_read, names)] != [_read(whole)["violations"]] * SHARDS
    for name in names:
        jsonschema.validate(_read(name), _read(SCHEMA))
    assert sum(_read(name)["scenarios"] for name in names) == _read(whole)["scenarios"]
    # One is missing, one is there twice, and one is no shard at all.
    for given, why in (
        (names[1:], "of 4 shards these are missing: 1"),
        ([*names, names[0]], "a shard is named twice"),
        ([whole, *names], "is the report of no shard"),
    ):
        assert main(["report", "--merge", *map(str, given)]) == 4
        assert why in capsys.readouterr().err
    other = {**_read(names[0]), "about": {**_read(names[0])["about"], "seed": 4}}
    names[0].write_text(json.dumps(other), encoding="utf-8")
    assert main(["report", "--merge", *map(str, names)]) == 4
    assert "different runs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("0/4", "--remotes-seed", "1"), "from 1/4 to 4/4"),
        (("5/4", "--remotes-seed", "1"), "from 1/4 to 4/4"),
        (("x", "--remotes-seed", "1"), "from 1/4 to 4/4"),
        (("1/4",), "all shards need one seed"),
        (("1/4", "--remotes-seed", "1", "--remotes-ledger-update", "--remotes-ledger", "l.toml"),
         "leave it out with --remotes-ledger-update"),
    ],
)  # fmt: skip
def test_a_shard_that_cannot_be_merged_is_refused(
    pytester: pytest.Pytester, options: tuple[str, ...], why: str
) -> None:
    """Before anything is judged."""
    error = refused(pytester, "--remotes", "remotes_reference:remotes", "--remotes-shard", *options)
    assert why in error


def test_json_is_for_merged_reports(judged_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A copy of a report is made by other means."""
    assert main(["report", str(judged_file), "--json", "copy.json"]) == 4
    assert "add --merge" in capsys.readouterr().err


@pytest.fixture
def judged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Any file: it is not read."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "report.json"
