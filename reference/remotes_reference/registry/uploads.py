"""Writers to a registry: what is written, counted and hashed, and then committed or given up.

The last piece is held back until the commit, when size and digest are known to be right: content
that is wrong is never complete at the registry.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Self

from remotes_conformance.content import Descriptor, Status
from remotes_conformance.errors import (
    FailedPrecondition,
    Reset,
    Unavailable,
    Unsupported,
)
from remotes_conformance.protocols import Buffer, Context

from ..digests import parse_digest
from .client import Client
from .waits import check


class Upload(ABC):
    """A writer of the content of *descriptor*. If the body has to be sent again, it raises `Reset`,
    and is at its beginning."""

    def __init__(
        self, ctx: Context, client: Client, descriptor: Descriptor, observe: Callable[[int], object]
    ) -> None:
        self._ctx = ctx
        self._client = client
        self._descriptor = descriptor
        self._observe = observe
        self._ended = False
        self._is_unreachable = False
        self._begin_again()

    def _begin_again(self) -> None:
        self._offset = 0
        self._hash = hashlib.new(parse_digest(self._descriptor.digest).algorithm)

    @abstractmethod
    def _take(self, piece: bytes) -> None:
        """Send *piece*, or keep it."""

    @abstractmethod
    def _finish(self) -> None:
        """Send what was kept, and have the registry confirm the whole."""

    @abstractmethod
    def _give_up(self) -> None: ...

    def write(self, content: Buffer, /) -> int:
        self._check_open()
        check(self._ctx)
        piece = content if isinstance(content, bytes) else bytes(content)
        size = self._descriptor.size
        if 0 < size < self._offset + len(piece):
            raise FailedPrecondition(f"more than {size} bytes of {self._descriptor.digest}")
        self._tried(lambda: self._take(piece))
        self._hash.update(piece)
        self._offset += len(piece)
        self._observe(len(piece))
        return len(piece)

    def status(self) -> Status:
        descriptor = self._descriptor
        ref = f"upload-{descriptor.digest}"
        return Status(ref, self._offset, max(descriptor.size, 0), descriptor.digest)

    def truncate(self, size: int, /) -> None:
        self._check_open()
        if size != 0 or self._offset:
            raise Unsupported("what was sent to a registry cannot be taken back")

    def commit(self, size: int, expected: str, /) -> None:
        self._check_open()
        if size > 0 and self._offset != size:
            raise FailedPrecondition(f"{self._offset} bytes instead of {size}")
        # Always by the descriptor: it is what the registry was promised.
        actual = f"{self._hash.name}:{self._hash.hexdigest()}"
        for wanted in {expected or self._descriptor.digest, self._descriptor.digest}:
            if actual != wanted:
                raise FailedPrecondition(f"the content has digest {actual} instead of {wanted}")
        check(self._ctx)
        self._tried(self._finish)
        self._ended = True

    def close(self) -> None:
        if not self._ended:
            self._ended = True
            self._give_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _tried(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Reset:
            self._begin_again()
            raise
        except Unavailable:
            self._is_unreachable = True
            raise

    def _check_open(self) -> None:
        if self._ended:
            raise FailedPrecondition("the writer is closed")
