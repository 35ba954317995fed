"""Copying a source into an ingest, from where the ingest is, up to its commit (section COPY)."""

from __future__ import annotations

from typing import Final

from remotes_conformance.errors import CLASSES, ContentError, chain, is_exists, is_reset
from remotes_conformance.protocols import Buffer, Writer

from .editions import FIRST, Edition
from .resuming import Start, check_length
from .sources import PIECE, Source

FULL_PIECE: Final = 1024 * 1024
"""From edition 1.6 on, writes are of so many bytes, however slowly the source gives them."""


def copy(writer: Writer, source: Source, size: int, digest: str, edition: Edition = FIRST) -> None:
    """Copy to the end of *source*, then commit *size* and *digest* as they were given.

    How much there has to be is for the commit to judge: bytes too many are copied too, so that it
    sees them. A writer that asks for a reset says by its status where it goes on.
    """
    rounds = 0
    while True:
        status = writer.status()
        if source.go_to(status.offset) is Start.START_OVER:
            writer.truncate(0)
        rounds += 1
        try:
            if edition.is_first:
                _pour(writer, source)
            else:
                check_length(status.offset + _pour_full(writer, source), size)
            return commit(writer, status.ref, size, digest)
        except Exception as error:
            if rounds == edition.rounds or not is_reset(error):
                raise


def commit(writer: Writer, ref: str, size: int, digest: str) -> None:
    """Commit; content that is there already is as good (COPY-14)."""
    try:
        writer.commit(size, digest)
    except Exception as error:
        if not is_exists(error):
            raise failed_commit(ref, error) from error


def _pour(writer: Writer, source: Source) -> None:
    """Each piece is a `bytes` object of its own, which a writer may keep."""
    while piece := source.read(PIECE):
        _write(writer, piece)


def _pour_full(writer: Writer, source: Source) -> int:
    """As `_pour`, in full pieces; how many bytes that were."""
    poured = 0
    while True:
        piece, error = _fill(source)
        _write(writer, piece)
        poured += len(piece)
        if error is not None:
            raise error
        if len(piece) < FULL_PIECE:
            return poured


def _fill(source: Source) -> tuple[bytes, Exception | None]:
    """A full piece, or all up to the end or to an error: that comes after the bytes before it."""
    parts: list[bytes] = []
    missing = FULL_PIECE
    try:
        while missing and (part := source.read(missing)):
            parts.append(part)
            missing -= len(part)
    except Exception as error:
        return joined(parts), error
    return joined(parts), None


def _write(writer: Writer, content: Buffer) -> None:
    while content:
        content = after_write(content, writer.write(content))


def joined(parts: list[bytes]) -> bytes:
    """The parts as one; a single one is not copied."""
    return parts[0] if len(parts) == 1 else b"".join(parts)


def after_write(content: Buffer, taken: int) -> Buffer:
    """What is left of *content* to be written, when a write took *taken* bytes of it."""
    if not 0 < taken <= len(content):
        # Asking again after 0 bytes could go on for ever.
        raise ContentError(f"the writer took {taken} of {len(content)} bytes")
    return memoryview(content)[taken:]


def failed_commit(ref: str, error: Exception) -> ContentError:
    """An error that names *ref*, of the class that *error* has, to be raised from it."""
    kinds = (link.kind for link in chain(error) if isinstance(link, ContentError))
    return CLASSES.get(next(kinds, "other"), ContentError)(f"cannot commit ref {ref}: {error}")
