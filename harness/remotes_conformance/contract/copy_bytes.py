"""COPY: which bytes the writer is given, in which pieces, and what a size means."""

from __future__ import annotations

from typing import Final

from .copy_start import COPY_CALL
from .requirement import EVERY_EDITION, SEED_EDITION, SINCE_1_6, Level, Requirement

COPY_ALL_BYTES: Final = Requirement(
    id="COPY-2",
    level=Level.MUST,
    text=(
        "If a copy begins at offset 0, the handler MUST write all bytes of the source, in order, "
        "without gaps or repetitions. This holds for any sizes of the pieces that it reads and "
        "writes."
    ),
    editions=EVERY_EDITION,
    why="Sources and stores split the bytes as they like, and the blob has to be the same.",
    seed=COPY_CALL,
    allows="If the size is known, the handler MAY stop after `size` bytes.",
)

COPY_NO_TRUNCATE: Final = Requirement(
    id="COPY-2a",
    level=Level.MUST,
    text=(
        "If a copy begins at offset 0, the handler MUST NOT call Truncate: there is nothing to "
        "remove."
    ),
    editions=EVERY_EDITION,
    why="A pusher's writer may refuse Truncate, and new content has to reach it all the same.",
    seed=COPY_CALL,
    allows=(
        "The handler MAY seek the source to 0. If that Seek fails or lands elsewhere, the handler "
        "MAY fail."
    ),
)

COPY_BYTES_WITH_END: Final = Requirement(
    id="COPY-10",
    level=Level.MUST,
    text=(
        "If a reader returns bytes together with an error or with end-of-file, as readers of some "
        "languages can, the handler MUST write these bytes before it acts on the error or the end."
    ),
    editions=EVERY_EDITION,
    why="Otherwise the last piece of a blob is lost with some sources and not with others.",
    seed=COPY_CALL,
)

COPY_UNKNOWN_SIZE: Final = Requirement(
    id="COPY-17",
    level=Level.MUST,
    text=(
        "A size of 0, -1 or any other negative number is unknown. The handler MUST copy as usual, "
        "and MUST pass the number unchanged to the ingester or pusher and to Commit."
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
        "A size below 0 is unknown. A fetch of unknown size MUST copy as usual. A fetch or push of "
        "unknown size MUST pass the number unchanged to the ingester or pusher and to Commit."
    ),
    editions=SINCE_1_6,
    why=(
        "Some remotes cannot report the size beforehand, and the store knows what the number means."
    ),
    allows=(
        "A push of unknown size MAY fail once its source is open, as long as no Commit has "
        "succeeded."
    ),
)

COPY_WRONG_CONTENT: Final = Requirement(
    id="COPY-18",
    level=Level.MUST,
    text=(
        "If the writer verifies the content, the handler MUST NOT succeed with content that is too "
        "short, too long, or different."
    ),
    editions=EVERY_EDITION,
    why="This is what the digest in the descriptor is for.",
    seed=COPY_CALL,
    allows=(
        "A handler that notices such content before Commit MAY fail without a Commit, even before "
        "it has written all bytes. For content that is too short, COPY-18b is stricter from "
        "edition 1.6 on."
    ),
)

COPY_WRONG_CONTENT_NOTICED: Final = Requirement(
    id="COPY-18a",
    level=Level.TOLERATED,
    text=(
        "The handler MAY notice wrong content before Commit, or only by the error of Commit. This "
        "holds too if the source ends without an error before the known size. The report states "
        "what was seen."
    ),
    editions=SEED_EDITION,
    why="An early check saves a Commit, a late one saves code, and both are safe.",
    seed=COPY_CALL,
    allows=(
        "A handler that notices wrong content before Commit MAY leave out Commit. Any handler MAY "
        "read to the end of the source, or stop after `size` bytes."
    ),
)

COPY_EARLY_END: Final = Requirement(
    id="COPY-18b",
    level=Level.MUST,
    text=(
        "If the size is known, and the source ends before position `size` without an error, the "
        "handler MUST fail with an error of the class *unexpected end*, and MUST NOT call Commit."
    ),
    editions=SINCE_1_6,
    why="A dropped connection often looks like the end of a file, and the next attempt can resume.",
)

COPY_OWN_BUFFERS: Final = Requirement(
    id="COPY-20",
    level=Level.MUST,
    text=(
        "Each writer MUST get the bytes of its own source. While a Write is under way, however "
        "long it takes, another copy MUST NOT change the bytes that were passed to it."
    ),
    editions=EVERY_EDITION,
    why="A buffer that two copies share corrupts both blobs, and only on a busy day.",
    seed=COPY_CALL,
    allows="Once a Write has returned, the handler MAY use the buffer again, for any copy.",
)

COPY_BOUNDED_MEMORY: Final = Requirement(
    id="COPY-21",
    level=Level.SHOULD,
    text=(
        "In each copy, the handler SHOULD hold at most 16 MiB that it has read and not yet written."
    ),
    editions=EVERY_EDITION,
    why="Layers can be larger than memory, and many are fetched at the same time.",
    seed=COPY_CALL,
    allows="If bytes are read a second time before they are written, only the second read counts.",
)

COPY_FULL_PIECES: Final = Requirement(
    id="COPY-23",
    level=Level.SHOULD,
    text=(
        "The handler SHOULD pass exactly 1 MiB to each Write except the last one of a round, "
        "however slowly the bytes arrive."
    ),
    editions=SINCE_1_6,
    why="Each Write to a remote store is a message, and small ones cost as much as large ones.",
    allows="The handler MAY pass the remainder of a short write to a Write of its own.",
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
