"""Content stores behind the command door: the findings are those in process, and misbehaviour of
a program is reported for the scenario in which it occurred."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from plugin_runs import Run, both, run
from remotes_conformance.cli import main
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.exploring.branches import EverySchedule
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.stores import plan
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.judging.stores.command import open_store_command
from remotes_conformance.scenarios.stores import STORE_STORIES
from remotes_conformance.world.journal import store_play
from remotes_reference.disk import DiskStore
from remotes_reference.memory import MemoryStore
from stores.right_folder import RightFolder
from stores.shelf import wrong_stores
from stores.wrong_folders import DigestsArePaths, RefsArePaths
from stores.wrong_refs import LetsTwoIn

__all__ = ["run"]

TRANSCRIPTS = Path(__file__).parents[2] / "docs" / "transcripts" / "stores"
PATIENCE = 2.0
CHILD = Path(__file__).parent / "stores" / "wicked_store.py"
COMMIT = next(
    story for story in STORE_STORIES if story.name == "an ingest is written, and read back"
)
EMPTY = next(story for story in STORE_STORIES if story.name == "an empty store lists nothing")
TWO = next(story for story in STORE_STORIES if story.name == "two callers open one ref")


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))


def name(store: type[Any]) -> str:
    return f"{store.__module__}:{store.__qualname__}"


def served(store: type[Any]) -> str:
    """The command that serves it."""
    return f"{sys.executable} -m remotes_conformance.serve {name(store)}"


@contextmanager
def wicked(how: str) -> Iterator[Bench]:
    loaded = open_store_command(f"{sys.executable} {CHILD} {how}", patience=PATIENCE, lint=True)
    try:
        yield loaded.bench
    finally:
        loaded.bench.door.close()


def found_in_stories(bench: Bench) -> dict[str, dict[str, tuple[str, str, str]]]:
    """By story and requirement: the expectation, the step that broke it, and the cause."""
    found = {}
    try:
        with bench.at_work():
            for story in STORE_STORIES:
                if "folder" not in story.scenario.needs and bench.can_play(story.scenario):
                    tally = Tally()
                    bench.examine(story.scenario, tally)
                    broken = {one.id: one.broken for one in tally.breaches.values()}
                    found[story.name] = {
                        id: (one.expected, one.step, one.cause) for id, one in broken.items()
                    }
    finally:
        bench.door.close()
    return found


DIFFERS = {
    "CountsOnlyWholeWrites",  # it is wrong only if the disk fails, which it does not here
    "OneTableForAll",  # its table is emptied whenever a store is made, and a child makes others
    "RemembersTheFirstTime",  # it reads the clock, which is the scenario's in process only
    "ReplacesAndRaisesExists",  # so does it
    "TurnsBackTime",  # and it
}
WRONG = wrong_stores("stories")
SOME_WRONG = [
    store
    for store in [store for store, wrong in WRONG.items() if "STORE-18" not in wrong.ids][4::5]
    if store.__name__ not in DIFFERS
]
"""Of each kind some; a store that waits is a hang, which takes the whole patience."""


@pytest.mark.parametrize(
    "store",
    [MemoryStore, DiskStore, RightFolder, *SOME_WRONG, RefsArePaths, DigestsArePaths],
    ids=lambda store: store.__name__,
)
def test_the_same_is_found_in_process_and_behind_the_command_door(store: type[Any]) -> None:
    """In each story: the same requirements are broken, by the same step, for the same cause."""
    behind = found_in_stories(open_store_command(served(store), lint=True, patience=30).bench)
    assert behind == found_in_stories(open_store(store).bench)
    assert len(behind) > 70
    assert {id for found in behind.values() for id in found} >= set(
        WRONG[store].ids if store in WRONG else ()
    )


FAULTS = {
    "exits": "crash, the adapter exited with status 3; its stderr: the last words",
    "killed": "crash, the adapter killed by SIGSEGV",
    "mute": "hang, no answer for 2 s",
    "garbage": "garbage, a line of the protocol is not JSON: b'this is no JSON'",
    "other-call": "garbage, the adapter breaks the protocol: it answers call ",
    "no-kind": "garbage, the adapter breaks the protocol: the answer to “call”: error.kind: ",
    "nothing": "garbage, the adapter breaks the protocol: the answer to “call”: ",
    "refuses": "refusal, the adapter breaks the protocol: it answers “call” (Commit) with the ",
}


@pytest.mark.parametrize("how", FAULTS)
def test_a_program_that_fails_in_a_commit_breaks_the_rule_of_commits(how: str) -> None:
    """And the next scenario is not touched."""
    with wicked(how) as bench:
        for _ in range(2):
            tally, after = Tally(), Tally()
            bench.examine(COMMIT.scenario, tally)
            assert list(tally.breaches) == ["STORE-6"]
            observed = tally.breaches["STORE-6"].broken.observed
            assert observed.startswith(f"Commit did not return: {FAULTS[how]}")
            bench.examine(EMPTY.scenario, after)
            assert (after.breaches, "STORE-20" in after.applied) == ({}, True)


def test_a_program_that_ends_between_two_calls_is_reported_for_the_call_before() -> None:
    """Or of the scenario, if that is over: it hangs when its store is closed."""
    with wicked("deaf") as bench:
        tally = Tally()
        bench.examine(EMPTY.scenario, tally)
        assert "after Walk had returned: hang" in tally.breaches["STORE-20"].broken.observed
    with wicked("twice") as bench:
        tally = Tally()
        bench.examine(COMMIT.scenario, tally)
        observed = tally.breaches["STORE-11"].broken.observed
        assert "the adapter breaks the protocol: it answers call " in observed


def test_calls_of_a_concurrent_store_overlap() -> None:
    """Its program takes a call while another one is under way; a right store stays right."""
    with wicked("threads") as bench:
        part = next(one for one in plan.BRANCHES if TWO.name in one.name)
        assert not part.run(bench, PROFILES["default"], 1).violations
        schedules = EverySchedule(TWO.scenario, bench.play, preemptions=2, limit=50)
        assert any(store_play(journal).begun for _, journal in schedules)
        family = next(one for one in plan.HUNTS if "several" in one.name)
        assert not family.run(bench, PROFILES["quick"], 1).violations


def test_a_concurrent_store_that_lets_two_in_is_caught() -> None:
    """Both calls are right if one comes after the other."""
    with wicked("lets-two-in") as bench:
        part = next(one for one in plan.BRANCHES if TWO.name in one.name)
        found = {one.id for one in part.run(bench, PROFILES["quick"], 1).violations}
    assert found & {"STORE-1", "STORE-3"}


@pytest.mark.parametrize(
    ("how", "status", "text"),
    [
        ("right", 0, "it can be judged"),
        ("refuses", 4, "broken: in the story “an ingest is written, and read back”: the adapter "),
        ("mute", 4, "no answer for 2 s"),
    ],
)
def test_the_doctor_knows_stores(
    how: str, status: int, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken program is one sentence."""
    command = f"{sys.executable} {CHILD} {how}"
    assert main(["doctor", "--remotes-command", command, "--remotes-patience", "2"]) == status
    assert text in (out := capsys.readouterr().out)
    assert "it has a content store, which offers store, store_reader, store_walk" in out


