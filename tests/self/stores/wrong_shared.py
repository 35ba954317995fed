"""Stores of one process that share state that each should have for itself."""

from __future__ import annotations

from typing import Any, ClassVar

from remotes_conformance.errors import NotFound

from .right import Blob, Ingest, Right, Writer
from .shelf import breaks


@breaks("STORE-2", shown_by="a process")
class SharedContent(Right):
    """The content is an attribute of the class."""

    shared: ClassVar[dict[str, Blob]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.blobs = self.shared


@breaks("STORE-2", shown_by="a process")
class SharedIngests(Right):
    """The ingests are in a table of the module."""

    def __init__(self) -> None:
        super().__init__()
        self.ingests = _INGESTS


_INGESTS: dict[str, Ingest] = {}


@breaks("STORE-2", shown_by="a process")
class SharedLocks(Right):
    """The table of locks is an attribute of the class."""

    shared: ClassVar[dict[str, Writer]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.open = self.shared


@breaks("STORE-2", shown_by="a process")
class BeginsWithTheLast(Right):
    """A new store begins with the content that the last one has at that moment."""

    last: ClassVar[Any] = None

    def __init__(self) -> None:
        super().__init__()
        if BeginsWithTheLast.last is not None:
            self.blobs = dict(BeginsWithTheLast.last.blobs)
        BeginsWithTheLast.last = self


@breaks("STORE-9", shown_by="a process")
class RemembersWhatIsMissing(Right):
    """All stores share the list of digests that were looked for in vain."""

    missing: ClassVar[set[str]] = set()

    def find(self, digest: str) -> Blob:
        if digest in self.missing:
            raise NotFound(digest)
        try:
            return super().find(digest)
        except NotFound:
            self.missing.add(digest)
            raise
