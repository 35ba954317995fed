"""COPY: reads and writes that fail or are short."""

from __future__ import annotations

from typing import Final

from .copy_resets import ALLOWS_RESET
from .copy_start import COPY_CALL
from .requirement import EVERY_EDITION, Level, Requirement

COPY_READ_ERROR: Final = Requirement(
    id="COPY-9",
    level=Level.MUST,
    text=(
        "If the source fails with an error, the handler MUST write the bytes that it has read "
        "before, MUST NOT call Commit, and MUST fail with an error of the same class. This holds "
        "for an unknown size too."
    ),
    editions=EVERY_EDITION,
    why="The next attempt can then resume there, and half a blob never passes for a whole one.",
    seed=COPY_CALL,
    allows=(
        "If the size is known and the source has been read up to position `size` before it fails, "
        "the handler MAY ignore the error."
    ),
)

COPY_SHORT_WRITE: Final = Requirement(
    id="COPY-11",
    level=Level.MUST,
    text=(
        "If the writer takes fewer bytes than it was given, the handler MUST either fail or write "
        "the remainder. It MUST NOT call Commit while bytes are missing. If the writer takes "
        "nothing, however often it is called, the handler MUST fail (RUN-1)."
    ),
    editions=EVERY_EDITION,
    why="The writer may be right to take fewer bytes, and an unnoticed gap spoils the blob.",
    seed=COPY_CALL,
    allows="To read the remainder again, the handler MAY seek the source back.",
)

COPY_IMPOSSIBLE_WRITE: Final = Requirement(
    id="COPY-11a",
    level=Level.MUST,
    text=(
        "If the writer reports that it took more bytes than it was given, or a negative number of "
        "bytes, the handler MUST fail."
    ),
    editions=EVERY_EDITION,
    why="Such a number does not show what the ingest holds, so the copy cannot go on.",
    seed=COPY_CALL,
    allows="The error MAY be of any class.",
)

COPY_WRITE_ERROR: Final = Requirement(
    id="COPY-12",
    level=Level.MUST,
    text=(
        "If a Write fails, the handler MUST fail with an error of the same class, and MUST NOT "
        "call Commit."
    ),
    editions=EVERY_EDITION,
    why="A full disk has to be recognisable as such.",
    seed=COPY_CALL,
    allows="The handler MAY go on writing where the ingest ends, but it MUST fail all the same. "
    + ALLOWS_RESET,
)

REQUIREMENTS: Final = (
    COPY_READ_ERROR,
    COPY_SHORT_WRITE,
    COPY_IMPOSSIBLE_WRITE,
    COPY_WRITE_ERROR,
)
