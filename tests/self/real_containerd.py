"""Debian's containerd on a socket of its own, without anything that runs containers, and `ctr`."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# At least one snapshotter has to stay: the content service needs them.
_LEFT_OUT = (
    "io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.aufs",
    "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
    "io.containerd.snapshotter.v1.overlayfs", "io.containerd.snapshotter.v1.zfs",
    "io.containerd.monitor.v1.cgroups", "io.containerd.internal.v1.opt",
    "io.containerd.internal.v1.restart",
    "io.containerd.runtime.v1.linux", "io.containerd.runtime.v2.task",
    "io.containerd.grpc.v1.tasks", "io.containerd.service.v1.tasks-service",
)  # fmt: skip
_SETTINGS = """\
version = 2
root = "{room}/root"
state = "{room}/state"
disabled_plugins = [{left_out}]
[grpc]
address = "{room}/c.sock"
[ttrpc]
address = "{room}/t.sock"
"""


class Ctr:
    """The command `ctr` of a daemon; each call returns what it prints."""

    def __init__(self, room: Path) -> None:
        self._address = room / "c.sock"

    def __call__(self, *arguments: object) -> bytes:
        words = ["ctr", "--address", self._address, "--namespace", "x", *map(str, arguments)]
        done = subprocess.run(words, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout


@contextmanager
def containerd(room: Path) -> Iterator[Ctr]:
    """A daemon with its files in *room*, whose path has to be short: sockets are there."""
    settings = room / "containerd.toml"
    left_out = ", ".join(f'"{name}"' for name in _LEFT_OUT)
    settings.write_text(_SETTINGS.format(room=room, left_out=left_out))
    with open(room / "containerd.log", "wb") as log:
        words = ["containerd", "--config", str(settings), "--log-level", "error"]
        running = subprocess.Popen(words, stdout=log, stderr=log, env={**os.environ})
    try:
        yield _ready(Ctr(room))
    finally:
        running.terminate()
        running.wait(10)


def _ready(ctr: Ctr) -> Ctr:
    deadline = time.monotonic() + 30
    while True:
        try:
            ctr("content", "ls", "--quiet")
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return ctr
