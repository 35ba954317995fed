"""Stores of files that are right until the power is cut, or the process killed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from remotes_conformance.protocols import Buffer
from remotes_conformance.stores import Info

from .right_folder import FolderWriter, RightFolder
from .shelf import breaks


class Own(RightFolder):
    """Right: it gives its own kind of writers."""

    class Writer(FolderWriter):
        pass

    def open(self, ref: str, size: int, digest: str) -> FolderWriter:
        return self.Writer(self, ref, size, digest)


@breaks("STORE-17a", fault="no fsync of that file comes after it", shown_by="cuts")
class SyncsNoFiles(Own):
    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.rename(self.path, blob)
            self.store.sync(blob.parent)


@breaks("STORE-17a", fault="no fsync of that file comes after it", shown_by="cuts")
class SyncsOnlyWhatItWrites(Own):
    """The bytes of an earlier writer of the ref are left to luck."""

    class Writer(FolderWriter):
        has_written = False

        def write(self, content: Buffer) -> int:
            self.has_written = True
            return super().write(content)

        def sync(self) -> None:
            if self.has_written:
                super().sync()


@breaks("STORE-17a", shown_by="cuts")
class SyncsAgain(Own):
    """A sync that has failed is tried again, and then trusted."""

    class Writer(FolderWriter):
        def sync(self) -> None:
            os.fsync(self.file)


@breaks("STORE-17a", fault="no fsync of the folder blobs comes after it", shown_by="cuts")
class SyncsNoNames(Own):
    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.fsync(self.file)
            os.rename(self.path, blob)


@breaks("STORE-17a", fault="no fsync of the folder blobs comes after it", shown_by="cuts")
class SyncsTheWrongFolder(Own):
    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.fsync(self.file)
            self.store.sync(blob.parent)
            os.rename(self.path, blob)


@breaks("STORE-17a", fault="no fsync of that file comes after it", shown_by="cuts")
class SyncsTheFileTooLate(Own):
    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.rename(self.path, blob)
            self.store.sync(blob.parent)
            os.fsync(self.file)


@breaks("STORE-17a", fault="no fsync of the folder . comes after it", shown_by="cuts")
class NeverSyncsItsFolders(RightFolder):
    def sync(self, folder: Path) -> None:
        if folder == self.blobs:
            super().sync(folder)


@breaks("STORE-17a", fault="no fsync of the folder blobs comes after it", shown_by="cuts")
class RaisesExistsTooEarly(RightFolder):
    def is_there(self, digest: str) -> bool:
        return self.blob(digest).exists()


@breaks("STORE-17a", shown_by="cuts")
class Shares(Own):
    """One file has two names, and the next writer of the ref changes content."""

    def forget_ingests(self) -> None:
        pass

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.fsync(self.file)
            os.link(self.path, blob)
            self.store.sync(blob.parent)
            os.unlink(self.path)


@breaks("STORE-17a", shown_by="cuts")
class RenamesBack(Own):
    """After a failed sync the ref has a file that may still be content."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.fsync(self.file)
            os.rename(self.path, blob)
            try:
                self.store.sync(blob.parent)
            except OSError:
                os.rename(blob, self.path)
                raise


@breaks("STORE-17", shown_by="cuts")
class BeginsAnew(RightFolder):
    """Opened again, it has no content."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        for blob in self.blobs.iterdir():
            blob.unlink()


@breaks("STORE-17", shown_by="cuts")
class RemovesWhatIsEmpty(RightFolder):
    """Opened again, it takes content without bytes for the remains of a power cut."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        for blob in self.blobs.iterdir():
            if not blob.stat().st_size:
                blob.unlink()


@breaks("STORE-17", shown_by="cuts")
class LocksWithFiles(RightFolder):
    """The lock of a killed process is never freed."""

    def forget_ingests(self) -> None:
        pass

    def lock(self, ref: str) -> None:
        super().lock(ref)
        try:
            os.close(os.open(f"{self.ingest(ref)}.lock", os.O_CREAT | os.O_EXCL))
        except BaseException:
            super().unlock(ref)
            raise

    def unlock(self, ref: str) -> None:
        super().unlock(ref)
        with suppress(FileNotFoundError):
            os.unlink(f"{self.ingest(ref)}.lock")


@breaks("STORE-17", shown_by="cuts")
class OpensOnce(RightFolder):
    """Its folder cannot be opened again."""

    def __init__(self, folder: str) -> None:
        os.mkdir(os.path.join(folder, "opened"))
        super().__init__(folder)


@breaks("STORE-17", shown_by="cuts")
class WritesInPlace(Own):
    """Content is visible before it is whole."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            file = os.open(blob, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                os.write(file, self.path.read_bytes())
                os.fsync(file)
            finally:
                os.close(file)
            self.store.sync(blob.parent)
            self.path.unlink()


@breaks("STORE-17b", shown_by="cuts")
class KeepsIngests(RightFolder):
    """An ingest may come back with bytes that were never written."""

    def forget_ingests(self) -> None:
        pass


@breaks("STORE-20", shown_by="cuts")
class ListsOnlySha256(RightFolder):
    """Nothing is lost: readers find what Walk leaves out."""

    def walk(self, ctx: Any) -> Iterator[Info]:
        return (one for one in super().walk(ctx) if one.digest.startswith("sha256:"))
