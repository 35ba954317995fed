"""STORE-17a: a sync that the store on disk depends on is missed if it is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from remotes_conformance.judging.exploring.hunting import PROFILES
from remotes_conformance.judging.stores import plan
from remotes_conformance.judging.stores.bench import open_store
from remotes_reference import disk, durable
from remotes_reference.disk import DiskStore
from remotes_reference.disk_draft import DiskDraft

SYNC_FOLDER: Callable[[str | Path], None] = durable.sync_folder


def observed() -> Iterator[str]:
    """The observations on STORE-17a, part by part. Parts are played only as they are read."""
    bench = open_store(DiskStore).bench
    try:
        for part in plan.CUTS:
            for one in part.run(bench, PROFILES["quick"], 1).violations:
                if one.id == "STORE-17a":
                    yield one.observed
    finally:
        bench.door.close()


@pytest.mark.parametrize(
    ("left_out", "named"),
    [("sha256", "blobs/sha256"), ("sha512", "blobs/sha512"), ("blobs", "blobs"), ("store-0", ".")],
)
def test_the_syncs_of_a_folder(left_out: str, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All syncs of one folder: if only one is left out, the next makes up for it."""

    def sync_folder(folder: str | Path) -> None:
        if Path(folder).name != left_out:
            SYNC_FOLDER(folder)

    for module in (disk, durable):
        monkeypatch.setattr(module, "sync_folder", sync_folder)
    assert any(f"no fsync of the folder {named} comes" in text for text in observed())


def test_the_sync_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it there is a name, and nothing in the file."""
    monkeypatch.setattr(DiskDraft, "_sync", lambda draft: None)
    assert any("no fsync of that file comes" in text for text in observed())
