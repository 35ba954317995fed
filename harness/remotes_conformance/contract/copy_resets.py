"""COPY: writers that ask for a reset, since edition 1.6."""

from __future__ import annotations

from typing import Final

from .requirement import EDITION_1_6, EDITION_2_X, SINCE_1_6, Level, Requirement

# The class *reset* is younger than the first edition, where it is an error like any other.
ALLOWS_RESET: Final = (
    "From edition 1.6 on, a *reset* of the writer asks for another round of the copy."
)

COPY_RESET: Final = Requirement(
    id="COPY-24",
    level=Level.MUST,
    text=(
        "A *reset* from Write or Commit asks for another round: the Status is asked again, the "
        "source is brought to the offset that it tells, and the copy goes on from there to a "
        "Commit. It succeeds if the source can go back and nothing else is wrong; whenever it "
        "succeeds, the whole content was committed. Truncate is not called."
    ),
    editions=SINCE_1_6,
    why="A remote may lose an upload half-way, and knows best where it wants to go on.",
    allows=(
        "An error, where a source that only runs forwards had to go back, or where the ingest "
        "was complete and no source has been opened."
    ),
)

COPY_RESET_LIMIT: Final = Requirement(
    id="COPY-25",
    level=Level.MUST,
    text=(
        "After the fifth *reset* of one copy the handler fails, without another Write or Commit."
    ),
    editions=EDITION_1_6,
    why="A remote that asks for resets for ever has another problem.",
    allows="An error of any class.",
)

COPY_RESET_NO_LIMIT: Final = Requirement(
    id="COPY-26",
    level=Level.MUST,
    text="The number of rounds after a *reset* has no limit: COPY-24 holds for each of them.",
    editions=EDITION_2_X,
    why="Whoever moves tens of gigabytes may meet more than a few restarts of the remote.",
)

REQUIREMENTS: Final = (
    COPY_RESET,
    COPY_RESET_LIMIT,
    COPY_RESET_NO_LIMIT,
)
