"""Stores of files that are right until the power is cut, or the process killed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from .right_folder import FolderWriter, RightFolder


class Own(RightFolder):
    """Right: it gives its own kind of writers."""

    class Writer(FolderWriter):
        pass

    def open(self, ref: str, size: int, digest: str) -> FolderWriter:
        return self.Writer(self, ref, size, digest)


class SyncsNoFiles(Own):
    """STORE-17a: no fsync of that file comes after it."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.rename(self.path, blob)
            self.store.sync(blob.parent)


class SyncsAgain(Own):
    """STORE-17a: a sync that has failed is tried again, and then trusted."""

    class Writer(FolderWriter):
        def sync(self) -> None:
            os.fsync(self.file)


class SyncsNoNames(Own):
    """STORE-17a: no fsync of the folder blobs comes after it."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.fsync(self.file)
            os.rename(self.path, blob)


class SyncsTheWrongFolder(Own):
    """STORE-17a: no fsync of the folder blobs comes after it."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.fsync(self.file)
            self.store.sync(blob.parent)
            os.rename(self.path, blob)


class SyncsTheFileTooLate(Own):
    """STORE-17a: no fsync of that file comes after it."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.rename(self.path, blob)
            self.store.sync(blob.parent)
            os.fsync(self.file)


class NeverSyncsItsFolders(RightFolder):
    """STORE-17a: no fsync of the folder . comes after it."""

    def sync(self, folder: Path) -> None:
        if folder == self.blobs:
            super().sync(folder)


class SaysExistsTooEarly(RightFolder):
    """STORE-17a: no fsync of the folder blobs comes after it."""

    def is_there(self, digest: str) -> bool:
        return self.blob(digest).exists()


class Shares(Own):
    """STORE-17a: one file has two names, and the next writer of the ref changes content."""

    def forget_ingests(self) -> None:
        pass

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.fsync(self.file)
            os.link(self.path, blob)
            self.store.sync(blob.parent)
            os.unlink(self.path)


class RenamesBack(Own):
    """STORE-17a: after a failed sync the ref has a file that may still be content."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            os.fsync(self.file)
            os.rename(self.path, blob)
            try:
                self.store.sync(blob.parent)
            except OSError:
                os.rename(blob, self.path)
                raise


class BeginsAnew(RightFolder):
    """STORE-17: opened again, it has no content."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        for blob in self.blobs.iterdir():
            blob.unlink()


class LocksWithFiles(RightFolder):
    """STORE-17: the lock of a killed process is never freed."""

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


class OpensOnce(RightFolder):
    """STORE-17: its folder cannot be opened again."""

    def __init__(self, folder: str) -> None:
        os.mkdir(os.path.join(folder, "opened"))
        super().__init__(folder)


class WritesInPlace(Own):
    """STORE-17: content is visible before it is whole."""

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


class KeepsIngests(RightFolder):
    """STORE-17b: an ingest may come back with bytes that were never written."""

    def forget_ingests(self) -> None:
        pass
