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
        "If the source fails with an error, the bytes that were read before are written, Commit is "
        "not called, and an error of the same class comes out. This holds for an "
        "unknown size too (in 2017-06: 0 or below; from edition 1.6 on: below 0)."
    ),
    editions=EVERY_EDITION,
    why="The next attempt can resume there, and half a blob never passes for a whole one.",
    seed=COPY_CALL,
)

COPY_SHORT_WRITE: Final = Requirement(
    id="COPY-11",
    level=Level.MUST,
    text=(
        "If the writer takes fewer bytes than it was given, the handler fails or writes the "
        "remainder. It never calls Commit while bytes are missing."
    ),
    editions=EVERY_EDITION,
    why="The writer may be right to take less, and a silent gap spoils the blob.",
    seed=COPY_CALL,
    allows=(
        "Failing, or writing the remainder. For a writer that takes nothing, however often it is "
        "asked, only failing is left: trying for ever breaks RUN-1."
    ),
)

COPY_IMPOSSIBLE_WRITE: Final = Requirement(
    id="COPY-11a",
    level=Level.MUST,
    text=(
        "If the writer reports that it took more bytes than it was given, or a negative number of "
        "bytes, the handler fails."
    ),
    editions=EVERY_EDITION,
    why="Such a number says nothing about what the ingest holds, so nothing can be built on it.",
    seed=COPY_CALL,
    allows="An error of any class.",
)

COPY_WRITE_ERROR: Final = Requirement(
    id="COPY-12",
    level=Level.MUST,
    text="If a Write fails, an error of the same class comes out, and Commit is not called.",
    editions=EVERY_EDITION,
    why="A full disk has to be recognisable as one.",
    seed=COPY_CALL,
    allows=ALLOWS_RESET,
)

REQUIREMENTS: Final = (
    COPY_READ_ERROR,
    COPY_SHORT_WRITE,
    COPY_IMPOSSIBLE_WRITE,
    COPY_WRITE_ERROR,
)
