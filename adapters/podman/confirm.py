"""Confirms each entry of the ledger without the harness."""

from __future__ import annotations

from pathlib import Path

from commands import Commands
from confirming import main

PULL = (
    "podman --root {out}/root --runroot {out}/run --storage-driver vfs --cgroup-manager cgroupfs "
    "--events-backend none pull --tls-verify=false --creds {user}:{password} "
    "{registry}/{name}@{digest}"
)

if __name__ == "__main__":
    main(Path(__file__).parent, Commands(pull=PULL))
