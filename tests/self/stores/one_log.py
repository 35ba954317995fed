"""A right store whose content is in one file, record after record; ingests are in memory."""

from __future__ import annotations

import json
import os
import zlib
from contextlib import suppress
from typing import Any

from remotes_conformance.errors import AlreadyExists

from .guarded import Guarded
from .right import Blob


class OneLog(Guarded):
    """A record that could not be synced is cut off, at the latest before the next one."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self.end, self.is_torn = 0, True
        self.file = os.open(os.path.join(folder, "log"), os.O_RDWR | os.O_CREAT, 0o600)
        self.sync_name(folder)
        for record in os.pread(self.file, os.fstat(self.file).st_size, 0).splitlines(keepends=True):
            if not self.read(record):
                break
            self.end += len(record)
        self.cut_off()

    def sync_name(self, folder: str) -> None:
        file = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)

    def read(self, record: bytes) -> bool:
        """Take a record into account; False: it is not whole."""
        checksum, _, line = record.partition(b" ")
        if not record.endswith(b"\n") or checksum != b"%08x" % zlib.crc32(line):
            return False
        digest, content, created_at = json.loads(line)
        if content is None:
            del self.blobs[digest]
        else:
            self.blobs[digest] = Blob(bytes.fromhex(content), created_at)
        return True

    def cut_off(self) -> None:
        """What comes after the last whole record."""
        os.ftruncate(self.file, self.end)
        os.fsync(self.file)
        self.is_torn = False

    def add(self, digest: str, content: str | None, created_at: float) -> None:
        if self.is_torn:
            self.cut_off()
        line = json.dumps([digest, content, created_at]).encode() + b"\n"
        record = b"%08x " % zlib.crc32(line) + line
        try:
            written = 0
            while written < len(record):
                written += os.pwrite(self.file, record[written:], self.end + written)
            os.fsync(self.file)
        except OSError:
            self.is_torn = True
            with suppress(OSError):
                self.cut_off()
            raise
        self.end += len(record)

    def put(self, digest: str, content: bytes) -> None:
        if digest in self.blobs:
            raise AlreadyExists(digest)
        super().put(digest, content)
        try:
            self.add(digest, content.hex(), self.blobs[digest].created_at)
        except OSError:
            del self.blobs[digest]
            raise

    def delete(self, ctx: Any, digest: str) -> None:
        with self.guard:
            self.find(digest)
            self.add(digest, None, 0)
            super().delete(ctx, digest)
