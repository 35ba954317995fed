"""Real processes are killed: nothing is lost, and a store that loses something is caught."""

from __future__ import annotations

import os
import sys
from typing import Any

import pytest
from remotes_conformance.doors.unusable import Unusable
from remotes_conformance.judging.stores.kills import kill, kill_program, main
from remotes_reference.disk import DiskStore
from remotes_reference.memory import MemoryStore
from stores.right_folder import RightFolder
from stores.short_writes import TakesFewBytesOnDisk
from stores.wrong_cuts import BeginsAnew, LocksWithFiles, OpensOnce

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


@pytest.mark.parametrize(
    ("store", "kills", "together"),
    [(DiskStore, 60, 1), (DiskStore, 40, 2), (RightFolder, 40, 1), (TakesFewBytesOnDisk, 20, 1)],
)
def test_a_right_store_survives(store: Any, kills: int, together: int) -> None:
    """Also if two processes work on one folder, where the store permits that."""
    found = kill(store, kills=kills, together=together, seed=1)
    assert found.broken == ""
    assert (found.kills, found.commits > kills / 2) == (kills, True)


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
    """Within a few kills; the command prints the reason."""
    assert main([f"stores.wrong_cuts:{store.__name__}", "--kills", "30"]) == 1
    assert "STORE-17 is broken" in (text := capsys.readouterr().out)
    assert message in text


def served(store: Any) -> str:
    """The command of a program that has it."""
    spec = f"{store.__module__}:{store.__qualname__}"
    return f"{sys.executable} -m remotes_conformance.serve {spec}"


def test_a_program_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A right store loses nothing; one that begins anew in its folder is caught."""
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
    found = kill_program(served(RightFolder), kills=6, seed=1)
    assert (found.broken, found.kills) == ("", 6)
    assert "it cannot be read" in kill_program(served(BeginsAnew), kills=12, seed=1).broken


def test_a_program_without_a_folder_is_not_killed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of it would be left."""
    monkeypatch.setenv("PYTHONPATH", ":".join(path for path in sys.path if path))
    assert main([f"command:{served(MemoryStore)}"]) == 2
    assert "add the capability folder" in capsys.readouterr().err


def test_only_a_blocking_store_in_a_folder_is_killed(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing else outlives its process."""
    with pytest.raises(Unusable, match="in a folder"):
        kill(MemoryStore)
    assert main(["remotes_reference.memory:MemoryStore"]) == 2
    assert "in a folder" in capsys.readouterr().err
