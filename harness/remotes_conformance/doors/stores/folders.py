"""The folders in which stores are made, and what a store has touched outside of them."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from pathlib import Path

_NESTED = "outside/it/there/is/nothing"
"""How deep below its own place the folder of a store is: a path that leads out of it ends here."""
_DECOY = "secret"
_TEXT = b"content outside of the store"


class Folders:
    """The folders of all plays of one door, which are removed at the end of each."""

    def __init__(self) -> None:
        shared = Path("/dev/shm")
        place = str(shared) if os.access(shared, os.W_OK) else None
        self._root = tempfile.TemporaryDirectory(
            prefix="remotes-stores-", dir=place, ignore_cleanup_errors=True
        )
        self._numbers = itertools.count(1)

    def place(self) -> Place:
        """A new place for the stores of one play."""
        return Place(Path(self._root.name, str(next(self._numbers))))

    def close(self) -> None:
        """Remove what is left."""
        self._root.cleanup()


class Place:
    """Where the stores of one play are; with a decoy in each folder around them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._inner = os.path.join(root, _NESTED)
        self._stores: list[str] = []
        os.makedirs(self._inner)
        for folder, _, _ in os.walk(root):
            with open(os.path.join(folder, _DECOY), "wb") as file:
                file.write(_TEXT)

    def folder(self, number: int) -> Path:
        """The folder of one store: empty, when it is asked for."""
        path = os.path.join(self._inner, f"store-{number}")
        os.mkdir(path)
        self._stores.append(path)
        return Path(path)

    def changed(self) -> tuple[str, ...]:
        """What was made, changed or removed outside of the stores, as paths from around them."""
        found, left = [], 0
        for folder, folders, files in os.walk(self._root):
            folders[:] = [one for one in folders if os.path.join(folder, one) not in self._stores]
            on_the_way = os.path.relpath(self._inner, folder).split(os.sep)[0]
            made = [one for one in folders if one != on_the_way] + [f for f in files if f != _DECOY]
            found += [os.path.relpath(os.path.join(folder, one), self._inner) for one in made]
            left += _is_decoy(os.path.join(folder, _DECOY))
        expected = 1 + len(_NESTED.split("/"))
        if left != expected:
            found.append(f"{expected - left} files changed or removed")
        return tuple(sorted(found))

    def remove(self) -> None:
        """Remove the stores, whatever they have done to their permissions."""
        shutil.rmtree(self._root, ignore_errors=True)


def _is_decoy(path: str) -> bool:
    try:
        return Path(path).read_bytes() == _TEXT
    except OSError:
        return False
