#!/usr/bin/env python3
"""Run a command beside a containerd that has only its content service: daemon.py COMMAND …

In the command, {socket} stands for the path of the socket. The daemon has a folder of its own, and
is stopped when the command has ended; the exit status is that of the command.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

# The content service needs a snapshotter, so `native` stays. Without the scheduler of the garbage
# collector, content without a lease or an image stays.
LEFT_OUT = (
    "io.containerd.gc.v1.scheduler",
    "io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.aufs",
    "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper",
    "io.containerd.snapshotter.v1.overlayfs", "io.containerd.snapshotter.v1.zfs",
    "io.containerd.monitor.v1.cgroups", "io.containerd.internal.v1.opt",
    "io.containerd.internal.v1.restart",
    "io.containerd.runtime.v1.linux", "io.containerd.runtime.v2.task",
    "io.containerd.grpc.v1.tasks", "io.containerd.service.v1.tasks-service",
)  # fmt: skip
SETTINGS = """\
version = 2
root = "{room}/root"
state = "{room}/state"
disabled_plugins = [{left_out}]
[grpc]
address = "{room}/c.sock"
uid = {uid}
gid = {gid}
[ttrpc]
address = "{room}/t.sock"
uid = {uid}
gid = {gid}
[plugins."io.containerd.metadata.v1.bolt"]
content_sharing_policy = "isolated"
"""
LONGEST = 30.0
"""Seconds in which it has to listen."""


def command(room: Path, more: str = "", left_out: Sequence[str] = LEFT_OUT) -> list[str]:
    """The command that starts it; its settings are written."""
    names = ", ".join(f'"{name}"' for name in left_out)
    values = {"room": room, "left_out": names, "uid": os.getuid(), "gid": os.getgid()}
    settings = room / "containerd.toml"
    settings.write_text(SETTINGS.format(**values) + more)
    return ["containerd", "--config", str(settings), "--log-level", "fatal"]


@contextmanager
def daemon(
    room: Path, more: str = "", left_out: Sequence[str] = LEFT_OUT
) -> Iterator[subprocess.Popen[bytes]]:
    """containerd with its files in *room*, whose path has to be short: c.sock is there.

    *more*: further lines of its settings. *left_out*: its plugins that are not loaded.
    """
    with (room / "containerd.log").open("ab") as log:
        running = subprocess.Popen(command(room, more, left_out), stdout=log, stderr=log)
    try:
        wait_for(room / "c.sock", running)
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def wait_for(path: Path, running: subprocess.Popen[bytes]) -> None:
    """Wait until a server listens at *path*; its services are registered by then."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline and running.poll() is None:
        with socket.socket(socket.AF_UNIX) as tried:
            try:
                tried.connect(str(path))
            except OSError:
                time.sleep(0.01)
            else:
                return
    raise RuntimeError(f"containerd does not listen: see {path.parent}/containerd.log")


def main() -> int:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="ctrd-") as folder, daemon(Path(folder)):
        words = [word.replace("{socket}", f"{folder}/c.sock") for word in sys.argv[1:]]
        return subprocess.run(words, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
