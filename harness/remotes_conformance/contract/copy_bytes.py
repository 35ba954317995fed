"""COPY: which bytes the writer is given, in which pieces, and what a size means."""

from __future__ import annotations

from typing import Final

from .copy_start import COPY_CALL
from .requirement import EVERY_EDITION, SEED_EDITION, SINCE_1_6, Level, Requirement

COPY_ALL_BYTES: Final = Requirement(
    id="COPY-2",
    level=Level.MUST,
    text=(
        "A copy that begins at offset 0 gives the writer the whole source, in order, without gaps "
        "or repetitions, whatever the sizes of the pieces in which it is read and written."
    ),
    editions=EVERY_EDITION,
    why="Sources and stores cut their bytes as they like, and the blob has to come out the same.",
    seed=COPY_CALL,
    allows="Taking no more than `size` bytes, if the size is known (COPY-18a).",
)

COPY_NO_TRUNCATE: Final = Requirement(
    id="COPY-2a",
    level=Level.MUST,
    text="A copy that begins at offset 0 does not call Truncate: there is nothing to remove.",
    editions=EVERY_EDITION,
    why="A pusher's writer may refuse Truncate, and new content has to reach it all the same.",
    seed=COPY_CALL,
    allows="A Seek of the source to 0.",
)

COPY_BYTES_WITH_END: Final = Requirement(
    id="COPY-10",
    level=Level.MUST,
    text=(
        "In a language whose readers can return bytes together with an error or with end-of-file, "
        "such bytes are written before the handler acts on the error or the end."
    ),
    editions=EVERY_EDITION,
    why="Otherwise the last piece of a blob is lost with some sources and not with others.",
    seed=COPY_CALL,
)

COPY_UNKNOWN_SIZE: Final = Requirement(
    id="COPY-17",
    level=Level.MUST,
    text=(
        "A size of 0, -1 or any other negative number means that the size is unknown. The handler "
        "runs as usual, and passes the number unchanged to the opening of the writer and to "
        "Commit."
    ),
    editions=SEED_EDITION,
    why=(
        "Some remotes cannot report the size beforehand, and the store knows what the number means."
    ),
    seed=COPY_CALL,
)

COPY_UNKNOWN_SIZE_1_6: Final = Requirement(
    id="COPY-17a",
    level=Level.MUST,
    text=(
        "A size below 0 means that the size is unknown. A fetch runs as usual. In fetch and push, "
        "the number is passed unchanged to the opening of the writer and to Commit."
    ),
    editions=SINCE_1_6,
    why=(
        "Some remotes cannot report the size beforehand, and the store knows what the number means."
    ),
    allows="How a push of unknown size ends is left open.",
)

COPY_WRONG_CONTENT: Final = Requirement(
    id="COPY-18",
    level=Level.MUST,
    text=(
        "With a writer that verifies, the handler never reports success for content that is too "
        "short, too long, or different."
    ),
    editions=EVERY_EDITION,
    why="This is what the digest in the descriptor is for.",
    seed=COPY_CALL,
)

COPY_WRONG_CONTENT_NOTICED: Final = Requirement(
    id="COPY-18a",
    level=Level.TOLERATED,
    text=(
        "How wrong content is noticed is left open, even if a source ends cleanly before its known "
        "size. The report says what was seen."
    ),
    editions=SEED_EDITION,
    why="An early check saves a Commit, a late one saves code, and both are safe.",
    seed=COPY_CALL,
    allows=(
        "Noticing it before Commit, which is then not called, or leaving it to Commit; reading to "
        "the end of the source, or no further than `size`."
    ),
)

COPY_EARLY_END: Final = Requirement(
    id="COPY-18b",
    level=Level.MUST,
    text=(
        "If the size is known and the source ends before it, even cleanly, an error of the class "
        "*unexpected end* comes out, and Commit is not called."
    ),
    editions=SINCE_1_6,
    why="A dropped connection often looks like the end of a file, and the next attempt can resume.",
)

COPY_OWN_BUFFERS: Final = Requirement(
    id="COPY-20",
    level=Level.MUST,
    text=(
        "Copies that run at the same time do not share a buffer: each writer gets the bytes of its "
        "own source, and no other copy changes them afterwards, however long the writer keeps "
        "them."
    ),
    editions=EVERY_EDITION,
    why="A buffer that two copies share corrupts both blobs, and only on a busy day.",
    allows="Using a buffer again in the same copy, once its Write has returned.",
    seed=COPY_CALL,
)

COPY_BOUNDED_MEMORY: Final = Requirement(
    id="COPY-21",
    level=Level.SHOULD,
    text="The handler holds at most 16 MiB that it has read and not yet written.",
    editions=EVERY_EDITION,
    why="Layers can be larger than memory, and many are fetched at a time.",
    seed=COPY_CALL,
)

COPY_FULL_PIECES: Final = Requirement(
    id="COPY-23",
    level=Level.SHOULD,
    text=(
        "Every Write of a copy, except the last of a round, has 1 MiB, however slowly the bytes "
        "arrive."
    ),
    editions=SINCE_1_6,
    why="Each Write to a remote store is a message, and small ones cost as much as large ones.",
    allows="The remainder of a short write, in a Write of its own.",
)

REQUIREMENTS: Final = (
    COPY_ALL_BYTES,
    COPY_NO_TRUNCATE,
    COPY_BYTES_WITH_END,
    COPY_UNKNOWN_SIZE,
    COPY_UNKNOWN_SIZE_1_6,
    COPY_WRONG_CONTENT,
    COPY_WRONG_CONTENT_NOTICED,
    COPY_EARLY_END,
    COPY_OWN_BUFFERS,
    COPY_BOUNDED_MEMORY,
    COPY_FULL_PIECES,
)
