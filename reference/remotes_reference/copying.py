"""Copying a source into an ingest, from where the ingest is, up to its commit (section COPY)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, cast

from remotes_conformance.errors import CLASSES, ContentError, chain, is_exists
from remotes_conformance.protocols import Buffer, Reader, ReaderAt, SeekableReader, Writer

from .resuming import Start, check_landing, choose_start

# Large enough for hashing to run without the interpreter's lock, small enough for the caches.
PIECE: Final = 256 * 1024


def copy(writer: Writer, reader: Reader, size: int, digest: str) -> None:
    """Copy to the end of *reader*, then commit *size* and *digest* as they were given.

    How much there has to be is for the commit to judge: bytes too many are copied too, so that it
    sees them. Each piece is a `bytes` object of its own, which a writer may keep.
    """
    status = writer.status()
    read = _begin(writer, reader, status.offset, size)
    while piece := read():
        rest: Buffer = piece
        while rest:
            rest = after_write(rest, writer.write(rest))
    try:
        writer.commit(size, digest)
    except Exception as error:
        if not is_exists(error):
            raise failed_commit(status.ref, error) from error


def _begin(writer: Writer, reader: Reader, offset: int, size: int) -> Callable[[], bytes]:
    """Bring source and ingest to one place; the function that reads from there on."""
    start = choose_start(
        offset=offset, size=size, seekable=reader.seekable(), reads_at=hasattr(reader, "read_at")
    )
    if start is Start.SEEK:
        check_landing(offset, cast(SeekableReader, reader).seek(offset))
    elif start is Start.READ_AT:
        return _reading_at(cast(ReaderAt, reader), offset)
    elif start is Start.START_OVER:
        writer.truncate(0)
    return partial(reader.read, PIECE)


def _reading_at(reader: ReaderAt, offset: int) -> Callable[[], bytes]:
    def read() -> bytes:
        nonlocal offset
        piece = reader.read_at(offset, PIECE)
        offset += len(piece)
        return piece

    return read


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
