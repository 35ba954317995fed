"""Stores of one process that share what each should have for itself."""

from __future__ import annotations

from typing import Any, ClassVar

from remotes_conformance.errors import NotFound

from .right import Blob, Ingest, Right, Writer


class SharedContent(Right):
    """STORE-2: the content is an attribute of the class."""

    shared: ClassVar[dict[str, Blob]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.blobs = self.shared


class SharedIngests(Right):
    """STORE-2: the ingests are in a table of the module."""

    def __init__(self) -> None:
        super().__init__()
        self.ingests = _INGESTS


_INGESTS: dict[str, Ingest] = {}


class SharedLocks(Right):
    """STORE-2: the table of locks is an attribute of the class."""

    shared: ClassVar[dict[str, Writer]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.open = self.shared


class BeginsWithTheLast(Right):
    """STORE-2: a new store begins with the content that the last one has at that moment."""

    last: ClassVar[Any] = None

    def __init__(self) -> None:
        super().__init__()
        if BeginsWithTheLast.last is not None:
            self.blobs = dict(BeginsWithTheLast.last.blobs)
        BeginsWithTheLast.last = self


class RemembersWhatIsMissing(Right):
    """STORE-9: all stores share the list of digests that were looked for in vain."""

    missing: ClassVar[set[str]] = set()

    def find(self, digest: str) -> Blob:
        if digest in self.missing:
            raise NotFound(digest)
        try:
            return super().find(digest)
        except NotFound:
            self.missing.add(digest)
            raise
