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
        "If nothing goes wrong, the handler MUST call Commit exactly once, after the last byte. It "
        "MUST pass the size and the digest of the descriptor, not values that it has counted or "
        "computed."
    ),
    editions=EVERY_EDITION,
    why="Only the promised values let the store notice that the bytes are wrong.",
    seed=COPY_CALL,
    allows=(
        "From edition 1.6 on, the handler calls Commit again after each *reset*, at the end "
        "of the next round (COPY-24)."
    ),
)

COPY_COMMIT_EXISTS: Final = Requirement(
    id="COPY-14",
    level=Level.MUST,
    text="If Commit reports *exists*, the handler MUST succeed.",
    editions=EVERY_EDITION,
    why="Another client was faster, and the content exists, as intended.",
    seed=COPY_CALL,
)

COPY_COMMIT_ERROR: Final = Requirement(
    id="COPY-15",
    level=Level.MUST,
    text=(
        "If Commit fails with an error other than *exists*, the handler MUST NOT try again, and "
        "MUST fail with an error of the same class that names the ref. This includes *locked*. The "
        "ref is either the one that the ingester was called with, or the one that the writer's "
        "Status reports. It may be in the text of the error, in the text of an error inside it or, "
        "in Python, in a note (`add_note`)."
    ),
    editions=EVERY_EDITION,
    why="With the ref, an operator can find the ingest that was left behind.",
    seed=COPY_CALL,
    allows=(
        "In a push that calls no ingester and whose writer reports no ref, the error need not name "
        "one. " + ALLOWS_RESET
    ),
)

COPY_COMMIT_LEAVES: Final = Requirement(
    id="COPY-16",
    level=Level.MUST,
    text="After a failed Commit, the handler MUST NOT call Truncate or Abort.",
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
