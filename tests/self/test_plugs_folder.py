"""Handlers over a real folder: the disk is full, the folder is read-only, fsync fails."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from plugged_benches import RIGHT, broken_in_stories, play
from remotes_conformance.plugs.folder import folder_ingesters
from remotes_conformance.plugs.scene import Plugs, Scene
from remotes_conformance.protocols import Ingester
from remotes_conformance.scenarios.scenario import MILLISECOND
from remotes_conformance.scenarios.stories.building import SIZE, blob, fetch
from remotes_conformance.scenarios.surroundings import Blob, Holder
from wrong.copy.faults import (
    IgnoresAWriteError,
    LetsTheBareCommitErrorOut,
    TruncatesAfterAFailedCommit,
)

pyfakefs = pytest.importorskip("pyfakefs", reason="pyfakefs is not installed: extra `folder`")

ROOT = "/ingests"
PLUGS = Plugs(ingester=folder_ingesters(ROOT))


@pytest.fixture
def disk(fs: Any) -> Iterator[Any]:
    """A file system in memory, in the place of the real one."""
    yield fs
    assert os.listdir(ROOT) == [], "the folder of a world outlives it"


@pytest.fixture(params=RIGHT)
def right(request: pytest.FixtureRequest) -> object:
    """An implementation that keeps the contract."""
    return RIGHT[request.param]()


@pytest.fixture
def full(disk: Any) -> None:
    """The disk has room for the first 10 of 24 bytes of a blob."""
    disk.set_disk_usage(15)


@pytest.fixture
def unsynced(disk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written bytes never reach the disk."""

    def fail(file: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(f"{folder_ingesters.__module__}.os.fsync", fail)


def over_read_only_blobs(scene: Scene) -> Ingester:
    """A folder in which no blob can be put in its place."""
    ingester = folder_ingesters(ROOT)(scene)
    blobs = os.path.join(ROOT, "world-1", "blobs")
    os.chmod(blobs, 0o555)
    scene.at_end(lambda: os.chmod(blobs, 0o755))
    return ingester


def test_stories_are_kept_over_a_folder(right: object, tmp_path: Path) -> None:
    """All directed stories with fetches: left-overs, holders, contention, wrong content, errors."""
    plugs = Plugs(ingester=folder_ingesters(tmp_path))
    found, applied = broken_in_stories(right, plugs, "fetch")
    assert found == []
    assert {"LOCK-2", "LOCK-5", "FETCH-4", "FETCH-14", "COPY-3", "COPY-6", "COPY-18"} <= applied


@pytest.mark.usefixtures("full")
def test_a_full_disk_comes_out_and_nothing_is_committed(right: object) -> None:
    """The second write fails with ENOSPC: that very error, no commit, all closed."""
    played = play(right, PLUGS, fetch())
    assert played.broken == {}
    assert [message for message in played.messages("Write") if "No space left" in message]
    assert "COPY-12" in played.judgement.applied
    assert not played.calls("Commit")


@pytest.mark.usefixtures("unsynced")
def test_a_failing_fsync_comes_out_and_names_the_ref(right: object) -> None:
    """The commit fails with EIO: an error that names the ref, no second try, no clean-up."""
    played = play(right, PLUGS, fetch())
    assert played.broken == {}
    assert "Input/output error" in played.messages("Commit")[0]
    assert {"COPY-13", "COPY-15", "COPY-16"} <= set(played.judgement.applied)


@pytest.mark.usefixtures("disk")
def test_a_failing_rename_comes_out_and_names_the_ref(right: object) -> None:
    """The blob cannot be put in its place: the same, with EACCES."""
    from pyfakefs.helpers import reset_ids, set_uid

    set_uid(1000)
    try:
        played = play(right, Plugs(ingester=over_read_only_blobs), fetch())
    finally:
        reset_ids()
    assert played.broken == {}
    assert "Permission denied" in played.messages("Commit")[0]
    assert {"COPY-13", "COPY-15", "COPY-16"} <= set(played.judgement.applied)


@pytest.mark.usefixtures("full")
def test_a_swallowed_write_error_is_caught_over_a_full_disk() -> None:
    """Going on after ENOSPC breaks COPY-12."""
    assert play(IgnoresAWriteError(), PLUGS, fetch()).broken["COPY-12"] == "Write was called"


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        (LetsTheBareCommitErrorOut, "COPY-15"),
        (TruncatesAfterAFailedCommit, "COPY-16"),
    ],
)
@pytest.mark.usefixtures("unsynced")
def test_a_mishandled_commit_error_is_caught_over_a_failing_fsync(
    wrong: Callable[[], object], rule: str
) -> None:
    """Hiding the ref, or tidying up after the failure, breaks its rule."""
    assert rule in play(wrong(), PLUGS, fetch()).broken


@pytest.mark.usefixtures("disk")
def test_a_ref_that_another_writer_holds_is_waited_for() -> None:
    """The holder opens the ref in the folder, and commits; 16 + 32 + 64 ms later that is seen."""
    digest = fetch().descriptor.digest
    held = {digest: Holder(100 * MILLISECOND, commits=True)}
    played = play(RIGHT["reference"](), PLUGS, fetch(), held=held)
    asked = [(e.at // MILLISECOND, e.refusal and e.refusal.kind) for e in played.calls("Writer")]
    assert asked == [(0, "locked"), (16, "locked"), (48, "locked"), (112, "exists")]
    assert played.broken == {}


@pytest.mark.usefixtures("disk")
def test_an_ingest_that_was_left_is_resumed() -> None:
    """The bytes of an earlier ingest are in the file when the handler opens it."""
    task = fetch(partial=Blob(blob().content[:10], 10))
    played = play(RIGHT["reference"](), PLUGS, task)
    assert [e.result["offset"] for e in played.calls("Status")] == [10]
    assert [e.args["size"] for e in played.calls("Truncate")] == [0]
    assert [e.args["size"] for e in played.calls("Commit")] == [SIZE]


@pytest.mark.usefixtures("full")
def test_the_same_scenario_gives_the_same_journal() -> None:
    """Byte for byte, with errors of the file system in it."""
    first, second = (play(RIGHT["reference"](), PLUGS, fetch(), fetch()) for _ in range(2))
    assert first.journal.to_json() == second.journal.to_json()
