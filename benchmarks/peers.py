"""The command lines of the tools that transfers.py compares, and the registry that they share.

As a program it is one transfer by a library of PyPI: peers.py TOOL pull|push REPOSITORY FOLDER
DIGEST.
"""

from __future__ import annotations

import importlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[1]
_SETTINGS = """\
version: 0.1
log: {{level: error, accesslog: {{disabled: true}}}}
storage: {{filesystem: {{rootdirectory: {root}, maxthreads: 1000}}}}
http: {{addr: "{address}"}}
"""


def command(
    room: Path, tool: str, does: str, repository: str, folder: Path, digest: str
) -> tuple[list[str], dict[str, str]]:
    """The words of one transfer, and its environment."""
    tagged, named = f"{repository}:v1", f"{repository}@{digest}"
    environment = {**os.environ, "HOME": str(room), "XDG_RUNTIME_DIR": str(room)}
    if tool == "remotes-reference":
        places = [tagged, folder] if does == "pull" else [folder, tagged]
        words = [sys.executable, "-m", "remotes_reference", does, "--plain-http", "--quiet"]
        words += map(str, places)
    elif tool == "skopeo":
        there, here = f"docker://{tagged}", f"oci:{folder}:v1"
        side = "src" if does == "pull" else "dest"
        words = ["skopeo", "--insecure-policy", "copy", f"--{side}-tls-verify=false", "-q"]
        words += [there, here] if does == "pull" else [here, there]
        # As root, it keeps a cache for the whole machine, unless it believes to be another user.
        environment |= {"_CONTAINERS_ROOTLESS_UID": "1000", "XDG_DATA_HOME": str(room / "data")}
    elif tool == "containerd":
        reference = named if does == "pull" else tagged
        words = [str(room / "bin" / tool), does, reference, str(folder), "", ""]
    else:
        words = [sys.executable, __file__, tool, does, repository, str(folder), digest]
    return words, environment


@contextmanager
def registry_at(room: Path) -> Iterator[str]:
    """Debian's docker-registry with its files in *room*; its host and port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    address = f"127.0.0.1:{port}"
    settings = room / "registry.yml"
    settings.write_text(_SETTINGS.format(root=room / "registry", address=address))
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


def main(tool: str, does: str, repository: str, folder: str, digest: str) -> None:
    """One transfer by the client that `adapters/` has for a library."""
    sys.path[:0] = [str(ROOT / "adapters" / tool), str(ROOT / "adapters")]
    registry, _, name = repository.partition("/")
    client = importlib.import_module(f"{tool}_client").Client()
    operation = SimpleNamespace(
        registry=registry, name=name, tag="v1", digest=digest, user="", password="",
        limit=60, folder=Path(folder),
    )  # fmt: skip
    getattr(client, does)(operation)


if __name__ == "__main__":
    main(*sys.argv[1:])
