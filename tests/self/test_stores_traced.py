"""Power cuts of programs: the output of `strace` becomes operations of the recorder, and is judged.

`REMOTES_STRACE=strace`: the tests that need the program fail if it may not be used, instead of
being skipped.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from real_strace import need_strace
from remotes_conformance.doors.command.stores.door import CommandStoreDoor
from remotes_conformance.doors.command.stores.trace import Trace
from remotes_conformance.doors.stores.recorder import Recorder
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.stores import plan
from remotes_conformance.judging.stores.bench import open_store
from remotes_conformance.judging.stores.command import open_store_command
from remotes_conformance.scenarios.script import Script
from remotes_conformance.scenarios.stores.cuts import CUT_STORIES
from remotes_reference.disk import DiskStore
from stores.wrong_cuts import LocksWithFiles, SyncsNoFiles, SyncsNoNames


def hexed(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def traced(folder: Path, *lines: str) -> list[str]:
    """The operations that a trace stands for: in its lines, `‹…›` is a text in hexadecimal, and
    `ROOT` the folder."""
    recorder, file = Recorder(str(folder)), folder.parent / "trace"
    file.touch()
    trace = Trace(recorder, str(file))
    for line in lines:
        for part in line.replace("ROOT", recorder.root).split("‹")[1:]:
            text = part.split("›")[0]
            line = line.replace("ROOT", recorder.root).replace(f"‹{text}›", hexed(text))
        with file.open("a") as added:
            added.write(line + "\n")
        trace.read()
    trace.close()
    return [one.text for one in recorder.operations]


CWD = "AT_FDCWD<‹ROOT›>"


def test_a_trace_becomes_operations(tmp_path: Path) -> None:
    """Positions, names relative to a folder, files that are appended to, several threads."""
    folder = tmp_path / "store"
    folder.mkdir()
    assert traced(
        folder,
        '7 mkdirat(AT_FDCWD<‹/›>, "‹ROOT/blobs›", 0777) = 0',
        '7 mkdir("‹ROOT/blobs›", 0777) = -1 EEXIST (File exists)',
        '7 openat(AT_FDCWD<‹/›>, "‹ROOT/a›", O_WRONLY|O_CREAT|O_EXCL, 0666) = 3<‹ROOT/a›>',
        '7 write(3<‹ROOT/a›>, "‹hello›", 5) = 5',
        '8 write(3<‹ROOT/a›>, "‹ you›", 4 <unfinished ...>',
        "7 fsync(5<‹/elsewhere›>) = 0",
        "7 write(6<pipe:[12]>, \"‹{}›\", 2) = 2",
        "8 <... write resumed>)             = 3",
        '7 pwrite64(3<‹ROOT/a›>, "‹J›", 1, 0) = 1',
        "7 fsync(3<‹ROOT/a›>) = -1 EIO (Input/output error)",
        "7 fdatasync(3<‹ROOT/a›>) = 0",
        f'7 renameat({CWD}, "‹a›", 4<‹ROOT/blobs›>, "‹b›") = 0',
        "7 fsync(4<‹ROOT/blobs›>) = 0",
        '7 open("‹ROOT/blobs/b›", O_WRONLY|O_APPEND) = 5<‹ROOT/blobs/b›>',
        '7 writev(5<‹ROOT/blobs/b›>, [{iov_base="‹!›", iov_len=1}, {iov_base="‹?›", iov_len=1}], '
        "2) = 2",
        "7 ftruncate(5<‹ROOT/blobs/b›>, 4) = 0",
        '7 linkat(AT_FDCWD<‹/›>, "‹ROOT/blobs/b›", AT_FDCWD<‹/›>, "‹ROOT/c›", 0) = 0',
        f'7 unlinkat({CWD}, "‹c›", 0) = 0',
        '7 openat(AT_FDCWD<‹/›>, "‹ROOT/blobs/b›", O_WRONLY|O_TRUNC) = 3<‹ROOT/blobs/b›>',
        "7 sync() = 0",
    ) == [
        "mkdir blobs",
        "create a",
        "write a [0:+5]",
        "write a [5:+3]",
        "write a [0:+1]",
        "failed fsync a",
        "fsync a",
        "rename a → blobs/b",
        "fsync blobs",
        "write blobs/b [8:+2]",
        "truncate blobs/b to 4",
        "link blobs/b → c",
        "unlink c",
        "truncate blobs/b to 0",
        "sync",
    ]  # fmt: skip


@pytest.fixture
def strace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
    need_strace()


def served(store: type) -> str:
    return f"{sys.executable} -m remotes_conformance.serve {store.__module__}:{store.__name__}"


@pytest.mark.usefixtures("strace")
def test_a_program_is_recorded_as_the_store_in_process_is() -> None:
    """The same operations, in the same calls."""
    loaded, in_process = open_store_command(served(DiskStore), patience=30), open_store(DiskStore)
    behind, here = loaded.bench.door, in_process.bench.door
    assert isinstance(behind, CommandStoreDoor)
    for story in CUT_STORIES[:2]:
        script = story.scenario.calls[0]
        assert isinstance(script, Script)
        one, other = behind.record(script), here.record(script)  # type: ignore[attr-defined]
        assert [op.text for op in one.operations] == [op.text for op in other.operations]
        assert [at for _, *at in one.entries] == [at for _, *at in other.entries]
        assert one.missed == ()
    here.close()
    behind.close()


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize(
    ("store", "id", "observed"),
    [
        (SyncsNoFiles, "STORE-17a", "no fsync of that file comes after it"),
        (SyncsNoNames, "STORE-17a", "no fsync of the folder blobs comes after it"),
        (LocksWithFiles, "STORE-17", "Writer of the ref"),
        (DiskStore, "", ""),
    ],
)
def test_power_cuts_of_a_program_are_judged(store: type, id: str, observed: str) -> None:
    """As those of a store in process; the reference's store has nothing to be found."""
    loaded = open_store_command(served(store), patience=30)
    found = plan.CUTS[0].run(loaded.bench, PROFILES["quick"], 1)
    loaded.bench.door.close()
    shown = {one.id: one for one in found.violations}
    assert bool(shown) == bool(id)
    assert not id or (observed in shown[id].observed and shown[id].replayed == 3)
    assert found.applied.get("STORE-17a", 0) > 50 or id
