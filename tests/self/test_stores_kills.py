"""Real processes are killed: nothing is lost, and a store that loses something is caught."""

from __future__ import annotations

import os
from typing import Any

import pytest
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.stores.kills import kill, main
from remotes_reference.disk import DiskStore
from remotes_reference.memory import MemoryStore
from stores.right_folder import RightFolder
from stores.wrong_cuts import BeginsAnew, LocksWithFiles, OpensOnce

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


@pytest.mark.parametrize(
    ("store", "kills", "together"), [(DiskStore, 60, 1), (DiskStore, 40, 2), (RightFolder, 40, 1)]
)
def test_a_right_store_survives(store: Any, kills: int, together: int) -> None:
    """Also if two processes work on one folder, where the store permits that."""
    found = kill(store, kills=kills, together=together, seed=1)
    assert found.broken == ""
    assert (found.kills, found.commits > kills) == (kills, True)


@pytest.mark.parametrize(
    ("store", "message"),
    [
        (BeginsAnew, "was acknowledged, and is gone"),
        (LocksWithFiles, "cannot be used: FileExistsError"),
        (OpensOnce, "FileExistsError"),
    ],
)
def test_a_wrong_store_is_caught(
    store: Any, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Within a few kills; the command says how."""
    assert main([f"stores.wrong_cuts:{store.__name__}", "--kills", "30"]) == 1
    assert "STORE-17 is broken" in (text := capsys.readouterr().out)
    assert message in text


def test_only_a_blocking_store_in_a_folder_is_killed(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing else outlives its process."""
    with pytest.raises(Unusable, match="in a folder"):
        kill(MemoryStore)
    assert main(["remotes_reference.memory:MemoryStore"]) == 2
    assert "in a folder" in capsys.readouterr().err
