"""Golden transcripts: an adapter can be tested without the harness."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema
import pytest
from remotes_conformance.cli import main
from remotes_conformance.doors.command.lint import SCHEMA
from remotes_conformance.doors.command.transcripts import play_transcript

HERE = Path(__file__).parent
FOLDER = HERE.parent.parent / "docs" / "transcripts"
PATHS = sorted(FOLDER.glob("*.jsonl"))
PLAIN = f"{sys.executable} {HERE / 'plain_adapter.py'}"
WICKED = f"{sys.executable} {HERE / 'wicked_adapter.py'}"


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))


def test_the_transcripts_in_the_docs_are_up_to_date(tmp_path: Path) -> None:
    """`remotes-conformance transcript --write docs/transcripts --remotes …`."""
    arguments = ["transcript", "--write", str(tmp_path), "--remotes", "remotes_reference:remotes"]
    assert main(arguments) == 0
    written = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_text() for path in PATHS}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_right_adapter_answers_as_in_the_transcript(path: Path) -> None:
    """Numbers of calls, texts and the sizes of reads are its own affair."""
    assert play_transcript(PLAIN, path, patience=20) is None


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_messages_of_the_harness_keep_the_schema(path: Path) -> None:
    """So do the answers, except for the values that a transcript leaves free."""
    schema = json.loads(SCHEMA.read_text())
    commands = {**schema["$defs"]["command"], "$defs": schema["$defs"]}
    # Made once: it takes longer than all lines.
    validator = jsonschema.Draft202012Validator(commands)
    for line in path.read_text().splitlines()[1:]:
        if sent := json.loads(line).get("harness"):
            validator.validate(sent)


def test_the_first_difference_is_reported_with_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """File, line, command, field."""
    path = FOLDER / "fetch-fails.jsonl"
    difference = play_transcript(f"{PLAIN} forgets-classes", path, patience=20)
    assert difference is not None
    assert difference.startswith("fetch-fails.jsonl:")
    assert "“reply”: the answer.returns[0].error.kinds is [], not ['unavailable']" in difference
    status = main(["transcript", "--remotes-command", f"{PLAIN} forgets-classes", str(path)])
    assert status == 1
    assert difference in capsys.readouterr().out


def test_an_adapter_that_fails_is_reported_by_its_fault(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 4."""
    path = FOLDER / "key.jsonl"
    assert main(["transcript", "--remotes-command", f"{WICKED} exits", str(path)]) == 4
    assert "key.jsonl: crash: the adapter exited with status 3" in capsys.readouterr().err


def test_a_file_that_is_no_transcript_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 4: a file that is not there, one that holds something else, and none at all."""
    other = tmp_path / "other.jsonl"
    other.write_text('{"a": 1}\n')
    for paths in ([str(tmp_path / "gone")], [str(other)], []):
        assert main(["transcript", "--remotes-command", PLAIN, *paths]) == 4
        assert capsys.readouterr().err.count("\n") == 1
