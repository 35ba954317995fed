"""Stores that take fewer bytes than they are offered, as a rule."""

from __future__ import annotations

from typing import Any

from remotes_conformance.protocols import Buffer

from .guarded import Guarded
from .right import Writer
from .right_folder import FolderWriter, RightFolder

MOST = 4


class TakesFewBytes(Guarded):
    """Right: each Write takes four bytes at the most."""

    class Short(Guarded.Writer):
        def write(self, content: Buffer) -> int:
            return super().write(memoryview(content)[:MOST])

    def make_writer(self, ingest: Any) -> Writer:
        return self.Short(self, ingest)


class TakesHalf(TakesFewBytes):
    """Right: each Write takes a half of the bytes, and one more."""

    class Short(Guarded.Writer):
        def write(self, content: Buffer) -> int:
            return super().write(memoryview(content)[: len(content) // 2 + 1])


class TakesFewBytesOnDisk(RightFolder):
    """Right, in a folder: also when it is opened again after a cut, or after a kill."""

    def open(self, ref: str, size: int, digest: str) -> FolderWriter:
        return ShortFolderWriter(self, ref, size, digest)


class ShortFolderWriter(FolderWriter):
    """Each Write takes four bytes at the most, or a tenth."""

    def write(self, content: Buffer) -> int:
        return super().write(memoryview(content)[: max(MOST, len(content) // 10)])
