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
        "A copy that goes well ends in one single Commit behind the last byte. Its size and digest "
        "are those the descriptor has, not what the handler counted or computed."
    ),
    editions=EVERY_EDITION,
    why="Only the promised values let the store find out that the bytes are other ones.",
    seed=COPY_CALL,
    allows=ALLOWS_RESET,
)

COPY_COMMIT_EXISTS: Final = Requirement(
    id="COPY-14",
    level=Level.MUST,
    text="Where Commit says *exists*, the handler has succeeded.",
    editions=EVERY_EDITION,
    why="Somebody was quicker, and the content is there, as was wanted.",
    seed=COPY_CALL,
)

COPY_COMMIT_ERROR: Final = Requirement(
    id="COPY-15",
    level=Level.MUST,
    text=(
        "Every other error of Commit is final, *locked* included: the handler does not try again, "
        "and fails with an error of that class in which the ref can be read."
    ),
    editions=EVERY_EDITION,
    why="With the ref in hand, an operator can look at the ingest that was left behind.",
    seed=COPY_CALL,
    allows=ALLOWS_RESET,
)

COPY_COMMIT_LEAVES: Final = Requirement(
    id="COPY-16",
    level=Level.MUST,
    text="Behind a Commit that failed the handler calls neither Truncate nor Abort.",
    editions=EVERY_EDITION,
    why="What becomes of the ingest is for the store and its owner to decide.",
    seed=COPY_CALL,
)

REQUIREMENTS: Final = (
    COPY_COMMIT,
    COPY_COMMIT_EXISTS,
    COPY_COMMIT_ERROR,
    COPY_COMMIT_LEAVES,
)
