"""The remains of an operation: files, and secrets in them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from ...world.registry.journal import File
from ...world.registry.secrets import Secrets

_SEARCHED = 16 * 1024 * 1024
"""Bytes of a file in which secrets are searched for."""
_LONGEST_INDEX = 1024 * 1024
"""Bytes of the index of an image layout, at most."""


def paths_in(folder: Path) -> list[str]:
    """The paths of the files below *folder*, in order, without symbolic links; if it is a file
    itself, its own."""
    if folder.is_file() and not folder.is_symlink():
        return [str(folder)]
    return sorted(_below(str(folder)))


def _below(folder: str) -> Iterator[str]:
    # Not `Path.rglob`, which takes longer than an ordinary pull.
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return  # it is not there, or has just been removed
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
        elif entry.is_file(follow_symlinks=False):
            yield entry.path


def files_in(folder: Path) -> tuple[File, ...]:
    """The files below *folder*, in the order of their names; a file at its place counts, too."""
    return tuple(_file(folder, path) for path in paths_in(folder))


def _file(folder: Path, path: str) -> File:
    with open(path, "rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        size = os.fstat(content.fileno()).st_size
    name = path[len(str(folder)) + 1 :] or folder.name
    return File(name, size, f"sha256:{digest}")


def listed_in(folder: Path) -> tuple[tuple[str, str], ...]:
    """The media type and the digest of each entry in the index of the OCI image layout in *folder*;
    nothing if there is no such layout."""
    if not (folder / "index.json").is_file():
        return ()
    try:
        with open(folder / "index.json", "rb") as content:
            index = json.loads(content.read(_LONGEST_INDEX))
        entries = index["manifests"]
        found = [(entry["mediaType"], entry["digest"]) for entry in entries]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return ()
    return tuple(pair for pair in found if all(isinstance(text, str) for text in pair))


def leaks_in(room: Path, secrets: Secrets, ours: Collection[str]) -> Iterator[str]:
    """The secrets in files that the client has written in *room*; *ours* are the paths of the
    harness's own."""
    for path in paths_in(room):
        if path not in ours:
            with open(path, "rb") as content:
                found = secrets.in_bytes(content.read(_SEARCHED))
            yield from (f"the file {path[len(str(room)) + 1 :]}: {word}" for word in found)
