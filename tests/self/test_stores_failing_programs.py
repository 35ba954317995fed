"""Failing disks of programs: system calls are refused, counted and named as in process."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from real_strace import need_strace
from remotes_conformance.doors.command.stores.refusing import Refusals, can_refuse
from remotes_conformance.doors.stores.disk import StepFaults
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.stores import cuts
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.judging.stores.command import open_store_command
from remotes_conformance.protocols import Buffer
from remotes_conformance.scenarios.script import Fault
from remotes_conformance.scenarios.stores import STORE_STORIES
from remotes_conformance.scenarios.stores.cuts import FAILING
from remotes_conformance.world.journal import Journal, store_play
from remotes_reference.disk import DiskStore
from remotes_reference.memory import MemoryStore
from stores.right_folder import FolderWriter, RightFolder
from stores.wrong_cuts import SyncsAgain
from stores.wrong_folders import (
    CountsWhatDidNotFit,
    IgnoresFailedSyncs,
    KeepsTheLockOfAFailedClose,
    Own,
    SwallowsErrors,
)

pytestmark = pytest.mark.skipif(
    not can_refuse() and not os.environ.get("REMOTES_STRACE"),
    reason="the kernel does not let a program be filtered",
)
STORIES = [story for story in STORE_STORIES if "folder" in story.scenario.needs]

MAKES_CALLS = """
import os, sys, threading
folder = sys.argv[1]
def made(function, *arguments):
    def call():
        try:
            print(function.__name__, function(*arguments), flush=True)
        except OSError as error:
            print(function.__name__, error.strerror, flush=True)
    thread = threading.Thread(target=call)  # calls are counted in all threads together
    thread.start()
    thread.join()
path = folder + "/a"
fd = os.open(path, os.O_CREAT | os.O_RDWR)
outside = os.open(folder + "/../outside", os.O_CREAT | os.O_WRONLY)
print("ready", flush=True)
sys.stdin.readline()
made(os.write, outside, b"0123456789")
made(os.write, fd, b"01234567")
made(os.writev, fd, [b"abc", b"def"])
made(os.pwrite, fd, b"xyz", 1)
made(os.fsync, outside)
made(os.fsync, fd)
os.chdir(folder)
made(os.rename, "a", "b")
made(os.close, fd)
made(os.fstat, fd)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "store").mkdir()
    return tmp_path / "store"


def called(folder: Path, *faults: tuple[str, int]) -> list[str]:
    """The results of the calls of the program above, on a disk with these faults."""
    step_faults = StepFaults(tuple(Fault(0, call, nth) for call, nth in faults))
    with closing(Refusals(str(folder), str(folder.parent / "socket"))) as refusals:
        words = shlex.split(
            refusals.command(shlex.join([sys.executable, "-c", MAKES_CALLS, str(folder)]))
        )
        pipe = subprocess.PIPE
        with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n"
            refusals.begin(step_faults)
            output, _ = program.communicate("\n", timeout=30)
    return output.splitlines()


def test_without_faults_all_calls_are_made(folder: Path) -> None:
    """And return their usual results."""
    *first, stat = called(folder)
    assert first == [
        "write 10", "write 8", "writev 6", "pwrite 3", "fsync None", "fsync None", "rename None",
        "close None",
    ]  # fmt: skip
    assert stat == "fstat Bad file descriptor"
    assert (folder / "b").read_bytes() == b"0xyz4567abcdef"


def test_from_the_nth_call_on_all_fail_and_the_first_write_is_torn(folder: Path) -> None:
    """Only of files in the folder, whichever thread calls."""
    found = called(folder, ("write", 2), ("fsync", 1), ("rename", 1))
    error = "Input/output error"
    assert found[:3] == ["write 10", "write 8", "writev 3"]
    assert found[3:6] == [f"pwrite {error}", "fsync None", f"fsync {error}"]
    assert found[6] == f"rename {error}"
    assert (folder / "a").read_bytes() == b"01234567abc"


