"""The interface of a content store: an ingester and a provider, and looking after what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from remotes_conformance.content import Status
from remotes_conformance.protocols import Context, Ingester, Provider


@dataclass(frozen=True, slots=True)
class Info:
    """The description of committed content. `created_at`: seconds since the epoch."""

    digest: str
    size: int
    created_at: float


@dataclass(frozen=True, slots=True)
class IngestStatus(Status):
    """The progress of an ingest, its beginning and its last write (seconds since the epoch)."""

    started_at: float = 0.0
    updated_at: float = 0.0


class ContentStore(Ingester, Provider, Protocol):
    """`MemoryStore` and `DiskStore` are of this kind.

    Malformed digests are `InvalidArgument`, content or refs that are not there `NotFound`. The
    context is taken for the sake of the Protocols: no method waits.
    """

    def status(self, ctx: Context, ref: str) -> IngestStatus:
        """The progress of the ingest *ref*, active or not."""

    def abort(self, ctx: Context, ref: str) -> None:
        """Remove the ingest *ref*. Raises `Locked` while a writer is open on it."""

    def info(self, ctx: Context, digest: str) -> Info: ...

    def delete(self, ctx: Context, digest: str) -> None:
        """Remove content. Readers that are open on it can still read all of it."""

    def walk(self, ctx: Context) -> Iterator[Info]:
        """All committed content, each once."""
