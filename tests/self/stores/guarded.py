"""A store in memory that threads may use."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from remotes_conformance.protocols import Buffer
from remotes_conformance.stores import Info

from .right import Ingest, Reader, Right, Status, Writer


class Guarded(Right):
    """One lock around everything: it can be called by threads."""

    class Writer(Writer):
        def __init__(self, store: Right, ingest: Ingest) -> None:
            super().__init__(store, ingest)
            self.guard = store.guard  # type: ignore[attr-defined]

        def write(self, content: Buffer) -> int:
            with self.guard:
                return super().write(content)

        def status(self) -> Status:
            with self.guard:
                return super().status()

        def truncate(self, size: int) -> None:
            with self.guard:
                super().truncate(size)

        def commit(self, size: int = 0, expected: str = "") -> None:
            with self.guard:
                super().commit(size, expected)

        def close(self) -> None:
            with self.guard:
                super().close()

    def __init__(self) -> None:
        super().__init__()
        self.guard = threading.RLock()

    def make_writer(self, ingest: Ingest) -> Writer:
        return Guarded.Writer(self, ingest)

    def writer(self, ctx: Any, ref: str, size: int, digest: str) -> Writer:
        with self.guard:
            return super().writer(ctx, ref, size, digest)

    def abort(self, ctx: Any, ref: str) -> None:
        with self.guard:
            super().abort(ctx, ref)

    def reader(self, ctx: Any, digest: str) -> Reader:
        with self.guard:
            return super().reader(ctx, digest)

    def info(self, ctx: Any, digest: str) -> Info:
        with self.guard:
            return super().info(ctx, digest)

    def delete(self, ctx: Any, digest: str) -> None:
        with self.guard:
            super().delete(ctx, digest)

    def walk(self, ctx: Any) -> Iterator[Info]:
        with self.guard:
            return iter(list(super().walk(ctx)))
