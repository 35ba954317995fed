"""OCI image layouts: a folder with the blobs of images, and an index of the images.

The blobs are those of a `DiskStore` in the same folder. The index names an image only when all of
it is there.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from remotes_conformance.content import Descriptor
from remotes_conformance.errors import InvalidArgument, NotFound, is_locked
from remotes_conformance.media_types import OCI_INDEX

from ..call_context import CallContext
from ..disk import DiskStore, name_of
from ..durable import make_folder, move
from ..locks import FolderLocks, Release
from ..ref_keys import REF_NAME
from .documents import descriptor_of, json_of

_VERSION: Final = {"imageLayoutVersion": "1.0.0"}
_INDEX: Final = "index.json"
_PAUSE: Final = 0.02


class Layout:
    """The image layout in *folder*; `store` has its blobs. *is_new*: it is made if need be."""

    def __init__(self, folder: str | os.PathLike[str], *, is_new: bool = False) -> None:
        self._folder = Path(folder).absolute()
        if not is_new and not (self._folder / _INDEX).is_file():
            raise NotFound(f"no OCI image layout in {folder}: it has no {_INDEX}")
        make_folder(self._folder)
        self.store = DiskStore(self._folder)
        self._locks = FolderLocks(self._folder / "locks", name_of)

    def root(self, name: str = "") -> Descriptor:
        """The image *name*; "": the only one. Raises `NotFound`, `InvalidArgument`."""
        images = [descriptor_of(entry) for entry in self._index().get("manifests", [])]
        names = [one.annotations.get(REF_NAME, one.digest) for one in images]
        found = [one for one, its in zip(images, names, strict=True) if name in ("", its)]
        known = ", ".join(names) or "none"
        if not found:
            raise NotFound(f"no image {name!r} in {self._folder} (there is: {known})")
        if len({one.digest for one in found}) > 1:
            raise InvalidArgument(f"several images in {self._folder}: name one of {known}")
        return replace(found[0], annotations={})  # they are the layout's, not the image's

    def add(self, ctx: CallContext, root: Descriptor, name: str = "") -> None:
        """Have the index name *root*, under *name* if there is one, in the place of another."""
        entry = json_of(root)
        if name:
            entry["annotations"] = {**entry.get("annotations", {}), REF_NAME: name}
        release = self._locked(ctx)
        try:
            index = self._index()
            kept = [one for one in index.get("manifests", []) if not _is_replaced(one, entry)]
            self._write("oci-layout", _VERSION)
            self._write(_INDEX, {**index, "manifests": [*kept, entry]})
        finally:
            release()

    def _locked(self, ctx: CallContext) -> Release:
        while True:
            try:
                return self._locks.acquire(_INDEX)
            except Exception as error:
                if not is_locked(error) or ctx.wait(_PAUSE):
                    raise

    def _index(self) -> dict[str, Any]:
        try:
            index = json.loads((self._folder / _INDEX).read_bytes())
        except FileNotFoundError:
            return {"schemaVersion": 2, "mediaType": OCI_INDEX}
        except ValueError as error:
            raise InvalidArgument(f"{self._folder / _INDEX} is no JSON: {error}") from error
        if not isinstance(index, dict) or not isinstance(index.get("manifests", []), list):
            raise InvalidArgument(f"{self._folder / _INDEX} is no image index")
        return index

    def _write(self, name: str, value: object) -> None:
        new = self._folder / f"{name}.new"
        with open(new, "w", encoding="ascii") as file:
            json.dump(value, file)
            file.flush()
            os.fsync(file.fileno())
        move(new, self._folder / name)


def _is_replaced(old: object, new: dict[str, Any]) -> bool:
    """An entry with the same name, or the same content without a name."""

    def name(entry: object) -> object:
        annotations = entry.get("annotations") if isinstance(entry, dict) else None
        return annotations.get(REF_NAME) if isinstance(annotations, dict) else None

    same = isinstance(old, dict) and old.get("digest") == new["digest"]
    return name(old) == name(new) and (name(new) is not None or same)
