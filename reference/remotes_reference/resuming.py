"""Where a copy begins: the choice between seeking, reading at an offset and starting over."""

from __future__ import annotations

from enum import Enum

from remotes_conformance.errors import ContentError


class Start(Enum):
    """What a copy does before the first byte."""

    BEGIN = "nothing was written before: just read"
    SEEK = "seek the source to the offset"
    READ_AT = "read the source at the offset and on"
    START_OVER = "truncate the ingest, and copy everything"


def choose_start(*, offset: int, size: int, seekable: bool, reads_at: bool) -> Start:
    """How to go on with an ingest that has *offset* bytes of *size* (0 or less: not known)."""
    if offset <= 0:
        return Start.BEGIN
    if seekable:
        return Start.SEEK
    # Only a window that is known and not empty can be read at an offset (COPY-5, COPY-6).
    if reads_at and size > offset:
        return Start.READ_AT
    return Start.START_OVER


def check_landing(wanted: int, landed: int) -> None:
    """Refuse a seek that went astray without saying so (COPY-4)."""
    if landed != wanted:
        raise ContentError(f"the source was to seek to {wanted}, and is at {landed}")
