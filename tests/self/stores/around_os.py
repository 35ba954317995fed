"""Right stores of files that use other ways to the disk than `os.write` and `os.fsync`."""

from __future__ import annotations

import _io
import asyncio
import os
import shutil
from os import fsync, rename
from pathlib import Path
from typing import Any

from .right_folder import FolderWriter, RightFolder


class Own(RightFolder):
    """It gives its own kind of writers."""

    Writer: type[FolderWriter] = FolderWriter

    def open(self, ref: str, size: int, digest: str) -> FolderWriter:
        return self.Writer(self, ref, size, digest)


class ImportsFromOs(Own):
    """Names that were imported beforehand."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            self.sync()
            rename(self.path, blob)
            self.store.sync(blob.parent)

        def sync(self) -> None:
            try:
                fsync(self.file)
            except OSError:
                self.path.unlink()
                self.end()
                raise


class CopiesByName(Own):
    """Content is a copy, made by `shutil`, under a temporary name."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            copy = self.store.ingests / f"{blob.name}.new"
            shutil.copyfile(self.path, copy)
            with open(copy, "rb+") as file:
                os.fsync(file.fileno())
            os.replace(copy, blob)
            self.store.sync(blob.parent)
            os.unlink(self.path)


class LinksAFileWithoutAName(Own):
    """`O_TMPFILE`, written in one go, then named."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            file = os.open(self.store.ingests, os.O_TMPFILE | os.O_RDWR, 0o600)
            try:
                os.writev(file, [self.path.read_bytes()])
                os.fdatasync(file)
                os.link(f"/proc/self/fd/{file}", blob, src_dir_fd=file)
            finally:
                os.close(file)
            self.store.sync(blob.parent)
            os.unlink(self.path)


class WritesAroundOs(Own):
    """By C code, which no recorder sees."""

    class Writer(FolderWriter):
        def publish(self, blob: Path) -> None:
            with _io.open(blob, "wb") as file:
                file.write(self.path.read_bytes())
                os.fsync(file.fileno())
            self.store.sync(blob.parent)
            self.path.unlink()


class Awaited:
    """Its work is done on threads, for asyncio."""

    def __init__(self, folder: str) -> None:
        self.store = RightFolder(folder)

    async def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Any:
        return AwaitedHandle(await asyncio.to_thread(self.store.writer, ctx, ref, size, digest))

    async def reader(self, ctx: Any, digest: str) -> Any:
        return AwaitedHandle(await asyncio.to_thread(self.store.reader, ctx, digest))


class AwaitedHandle:
    """Each method is called on a thread."""

    def __init__(self, handle: Any) -> None:
        self.handle = handle

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.handle, name)

        async def call(*args: Any) -> Any:
            return await asyncio.to_thread(method, *args)

        return call
