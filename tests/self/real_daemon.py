"""Debian's containerd as a content store: the folder of its tests, and its start."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "adapters" / "containerd-store"
IS_WANTED = bool(os.environ.get("REMOTES_CONTAINERD_DAEMON"))
MISSING = [name for name in ("containerd", "ctr") if shutil.which(name) is None]
MISSING += [] if importlib.util.find_spec("grpc") else ["grpcio"]

needs_grpc = pytest.mark.skipif(
    "grpcio" in MISSING and not IS_WANTED, reason="not installed: grpcio (extra: grpc)"
)
needs_daemon = pytest.mark.skipif(
    bool(MISSING) and not IS_WANTED, reason=f"not installed: {', '.join(MISSING)}"
)


def program(name: str) -> Any:
    """A program of the folder, as a module."""
    spec = importlib.util.spec_from_file_location(f"containerd_store_{name}", FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Ctr:
    """The command `ctr` of the daemon in *room*; each call returns its output."""

    def __init__(self, room: Path) -> None:
        self._address = room / "c.sock"

    def __call__(self, *arguments: object, content: bytes = b"") -> bytes:
        words = ["ctr", "--address", self._address, "--namespace", "x", *map(str, arguments)]
        done = subprocess.run(words, input=content, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout


@contextmanager
def containerd(room: Path) -> Iterator[Ctr]:
    """A daemon with its files in *room*, whose path has to be short: sockets are there.

    It has leases, with which `ctr` fetches whole images; they need the scheduler of the garbage
    collector.
    """
    started = program("daemon")
    left_out = [name for name in started.LEFT_OUT if name != "io.containerd.gc.v1.scheduler"]
    with started.daemon(room, left_out=left_out):
        yield Ctr(room)
