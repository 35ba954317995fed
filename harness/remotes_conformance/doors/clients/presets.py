"""The command lines of clients that are known, each by one word.

Those of oras, crane and regctl are written as the documentation of oras 1.2, of crane 0.20 and of
regctl 0.8 gives them; they were not tried with these programs.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from typing import Final

from ...scenarios.clients.script import ByCommand
from ..unusable import Unusable

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
    "oras": {
        "pull": "oras cp --from-plain-http --from-username {user} --from-password {password} "
        "--to-oci-layout {registry}/{name}@{digest} {out}:{tag}",
        "fetch": "oras manifest fetch --plain-http --username {user} --password {password} "
        "--output {out} {registry}/{name}@{digest}",
        "push": "oras cp --to-plain-http --to-username {user} --to-password {password} "
        "--from-oci-layout {in}:{tag} {registry}/{name}:{tag}",
    },
    # User and password are in the file that `crane auth login` writes.
    "crane": {
        "pull": "crane pull --insecure --format=oci {registry}/{name}@{digest} {out}",
        "fetch": "crane manifest --insecure {registry}/{name}@{digest}",
        "push": "crane push --insecure {in} {registry}/{name}:{tag}",
    },
    "regctl": {
        "pull": "regctl --host reg={registry},tls=disabled,user={user},pass={password} "
        "image copy {registry}/{name}@{digest} ocidir://{out}:{tag}",
        "fetch": "regctl --host reg={registry},tls=disabled,user={user},pass={password} "
        "manifest get --format raw-body {registry}/{name}@{digest}",
        "push": "regctl --host reg={registry},tls=disabled,user={user},pass={password} "
        "image copy ocidir://{in}:{tag} {registry}/{name}:{tag}",
    },
}
"""By the name of the client and the operation."""

FROM_FILE: Final = frozenset({"crane"})
"""Programs that have no option for a user and a password: they take both from the file
`config.json` in `DOCKER_CONFIG`."""

_BY_TLS: Final = (
    ("tls-verify=false", "tls-verify=true"),
    ("tls=disabled", "tls=enabled"),
    (" --from-plain-http", ""),
    (" --to-plain-http", ""),
    (" --plain-http", ""),
    (" --insecure ", " "),
)
"""The difference of a preset by HTTPS: the certificate is verified."""

_VERSION: Final[Mapping[str, tuple[str, ...]]] = {
    "oras": ("version",),
    "crane": ("version",),
    "regctl": ("version", "--format", "{{.VCSTag}}"),
}
"""The arguments that ask a client for its version, if not `--version`."""


def command_of(does: ByCommand, text: str, *, tls: bool = False) -> str:
    """The command that *text* stands for: that of a preset, or itself. *tls*: by HTTPS; a preset
    then has to verify the certificate. Raises `Unusable`."""
    preset = PRESETS.get(text.strip())
    if preset is None:
        return text
    if does not in preset:
        choice = ", ".join(preset)
        raise Unusable(f"the preset {text.strip()!r} has no {does}, only {choice}: give a command")
    command = preset[does]
    for plain, verified in _BY_TLS if tls else ():
        command = command.replace(plain, verified)
    return command


def version_of(text: str) -> str:
    """The version of the client of a preset; empty: *text* is none, or has no version."""
    if text.strip() not in PRESETS or shutil.which(text.strip()) is None:
        return ""
    words = [text.strip(), *_VERSION.get(text.strip(), ("--version",))]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=10)
    first = done.stdout.strip().partition("\n")[0].split()
    return first[-1] if first and not done.returncode else ""
