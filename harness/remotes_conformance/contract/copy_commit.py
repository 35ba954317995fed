"""COPY: the Commit, and what its errors mean."""

from __future__ import annotations

from typing import Final

from .copy_resets import ALLOWS_RESET
from .copy_start import COPY_CALL
from .requirement import EVERY_EDITION, Level, Requirement

COPY_COMMIT: Final = Requirement(
    id="COPY-13",
    level=Level.MUST,
    text=(
        "A copy that goes well ends in exactly one Commit, after the last byte. Its size and "
        "digest are those of the descriptor, not values that the handler has counted or computed."
    ),
    editions=EVERY_EDITION,
    why="Only the promised values let the store notice that the bytes are wrong.",
    seed=COPY_CALL,
    allows=ALLOWS_RESET,
)

COPY_COMMIT_EXISTS: Final = Requirement(
    id="COPY-14",
    level=Level.MUST,
    text="If Commit reports *exists*, the handler succeeds.",
    editions=EVERY_EDITION,
    why="Another client was faster, and the content is there, as intended.",
    seed=COPY_CALL,
)

COPY_COMMIT_ERROR: Final = Requirement(
    id="COPY-15",
    level=Level.MUST,
    text=(
        "Any other error of Commit is final, *locked* included: the handler does not try again, "
        "and fails with an error of that class that names the ref. This is the ref that the "
        "ingester was asked for, or the one that the writer's Status reports. It may be in the "
        "text of the error, in that of an error inside it or, in Python, in a note (`add_note`)."
    ),
    editions=EVERY_EDITION,
    why="With the ref, an operator can find the ingest that was left behind.",
    seed=COPY_CALL,
    allows="Naming no ref, in a push whose writer reports none. " + ALLOWS_RESET,
)

COPY_COMMIT_LEAVES: Final = Requirement(
    id="COPY-16",
    level=Level.MUST,
    text="After a failed Commit, the handler calls neither Truncate nor Abort.",
    editions=EVERY_EDITION,
    why="The store and its owner decide what happens to the ingest.",
    seed=COPY_CALL,
)

REQUIREMENTS: Final = (
    COPY_COMMIT,
    COPY_COMMIT_EXISTS,
    COPY_COMMIT_ERROR,
    COPY_COMMIT_LEAVES,
)
