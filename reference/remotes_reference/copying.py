"""Copying a source into an ingest, from where the ingest is, up to its commit (section COPY)."""

from __future__ import annotations

from remotes_conformance.errors import CLASSES, ContentError, chain, is_exists
from remotes_conformance.protocols import Writer

from .editions import FIRST, Edition
from .pouring import Pouring, after_write, begins_again
from .resuming import Start
from .sources import Source


def copy(writer: Writer, source: Source, size: int, digest: str, edition: Edition = FIRST) -> None:
    """Copy to the end of *source*, then commit *size* and *digest* as they were given.

    How much there has to be is for the commit to judge: bytes too many are copied too, so that it
    sees them. The status of a writer that asks for a reset has the offset where it goes on.
    """
    rounds = 0
    while True:
        rounds += 1
        status = writer.status()
        if source.go_to(status.offset) is Start.START_OVER:
            writer.truncate(0)
        try:
            _pour(writer, source, Pouring(edition, status.offset, size))
            return commit(writer, status.ref, size, digest)
        except Exception as error:
            if not begins_again(error, rounds, edition):
                raise


def commit(writer: Writer, ref: str, size: int, digest: str) -> None:
    """Commit; content that is there already is as good (COPY-14)."""
    try:
        writer.commit(size, digest)
    except Exception as error:
        if not is_exists(error):
            raise failed_commit(ref, error) from error


def _pour(writer: Writer, source: Source, pouring: Pouring) -> None:
    while pouring.goes_on:
        try:
            while pouring.missing:
                pouring.take(source.read(pouring.missing))
        except Exception as error:
            pouring.fail(error)
        content = pouring.piece()
        while content:
            content = after_write(content, writer.write(content))
        pouring.written()


def failed_commit(ref: str, error: Exception) -> ContentError:
    """An error that names *ref*, of the class that *error* has, to be raised from it."""
    kinds = (link.kind for link in chain(error) if isinstance(link, ContentError))
    return CLASSES.get(next(kinds, "other"), ContentError)(f"cannot commit ref {ref}: {error}")
