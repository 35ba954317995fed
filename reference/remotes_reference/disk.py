"""A content store in a folder, for any number of threads and processes.

`blobs/<algorithm>/<hex>` is committed content, `ingests` what is being written, `locks` who writes.
Refs stand in file names as hashes only: whatever they contain, they name nothing else.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from remotes_conformance.errors import AlreadyExists, NotFound
from remotes_conformance.protocols import Context

from .blob_reader import BlobReader, FileBlob
from .digests import HEX_LENGTHS, Digest, parse_digest, parse_optional
from .disk_draft import DiskDraft, DraftFiles, Particulars, ref_in
from .durable import make_folders, move, sync_folder
from .ingest import IngestWriter, open_ingest
from .locks import FolderLocks
from .store import Info, IngestStatus


def name_of(ref: str) -> str:
    """A file name for *ref*: of one length, in one alphabet, and different for every ref."""
    return hashlib.sha256(ref.encode("utf-8", "surrogatepass")).hexdigest()


class DiskStore:
    """Blobs and ingests live in *folder*, which is made if it is not there."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        # Absolute: the working folder of the process may change.
        root = Path(folder).absolute()
        make_folders(root, *(f"blobs/{name}" for name in HEX_LENGTHS), "ingests", "locks")
        # Strings: of a small blob, joining paths would be a good part of the time.
        self._blobs = {name: str(root / "blobs" / name) for name in HEX_LENGTHS}
        self._ingests = str(root / "ingests")
        self._locks = FolderLocks(root / "locks", name_of)
        self._publishing = threading.Lock()
        self._active: dict[str, Particulars] = {}

    def _blob(self, digest: Digest) -> str:
        return f"{self._blobs[digest.algorithm]}{os.sep}{digest.hex}"

    def _is_there(self, digest: Digest) -> bool:
        """True if this is content, also after a crash.

        Another process may have named it and not yet synced the name, or been killed in between.
        """
        if not os.path.exists(self._blob(digest)):
            return False
        sync_folder(self._blobs[digest.algorithm])
        return True

    def _files(self, ref: str) -> DraftFiles:
        content = f"{self._ingests}{os.sep}{name_of(ref)}"
        return DraftFiles(content, f"{content}.json", self._active)

    def writer(self, ctx: Context, ref: str, size: int = 0, digest: str = "") -> IngestWriter:
        expected = parse_optional(digest)
        return open_ingest(
            lock=lambda: self._locks.acquire(ref),
            exists=lambda: expected is not None and self._is_there(expected),
            draft=lambda: DiskDraft(self._files(ref), self, ref, size, digest),
            expected=expected,
        )

    def publish(self, synced: str, digest: Digest) -> None:
        """Move the file *synced*, which has *digest*, to the content."""
        blob = self._blob(digest)
        # Two processes may both find nothing here: then equal bytes take the place of equal bytes.
        with self._publishing:
            if self._is_there(digest):
                raise AlreadyExists(f"content {digest} exists")
            move(synced, blob)
        # Only a courtesy to people who look into the folder: the store itself never writes there.
        with suppress(OSError):
            os.chmod(blob, 0o444)

    def status(self, ctx: Context, ref: str) -> IngestStatus:
        try:
            return self._files(ref).status(ref)
        except FileNotFoundError as error:
            raise NotFound(f"no ingest for ref {ref}") from error

    def statuses(self, ctx: Context) -> Iterator[IngestStatus]:
        """The progress of all ingests whose refs are known: they have a writer of this store, or
        had one that was closed."""
        names = (name for name in sorted(os.listdir(self._ingests)) if name.endswith(".json"))
        closed = (ref_in(f"{self._ingests}{os.sep}{name}") for name in names)
        for ref in dict.fromkeys((*self._active, *closed)):
            with suppress(FileNotFoundError):  # committed or aborted meanwhile
                yield self._files(ref).status(ref)

    def abort(self, ctx: Context, ref: str) -> None:
        release = self._locks.acquire(ref)
        try:
            self._files(ref).remove()
        except FileNotFoundError as error:
            raise NotFound(f"no ingest for ref {ref}") from error
        finally:
            release()

    def reader(self, ctx: Context, digest: str) -> BlobReader:
        wanted = parse_digest(digest)
        try:
            return BlobReader(FileBlob(self._blob(wanted)))
        except FileNotFoundError as error:
            raise NotFound(f"no content {wanted}") from error

    def info(self, ctx: Context, digest: str) -> Info:
        wanted = parse_digest(digest)
        try:
            return _info(wanted, os.stat(self._blob(wanted)))
        except FileNotFoundError as error:
            raise NotFound(f"no content {wanted}") from error

    def delete(self, ctx: Context, digest: str) -> None:
        wanted = parse_digest(digest)
        try:
            os.unlink(self._blob(wanted))
        except FileNotFoundError as error:
            raise NotFound(f"no content {wanted}") from error

    def walk(self, ctx: Context) -> Iterator[Info]:
        for algorithm, length in HEX_LENGTHS.items():
            for name in sorted(os.listdir(self._blobs[algorithm])):
                if re.fullmatch(f"[0-9a-f]{{{length}}}", name):
                    digest = Digest(algorithm, name)
                    with suppress(FileNotFoundError):  # deleted meanwhile
                        yield _info(digest, os.stat(self._blob(digest)))


def _info(digest: Digest, file: os.stat_result) -> Info:
    return Info(str(digest), file.st_size, file.st_mtime)
