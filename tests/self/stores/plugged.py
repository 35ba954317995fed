"""The harness's ingester over a folder, as a whole store."""

from __future__ import annotations

from typing import Any, BinaryIO

from remotes_conformance.errors import NotFound
from remotes_conformance.plugs.folder import FolderIngester


class FolderStore(FolderIngester):
    """With a reader of its blobs."""

    def reader(self, ctx: Any, digest: str) -> BinaryIO:
        try:
            return open(self.blob(digest), "rb")
        except FileNotFoundError as error:
            raise NotFound(digest) from error
