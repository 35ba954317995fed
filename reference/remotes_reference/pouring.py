"""One round of a copy, from an offset to the end of its source: what to read, and what to write.

The decisions of COPY that the blocking and the awaited copy share; reading and writing is theirs.
"""

from __future__ import annotations

from typing import Final

from remotes_conformance.errors import ContentError, is_reset
from remotes_conformance.protocols import Buffer

from .editions import Edition
from .place import PIECE
from .resuming import check_length

FULL_PIECE: Final = 1024 * 1024
"""From edition 1.6 on, writes are of so many bytes, however slowly the source gives them."""


class Pouring:
    """The pieces of one round; `missing`: bytes to be read until there is one to write.

    In the first edition a piece is what one read gives. Later it is full, or all up to the end or
    to an error: that comes after the bytes before it.
    """

    def __init__(self, edition: Edition, offset: int, size: int) -> None:
        self._fills = not edition.is_first
        self._length = offset
        self._size = size
        self._parts: list[bytes] = []
        self._error: Exception | None = None
        self.goes_on = True
        self.missing = self._piece_size

    @property
    def _piece_size(self) -> int:
        return FULL_PIECE if self._fills else PIECE

    def take(self, part: bytes) -> None:
        """The source has given *part*; b"": its end."""
        if part:
            self._parts.append(part)
        self._length += len(part)
        self.goes_on = bool(part)
        self.missing = self.missing - len(part) if self._fills and part else 0

    def fail(self, error: Exception) -> None:
        """The source has failed, with *error*."""
        self._error = error

    def piece(self) -> Buffer:
        """The bytes to be written now, an object of their own, which a writer may keep."""
        parts, self._parts = self._parts, []
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def written(self) -> None:
        """The piece is written. Raises the source's error, or that it ends too early."""
        if self._error is not None:
            raise self._error
        if not self.goes_on and self._fills:
            check_length(self._length, self._size)
        self.missing = self._piece_size


def after_write(content: Buffer, taken: int) -> Buffer:
    """The rest of *content* to be written, when a write took *taken* bytes of it."""
    if not 0 < taken <= len(content):
        # Asking again after 0 bytes could go on for ever.
        raise ContentError(f"the writer took {taken} of {len(content)} bytes")
    return memoryview(content)[taken:]


def begins_again(error: Exception, rounds: int, edition: Edition) -> bool:
    """True if a copy begins again after *error*, in its round *rounds*: a writer asked for that."""
    return is_reset(error) and rounds != edition.rounds
