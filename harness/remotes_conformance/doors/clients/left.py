"""What an operation has left: files, and secrets in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ...world.registry.journal import File
from ...world.registry.secrets import Secrets

_SEARCHED = 16 * 1024 * 1024
"""Bytes of a file in which secrets are searched for."""


def files_in(folder: Path) -> tuple[File, ...]:
    """The files below *folder*, in the order of their names; a file at its place counts, too."""
    return tuple(sorted(_files(folder), key=lambda one: one.path))


def _files(folder: Path) -> Iterator[File]:
    for path in [folder, *folder.rglob("*")]:
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            name = str(path.relative_to(folder)) if path != folder else path.name
            yield File(name, path.stat().st_size, f"sha256:{digest}")


def leaks_in(room: Path, secrets: Secrets, ours: set[Path]) -> Iterator[str]:
    """The secrets in files that the client has written in *room*; *ours* are the harness's."""
    for path in sorted(room.rglob("*")):
        if path.is_file() and not path.is_symlink() and path not in ours:
            with path.open("rb") as content:
                found = secrets.in_bytes(content.read(_SEARCHED))
            yield from (f"the file {path.relative_to(room)}: {word}" for word in found)