def test_a_pwrite_that_fails_writes_half_at_its_place(folder: Path) -> None:
    """And does not move the position."""
    assert called(folder, ("write", 3))[3] == "pwrite 1"
    assert (folder / "b").read_bytes() == b"0x234567abcdef"


def test_a_close_that_fails_closes_the_file(folder: Path) -> None:
    """Its number is that of no file of the store any more."""
    *_, close, stat = called(folder, ("close", 1))
    assert close == "close Input/output error"
    assert "st_size=0" in stat


# -- stores --------------------------------------------------------------------------------------


@contextmanager
def behind(store: type[Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """The bench of a program that serves this store."""
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
    name = f"{store.__module__}:{store.__name__}"
    loaded = open_store_command(
        f"{sys.executable} -m remotes_conformance.serve {name}", patience=30
    )
    with closing(loaded.bench.door):
        yield loaded.bench


def examined(bench: Bench) -> Tally:
    """The findings of the stories with a failing disk."""
    tally = Tally()
    for story in STORIES:
        bench.examine(story.scenario, tally)
    return tally


class EndsWhenTheDiskIsFull(Own):
    """The program does not survive a full disk."""

    class Writer(FolderWriter):
        def write(self, content: Buffer) -> int:
            taken = super().write(content)
            if taken < len(content):
                os._exit(7)
            return taken


@pytest.mark.parametrize(
    ("store", "observed"),
    [
        (CountsWhatDidNotFit, "offset 6"),
        (IgnoresFailedSyncs, "Commit: success"),
        (SwallowsErrors, "Info: not found"),
        (KeepsTheLockOfAFailedClose, "Writer: locked"),
        (EndsWhenTheDiskIsFull, "Write did not return: crash, the adapter exited with status 7"),
    ],
)
def test_a_wrong_program_is_caught(
    store: type[Any], observed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under STORE-18, also if it ends where the disk fails."""
    with behind(store, monkeypatch) as bench:
        found = examined(bench).breaches
        assert set(found) == {"STORE-18"}
        assert observed in found["STORE-18"].broken.observed
        # With the token of the finding it is found again.
        assert bench.broken_in(found["STORE-18"].scenario, found["STORE-18"])


def answers(journal: Journal) -> list[tuple[str, str]]:
    return [(one.op, one.refusal.kind if one.refusal else "") for one in journal.entries]


def test_a_program_meets_the_faults_that_the_store_in_process_meets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the same calls, with the same answers; here only files open for writing fail to close."""
    in_process = open_store(DiskStore).bench
    with behind(DiskStore, monkeypatch) as bench, closing(in_process.door):
        assert examined(bench).breaches == {}
        compared = 0
        for story in STORIES:
            if "close fails" in story.name:
                continue
            one, other = bench.play(story.scenario), in_process.play(story.scenario)
            assert store_play(one).failed == store_play(other).failed, story.name
            assert answers(one) == answers(other), story.name
            compared += bool(store_play(one).failed)
        assert compared > 8


@pytest.mark.parametrize(("store", "id"), [(SyncsAgain, "STORE-17a"), (RightFolder, "")])
def test_after_a_failing_disk_the_power_is_cut(
    store: type[Any], id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sync that fails loses bytes for good, also of a program that `strace` records."""
    monkeypatch.setattr(cuts, "FAILING", FAILING[:3])
    need_strace()
    with behind(store, monkeypatch) as bench:
        result = cuts.faults_part("store", 0).run(bench, PROFILES["quick"], 1)
    assert [one.id for one in result.violations] == [id] * bool(id)
    assert result.notes == ()
    assert result.applied["STORE-17a"] > 10


def test_a_store_that_writes_no_files_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """STORE-18 is unsupported then, and nothing with a failing disk is played."""
    with behind(InMemory, monkeypatch) as bench:
        assert "kills" in bench.kinds
        assert "folder" not in bench.kinds


class InMemory(MemoryStore):
    """It takes a folder, and does not use it."""

    def __init__(self, folder: str) -> None:
        super().__init__()
