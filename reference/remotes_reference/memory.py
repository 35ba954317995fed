"""A content store in memory, for any number of threads."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator

from remotes_conformance.errors import AlreadyExists, NotFound
from remotes_conformance.protocols import Buffer, Context

from .blob_reader import BlobReader, MemoryBlob
from .digests import Digest, parse_digest, parse_optional
from .ingest import IngestWriter, open_ingest
from .locks import ThreadLocks
from .store import Info, IngestStatus


class MemoryStore:
    """Blobs and ingests live as long as this object."""

    def __init__(self) -> None:
        self._locks = ThreadLocks()
        self._guard = threading.Lock()
        self._blobs: dict[Digest, tuple[bytes, Info]] = {}
        self._drafts: dict[str, _MemoryDraft] = {}

    def writer(self, ctx: Context, ref: str, size: int = 0, digest: str = "") -> IngestWriter:
        expected = parse_optional(digest)
        return open_ingest(
            lock=lambda: self._locks.acquire(ref),
            exists=lambda: expected in self._blobs,
            draft=lambda: self._draft(ref, size, digest),
            expected=expected,
        )

    def _draft(self, ref: str, size: int, digest: str) -> _MemoryDraft:
        with self._guard:
            draft = self._drafts.setdefault(ref, _MemoryDraft(self, ref))
        draft.total, draft.expected = max(size, 0) or draft.total, digest or draft.expected
        return draft

    def publish(self, draft: _MemoryDraft, digest: Digest) -> None:
        """Turn *draft* into content."""
        content = draft.content()
        with self._guard:
            del self._drafts[draft.ref]
            if digest in self._blobs:
                raise AlreadyExists(f"content {digest} exists")
            self._blobs[digest] = content, Info(str(digest), len(content), time.time())

    def status(self, ctx: Context, ref: str) -> IngestStatus:
        with self._guard:
            draft = self._drafts.get(ref)
        if draft is None:
            raise NotFound(f"no ingest for ref {ref}")
        return draft.status()

    def abort(self, ctx: Context, ref: str) -> None:
        release = self._locks.acquire(ref)
        try:
            with self._guard:
                if self._drafts.pop(ref, None) is None:
                    raise NotFound(f"no ingest for ref {ref}")
        finally:
            release()

    def reader(self, ctx: Context, digest: str) -> BlobReader:
        return BlobReader(MemoryBlob(self._blob(digest)[0]))

    def info(self, ctx: Context, digest: str) -> Info:
        return self._blob(digest)[1]

    def _blob(self, digest: str) -> tuple[bytes, Info]:
        wanted = parse_digest(digest)
        with self._guard:
            if wanted not in self._blobs:
                raise NotFound(f"no content {wanted}")
            return self._blobs[wanted]

    def delete(self, ctx: Context, digest: str) -> None:
        wanted = parse_digest(digest)
        with self._guard:
            if self._blobs.pop(wanted, None) is None:
                raise NotFound(f"no content {wanted}")

    def walk(self, ctx: Context) -> Iterator[Info]:
        with self._guard:
            infos = [info for _, info in self._blobs.values()]
        return iter(infos)


class _MemoryDraft:
    """The bytes of one ingest of a `MemoryStore`."""

    is_trusted = True

    def __init__(self, store: MemoryStore, ref: str) -> None:
        self._store = store
        self._bytes = io.BytesIO()
        self._started_at = self._updated_at = time.time()
        self.ref = ref
        self.total = 0
        self.expected = ""
        self.offset = 0

    def status(self) -> IngestStatus:
        return IngestStatus(
            self.ref, self.offset, self.total, self.expected, self._started_at, self._updated_at
        )

    def append(self, content: Buffer) -> int:
        self.offset += self._bytes.write(content)
        self._touch()
        return len(content)

    def empty(self) -> None:
        self._bytes, self.offset = io.BytesIO(), 0
        self._touch()

    def _touch(self) -> None:
        # The clock of the machine may be set back.
        self._updated_at = max(self._updated_at, time.time())

    def content(self) -> bytes:
        return self._bytes.getvalue()

    def pieces(self) -> Iterator[bytes]:
        yield self.content()

    def publish(self, digest: Digest) -> None:
        self._store.publish(self, digest)

    def close(self) -> None:
        """Nothing is held that must be given back."""
