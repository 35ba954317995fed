"""Hashes in a pool of threads that is made once, when it is first wanted, for the whole process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

from remotes_conformance.protocols import Writer
from wrong.right import PIECE, Read

from .verifying import Hash, Verifying


@cache
def pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="hashing")


class PooledHashing(Verifying):
    """A piece is hashed by the pool while it is written here."""

    def pump_hashing(self, read: Read, writer: Writer, hashed: Hash) -> int:
        size = 0
        while piece := read(PIECE):
            hashing = pool().submit(hashed.update, piece)
            try:
                self.write(writer, piece)
            finally:
                hashing.result()
            size += len(piece)
        return size
