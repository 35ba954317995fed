"""The folders in which stores are made, and what a store has touched outside of them."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_NESTED = "outside/it/there/is/nothing"
"""The depth of a store's folder below its own place: a path that leads out of it ends here."""
_DECOY = "secret"
_TEXT = b"content outside of the store"


class Folders:
    """The places of a door's stores, one play after the other; with a decoy in each folder around.

    It is on a disk in memory where there is one.
    """

    def __init__(self) -> None:
        shared = "/dev/shm"
        self._temporary = tempfile.TemporaryDirectory(
            prefix="remotes-stores-",
            dir=shared if os.access(shared, os.W_OK) else None,
            ignore_cleanup_errors=True,
        )
        self._root = os.path.join(self._temporary.name, "root")
        self._inner = os.path.join(self._root, _NESTED)
        self._stores: list[str] = []
        self._make()

    @property
    def path(self) -> str:
        """The folder that the stores are in."""
        return self._inner

    def _make(self) -> None:
        os.makedirs(self._inner)
        for folder, _, _ in os.walk(self._root):
            Path(folder, _DECOY).write_bytes(_TEXT)

    def new(self, number: int) -> Path:
        """The folder of the store of that number: empty, when it is asked for."""
        path = os.path.join(self._inner, f"store-{number}")
        os.mkdir(path)
        self._stores.append(path)
        return Path(path)

    def changed(self) -> tuple[str, ...]:
        """The paths around the stores that were made, changed or removed."""
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
        if found:
            shutil.rmtree(self._root, ignore_errors=True)
            self._make()
        return tuple(sorted(found))

    def clear(self) -> None:
        """Remove the stores of this play."""
        for path in self._stores:
            shutil.rmtree(path, ignore_errors=True)
            if os.path.exists(path):  # it has taken away its own permissions
                os.rename(path, tempfile.mkdtemp(dir=self._temporary.name))
        self._stores.clear()

    def close(self) -> None:
        """Remove everything."""
        self._temporary.cleanup()


def _is_decoy(path: str) -> bool:
    try:
        return Path(path).read_bytes() == _TEXT
    except OSError:
        return False
