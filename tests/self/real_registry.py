"""Debian's docker-registry on loopback, and skopeo, for tests against real programs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = ("docker-registry", "skopeo")

_SETTINGS = """\
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: {root}, maxthreads: 1000}}, delete: {{enabled: true}}}}
http: {{addr: "{address}"}}
{auth}
"""
_AUTH = "auth: {{htpasswd: {{realm: x, path: {file}}}}}"


def missing() -> list[str]:
    """The programs that are not installed."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


@contextmanager
def docker_registry(room: Path, htpasswd: str = "") -> Iterator[str]:
    """A registry with its files in *room*; its host and port. *htpasswd*: the permitted users."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    address = f"127.0.0.1:{port}"
    (room / "htpasswd").write_text(htpasswd)
    auth = _AUTH.format(file=room / "htpasswd") if htpasswd else ""
    settings = room / "registry.yml"
    settings.write_text(_SETTINGS.format(root=room / "registry", address=address, auth=auth))
    with open(room / "registry.log", "wb") as log:
        running = subprocess.Popen(["docker-registry", "serve", settings], stdout=log, stderr=log)
    try:
        _wait_for(port)
        yield address
    finally:
        running.terminate()
        running.wait(10)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("docker-registry does not listen")


def skopeo(*arguments: object, room: Path) -> str:
    """The output of skopeo; its own files are in *room*."""
    own = {"HOME": str(room), "XDG_RUNTIME_DIR": str(room), "XDG_DATA_HOME": str(room / "data")}
    (room / "policy.json").write_text('{"default":[{"type":"insecureAcceptAnything"}]}')
    done = subprocess.run(
        ["skopeo", "--policy", room / "policy.json", *map(str, arguments)],
        env={**os.environ, **own, "_CONTAINERS_ROOTLESS_UID": "1000"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
