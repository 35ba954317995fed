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
        "If Write or Commit reports *reset*, the handler MUST begin another round: call Status "
        "again, move the source to the offset that Status reports, copy from there, and call "
        "Commit. If the source can go back and nothing else is wrong, the handler MUST succeed. It "
        "MUST NOT succeed unless the whole content has been committed. It MUST NOT call Truncate."
    ),
    editions=SINCE_1_6,
    why="A remote may lose an upload half-way, and knows best where to go on.",
    allows=(
        "If Status reports that no bytes are missing, the handler MAY leave the source where it "
        "is. The handler MAY fail in four cases: (a) the source is plain; (b) the source is "
        "read-at but not seekable, and `size` is unknown or not above the offset; (c) the reader "
        "was closed before Commit, as FETCH-10 allows; (d) the ingest was complete, so that no "
        "source had been opened. In edition 1.6, COPY-25 applies to the fifth *reset*."
    ),
)

COPY_RESET_LIMIT: Final = Requirement(
    id="COPY-25",
    level=Level.MUST,
    text=(
        "After the fifth *reset* of one copy, the handler MUST fail, and MUST NOT call Write or "
        "Commit again."
    ),
    editions=EDITION_1_6,
    why="A remote that asks for resets for ever has another problem.",
    allows="The error MAY be of any class.",
)

COPY_RESET_NO_LIMIT: Final = Requirement(
    id="COPY-26",
    level=Level.MUST,
    text="The handler MUST NOT limit the number of rounds: COPY-24 holds for each *reset*.",
    editions=EDITION_2_X,
    why="A transfer of tens of gigabytes may meet more than a few restarts of the remote.",
)

REQUIREMENTS: Final = (
    COPY_RESET,
    COPY_RESET_LIMIT,
    COPY_RESET_NO_LIMIT,
)