def test_transcripts_of_stores(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Those in the docs are up to date; a right program answers as in them, a wrong one differs."""
    of = ["--remotes", "remotes_reference.memory:MemoryStore"]
    assert main(["transcript", "--write", str(tmp_path), *of]) == 0
    paths = sorted(TRANSCRIPTS.glob("*.jsonl"))
    assert [path.read_text() for path in paths] == [
        path.read_text() for path in sorted(tmp_path.iterdir())
    ]
    for store, status in ((MemoryStore, 0), (LetsTwoIn, 1)):
        play = ["transcript", "--remotes-command", served(store), "--remotes-patience", "20"]
        assert (
            main([*play, str(TRANSCRIPTS / "locked.jsonl"), str(tmp_path / "walk.jsonl")]) == status
        )
    assert "locked.jsonl:8, “Writer”: the answer: “error” is missing" in capsys.readouterr().out


def test_a_program_is_judged_by_the_suite(run: Run) -> None:
    """Its introduction announces a store; a wrong one is caught, and replayed."""
    quick = ("-q", "--remotes-profile", "quick", "--remotes-seed", "1", "-k", "stories")
    of = (
        "--pyargs", "remotes_suite.test_store", "--remotes-command", served(LetsTwoIn),
        "--remotes-patience", "30",
    )  # fmt: skip
    result = run(*quick, *of, "--remotes-lint")
    assert result.ret == 1
    assert "content store behind the command door" in both(result)
    assert "STORE-1   MUST" in both(result)
    assert "STORE-17a, STORE-17b are unsupported" in both(result)
    token = next(word for word in both(result).split() if word.startswith("rc2."))
    again = run("-q", *of, "--remotes-replay", token)
    assert (again.ret, "broken: STORE-1" in both(again)) == (1, True)


def test_a_program_without_a_store_is_no_store() -> None:
    """The error says what to do."""
    with pytest.raises(Unusable, match="its capabilities do not name store: add it"):
        open_store_command(
            f"{sys.executable} -m remotes_conformance.serve remotes_reference:remotes"
        )
    with pytest.raises(Unusable, match="it does not answer “describe”"):
        open_store_command("false")
