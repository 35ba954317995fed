"""COPY: where a copy begins, in a fresh ingest and in one that is resumed."""

from __future__ import annotations

from typing import Final

from .requirement import EVERY_EDITION, SEED_EDITION, SINCE_1_6, Level, Requirement, SeedLines

# Both handlers reach the copy by the same line, 91 and 121; the rest of it stands in another file.
COPY_CALL: Final = SeedLines(
    91, 91, "8e4222b9f917856daacc845b1959c5d1ab53d86b2a442653fd73c6311d64e8d8"
)

COPY_STATUS_FIRST: Final = Requirement(
    id="COPY-1",
    level=Level.MUST,
    text=(
        "Until the writer's Status has been asked, the handler neither changes the ingest (no "
        "Write, Truncate or Commit) nor moves the source (no Seek). If Status fails, its error "
        "comes out, and none of these calls is made."
    ),
    editions=EVERY_EDITION,
    why="Without the offset, nobody knows where in the ingest the next byte belongs.",
    seed=COPY_CALL,
    allows="Reading from the source before Status.",
)

COPY_SEEK: Final = Requirement(
    id="COPY-3",
    level=Level.MUST,
    text=(
        "If a copy begins at an offset above 0 and the source can seek, the source is moved to the "
        "offset with a single seek, counted from the start. What follows the offset is written, "
        "and nothing else."
    ),
    editions=EVERY_EDITION,
    why="Resuming exists to move only the missing bytes.",
    seed=COPY_CALL,
)

COPY_SEEK_FAILS: Final = Requirement(
    id="COPY-4",
    level=Level.MUST,
    text=(
        "If the seek fails, or reports success at another position, the handler fails without a "
        "Truncate, a Write or a Commit."
    ),
    editions=EVERY_EDITION,
    why="Bytes from the wrong place would spoil an ingest that was good so far.",
    seed=COPY_CALL,
)

COPY_READ_AT: Final = Requirement(
    id="COPY-5",
    level=Level.MUST,
    text=(
        "A source with read-at but without seek is read from the offset on, if the offset is above "
        "0 and `size` is above the offset. No byte before the offset is read, and at least `size` "
        "- offset bytes are read from there on."
    ),
    editions=EVERY_EDITION,
    why="Resuming has to work with a store that offers only random access, too.",
    seed=COPY_CALL,
    allows="Reading past `size` (COPY-5a).",
)

COPY_READ_AT_BEYOND: Final = Requirement(
    id="COPY-5a",
    level=Level.TOLERATED,
    text=(
        "How far a read-at source is read past `size` is left open; the report says what was seen. "
        "The original reads through a window of `size` bytes that begins at the offset."
    ),
    editions=EVERY_EDITION,
    why="Commit refuses surplus bytes anyway, and reading past the end of a blob harms nobody.",
    seed=COPY_CALL,
    allows="Reading up to `size`, or further.",
)

COPY_TRUNCATES: Final = Requirement(
    id="COPY-6",
    level=Level.MUST,
    text=(
        "At an offset above 0, the copy starts over in two cases: the source has neither seek nor "
        "read-at; or it has read-at but no seek, and its `size` is unknown or not above the "
        "offset. Starting over means one Truncate to 0, then every byte."
    ),
    editions=SEED_EDITION,
    why="A source that only runs forwards begins at 0, and so must the ingest.",
    seed=COPY_CALL,
)

COPY_DISCARDS: Final = Requirement(
    id="COPY-6a",
    level=Level.MUST,
    text=(
        "A fetch that begins at an offset above 0 reads the source up to the offset, discards "
        "these bytes and writes the rest, in two cases: the source has neither seek nor read-at; "
        "or it has read-at but no seek, and its `size` is unknown or not above the offset. "
        "Truncate is never called."
    ),
    editions=SINCE_1_6,
    why="What was written stays written; the bytes only cross the network again.",
)

COPY_TRUNCATE_FAILS: Final = Requirement(
    id="COPY-7",
    level=Level.MUST,
    text="If the Truncate of COPY-6 fails, the handler fails, without a Write or a Commit.",
    editions=SEED_EDITION,
    why="The new bytes would follow the old ones, and make a corrupt blob.",
    seed=COPY_CALL,
)

COPY_DISCARD_FAILS: Final = Requirement(
    id="COPY-7a",
    level=Level.MUST,
    text=(
        "If a source that is read up to the offset (COPY-6a) ends before it, the handler fails "
        "without a Write or a Commit."
    ),
    editions=SINCE_1_6,
    why="A source that is shorter than what is there already is another source.",
)

COPY_PREFERENCE: Final = Requirement(
    id="COPY-8",
    level=Level.MUST,
    text=(
        "If a source offers several ways to begin at an offset above 0, seeking is preferred to "
        "read-at, and truncating is the last resort."
    ),
    editions=SEED_EDITION,
    why="The bytes that are there already should be thrown away only if nothing else works.",
    seed=COPY_CALL,
)

COPY_PREFERENCE_1_6: Final = Requirement(
    id="COPY-8a",
    level=Level.MUST,
    text=(
        "If the source of a fetch offers several ways to begin at an offset above 0, seeking is "
        "preferred to read-at, and reading and discarding is the last resort."
    ),
    editions=SINCE_1_6,
    why="The bytes that are there already should be moved again only if nothing else works.",
)

COPY_OFFSET_BEYOND: Final = Requirement(
    id="COPY-19",
    level=Level.MUST,
    text=(
        "An ingest that holds more bytes than the known `size` is corrupt. The handler succeeds "
        "only if the content that is committed in the end is right. A `size` above 0 is known. In "
        "a push of edition 1.6 or later, so is 0: such a push moves the first `size` bytes "
        "(PUSH-5a)."
    ),
    editions=EVERY_EDITION,
    why="What another run left behind must never become a blob.",
    seed=COPY_CALL,
)

COPY_COMPLETE_INGEST: Final = Requirement(
    id="COPY-22",
    level=Level.MUST,
    text=(
        "An ingest that already has all `size` bytes is no special case: the source is opened as "
        "usual. If the source can seek, it is moved to the offset with a Seek, and Commit follows. "
        "If the source is plain or read-at, the ingest is truncated to 0 and written again."
    ),
    editions=SEED_EDITION,
    why="A pull that was killed right before Commit can be finished by the next one.",
    seed=COPY_CALL,
)

COPY_COMPLETE_INGEST_1_6: Final = Requirement(
    id="COPY-22a",
    level=Level.MUST,
    text=(
        "An ingest that already has all `size` bytes is committed without another Write. A fetch "
        "does not ask the fetcher; a push opens its source."
    ),
    editions=SINCE_1_6,
    why="A copy that was killed right before Commit can be finished without moving a byte again.",
)

REQUIREMENTS: Final = (
    COPY_STATUS_FIRST,
    COPY_SEEK,
    COPY_SEEK_FAILS,
    COPY_READ_AT,
    COPY_READ_AT_BEYOND,
    COPY_TRUNCATES,
    COPY_DISCARDS,
    COPY_TRUNCATE_FAILS,
    COPY_DISCARD_FAILS,
    COPY_PREFERENCE,
    COPY_PREFERENCE_1_6,
    COPY_OFFSET_BEYOND,
    COPY_COMPLETE_INGEST,
    COPY_COMPLETE_INGEST_1_6,
)
