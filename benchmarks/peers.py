"""The command lines of the tools that transfers.py compares.

As a program it is one transfer by a library of PyPI: peers.py TOOL pull|push REPOSITORY FOLDER
DIGEST.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[1]


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
    elif tool == "bare":
        bare = Path(__file__).with_name("bare.py")
        words = [sys.executable, str(bare), does, repository, str(folder)]
    else:
        words = [sys.executable, __file__, tool, does, repository, str(folder), digest]
    return words, environment


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
