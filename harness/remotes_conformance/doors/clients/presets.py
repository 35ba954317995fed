"""The command lines of clients that are known, each by one word."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from typing import Final

from ...scenarios.clients.script import ByCommand

PRESETS: Final[Mapping[str, Mapping[ByCommand, str]]] = {
    "skopeo": {
        "pull": "skopeo --insecure-policy copy --src-tls-verify=false --src-creds "
        "{user}:{password} docker://{registry}/{name}@{digest} dir:{out}",
        "fetch": "skopeo inspect --raw --tls-verify=false --creds {user}:{password} "
        "docker://{registry}/{name}@{digest}",
        "push": "skopeo --insecure-policy copy --dest-tls-verify=false --dest-creds "
        "{user}:{password} oci:{in}:{tag} docker://{registry}/{name}:{tag}",
    },
    # Podman takes the variable for skopeo's cache as a sign that it runs without root. It cannot
    # push the image of a folder as it is: it compresses layers again.
    "podman": {
        "pull": "env -u _CONTAINERS_ROOTLESS_UID podman --root {out}/root --runroot {out}/run "
        "--storage-driver vfs --cgroup-manager cgroupfs --events-backend none pull "
        "--tls-verify=false --creds {user}:{password} {registry}/{name}@{digest}",
    },
}
"""By the name of the client and the operation."""


def command_of(does: ByCommand, text: str, *, tls: bool = False) -> str:
    """The command that *text* stands for: that of a preset, or itself. *tls*: by HTTPS; a preset
    then has to verify the certificate."""
    command = PRESETS.get(text.strip(), {}).get(does)
    if command is None:
        return text
    return command.replace("tls-verify=false", "tls-verify=true") if tls else command


def version_of(text: str) -> str:
    """The version of the client of a preset; empty: *text* is none, or it does not say."""
    if text.strip() not in PRESETS or shutil.which(text.strip()) is None:
        return ""
    done = subprocess.run(
        [text.strip(), "--version"], capture_output=True, text=True, check=False, timeout=10
    )
    words = done.stdout.split()
    return words[-1] if words else ""
