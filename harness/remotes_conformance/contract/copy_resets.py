"""COPY: writers that ask for a reset, since edition 1.6."""

from __future__ import annotations

from typing import Final

from .requirement import EDITION_1_6, EDITION_2_X, SINCE_1_6, Level, Requirement

# In edition 2017-06 there is no class *reset*: it is an error like any other.
ALLOWS_RESET: Final = (
    "From edition 1.6 on, a *reset* is no failure: it asks for another round of the copy (COPY-24)."
)

COPY_RESET: Final = Requirement(
    id="COPY-24",
    level=Level.MUST,
    text=(
        "A *reset* from Write or Commit asks for another round: the handler asks for the Status "
        "again, moves the source to the offset that Status reports, copies from there, and calls "
        "Commit. The handler succeeds if the source can go back and nothing else is wrong. "
        "Whenever it succeeds, the whole content has been committed. Truncate is not called."
    ),
    editions=SINCE_1_6,
    why="A remote may lose an upload half-way, and knows best where to go on.",
    allows=(
        "Leaving the source where it is, if the Status reports that no bytes are missing. An "
        "error, if a source that only runs forwards would have to go back, or if the ingest was "
        "complete and no source had been opened."
    ),
)

COPY_RESET_LIMIT: Final = Requirement(
    id="COPY-25",
    level=Level.MUST,
    text="After the fifth *reset* of one copy, the handler fails, without another Write or Commit.",
    editions=EDITION_1_6,
    why="A remote that asks for resets for ever has another problem.",
    allows="An error of any class.",
)

COPY_RESET_NO_LIMIT: Final = Requirement(
    id="COPY-26",
    level=Level.MUST,
    text="The number of rounds after a *reset* has no limit: COPY-24 holds for each of them.",
    editions=EDITION_2_X,
    why="A transfer of tens of gigabytes may meet more than a few restarts of the remote.",
)

REQUIREMENTS: Final = (
    COPY_RESET,
    COPY_RESET_LIMIT,
    COPY_RESET_NO_LIMIT,
)
