"""The start of a copy or round: the choice between seeking, reading at an offset and others."""

from __future__ import annotations

from enum import Enum

from remotes_conformance.errors import ContentError, Reset, UnexpectedEnd


class Start(Enum):
    """The action of a copy before its next byte."""

    BEGIN = "the source is there already: just read"
    SEEK = "seek the source to the offset"
    READ_AT = "read the source at the offset and on"
    START_OVER = "truncate the ingest, and copy everything"
    DISCARD = "read the source up to the offset, for nothing"


def choose_start(
    *, offset: int, position: int, size: int, seekable: bool, reads_at: bool, discards: bool
) -> Start:
    """The way to go on at *offset* with a source that stands at *position*, of *size* bytes.

    A *size* of 0 or less is not known. *discards*: the ingest is not emptied (from 1.6 on).
    """
    if offset == position or (offset <= 0 and position == 0):
        return Start.BEGIN
    if seekable:
        return Start.SEEK
    # Only a window that is known and not empty can be read at an offset (COPY-5, COPY-6).
    if reads_at and size > offset:
        return Start.READ_AT
    return Start.DISCARD if discards else Start.START_OVER


def check_landing(wanted: int, landed: int) -> None:
    """Refuse a seek that went astray without saying so (COPY-4)."""
    if landed != wanted:
        raise ContentError(f"the source was to seek to {wanted}, and is at {landed}")


def check_ahead(offset: int, position: int) -> None:
    """Refuse to go back in a source that can only be read on and on."""
    if offset < position:
        raise Reset(f"the writer asks for offset {offset}, the source is at {position} already")


def check_more(piece: bytes, offset: int) -> None:
    """Refuse a source that ends before the *offset* up to which it is discarded."""
    if not piece:
        raise UnexpectedEnd(f"the source ends before offset {offset}")


def check_length(length: int, size: int) -> None:
    """Refuse a clean end that comes too early, where *size* is known (edition 1.6 and later)."""
    if size > 0 and length < size:
        raise UnexpectedEnd(f"the source ends after {length} of {size} bytes")
