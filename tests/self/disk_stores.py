"""Writing to a store on disk, and reading back, for its tests."""

from __future__ import annotations

from typing import Any

from remotes_conformance.content import digest_of
from remotes_reference.disk import DiskStore

CTX: Any = None
CONTENT = b"some content" * 100
SIZE = len(CONTENT)
DIGEST = digest_of(CONTENT)
OLD = b"committed before"


def put(store: DiskStore, content: bytes = CONTENT, ref: str = "ref") -> None:
    """Write in two parts, from wherever the ingest is, and commit."""
    with store.writer(CTX, ref, len(content), digest_of(content)) as writer:
        while rest := content[writer.status().offset :]:
            writer.write(rest[: SIZE // 2])
        writer.commit(len(content), digest_of(content))


def read(store: DiskStore, content: bytes) -> bytes:
    """The bytes that the store has for the digest of this content."""
    with store.reader(CTX, digest_of(content)) as reader:
        return reader.read()
