"""Files that are there after a crash, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def sync_folder(folder: str | Path) -> None:
    """Make sure that the names in *folder* are on the disk, not only the bytes of its files."""
    if os.name == "nt":  # folders cannot be opened there, and names are written with the files
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def make_folder(folder: Path) -> None:
    """Make *folder*, and what is missing above it."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def make_folders(root: Path, *names: str) -> None:
    """Make folders in *root*; their names are on the disk afterwards.

    Also of folders that are there already: the process that made them may have been killed before
    it had synced them.
    """
    make_folder(root)
    parents = set()
    for name in names:
        (root / name).mkdir(parents=True, exist_ok=True)
        parents |= {root / above for above in Path(name).parents}
    for parent in sorted(parents):
        sync_folder(parent)


def move(source: str | Path, destination: str | Path) -> None:
    """Move a file that is synced; after an error it is where it was."""
    os.rename(source, destination)
    try:
        sync_folder(os.path.dirname(destination))
    except OSError:
        os.rename(destination, source)
        raise


def replace_text(path: str, text: str) -> None:
    """Write *path*; a reader sees the old text or the new one, never a part."""
    new = Path(f"{path}.new")
    new.write_text(text, encoding="ascii")
    os.replace(new, path)
