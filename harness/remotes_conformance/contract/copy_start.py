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
        "Until the writer's Status has been asked, the ingest is left alone (no Write, Truncate or "
        "Commit) and the source is not positioned (no Seek or ReadAt). If Status fails, its error "
        "comes out, and none of these calls is made."
    ),
    editions=EVERY_EDITION,
    why="Without the offset nobody knows where in the ingest the next byte belongs.",
    seed=COPY_CALL,
    allows="A plain read of the source before Status.",
)

COPY_SEEK: Final = Requirement(
    id="COPY-3",
    level=Level.MUST,
    text=(
        "A copy that begins at an offset above 0 moves a seekable source there with a single seek, "
        "counted from the start, and writes what follows and no more."
    ),
    editions=EVERY_EDITION,
    why="Resuming is there to move the missing bytes only.",
    seed=COPY_CALL,
)

COPY_SEEK_FAILS: Final = Requirement(
    id="COPY-4",
    level=Level.MUST,
    text=(
        "If the seek fails, or claims success at some other position, the handler fails without a "
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
        "A source with read-at but without seek, with `size` above the offset and that above 0, is "
        "read from the offset on: not a byte before it, and no fewer than size - offset behind it."
    ),
    editions=EVERY_EDITION,
    why="Resuming has to work as well for a store that offers random access only.",
    seed=COPY_CALL,
    allows="Reading past `size` (COPY-5a).",
)

COPY_READ_AT_BEYOND: Final = Requirement(
    id="COPY-5a",
    level=Level.TOLERATED,
    text=(
        "How far a read-at source is read beyond `size` is left open; the report tells what was "
        "seen. The original looks through a window of `size` bytes that begins at the offset."
    ),
    editions=EVERY_EDITION,
    why="Commit refuses surplus bytes anyway, and asking beyond the end of a blob harms nobody.",
    seed=COPY_CALL,
    allows="Reading up to `size`, or further.",
)

COPY_TRUNCATES: Final = Requirement(
    id="COPY-6",
    level=Level.MUST,
    text=(
        "Above offset 0, a source that can do neither of the two, or has read-at but a `size` that "
        "is unknown or not above the offset, starts afresh: one Truncate to 0, then every byte."
    ),
    editions=SEED_EDITION,
    why="A source that only runs forwards begins at 0, and so must the ingest.",
    seed=COPY_CALL,
)

COPY_DISCARDS: Final = Requirement(
    id="COPY-6a",
    level=Level.MUST,
    text=(
        "A fetch that begins above offset 0 from a source that can neither be sought nor read "
        "at an offset, or has read-at but a `size` that is unknown or not above the offset, "
        "reads up to the offset for nothing and writes the rest. Truncate is never called."
    ),
    editions=SINCE_1_6,
    why="What was written stays written; only the line is used once more.",
)

COPY_TRUNCATE_FAILS: Final = Requirement(
    id="COPY-7",
    level=Level.MUST,
    text="If that Truncate fails, so does the handler, without a Write or a Commit.",
    editions=SEED_EDITION,
    why="Behind the old bytes the new ones would make up a corrupt blob.",
    seed=COPY_CALL,
)

COPY_DISCARD_FAILS: Final = Requirement(
    id="COPY-7a",
    level=Level.MUST,
    text=(
        "If such a source ends before the offset, the handler fails without a Write or a Commit."
    ),
    editions=SINCE_1_6,
    why="A source that is shorter than what is there already is another one.",
)

COPY_PREFERENCE: Final = Requirement(
    id="COPY-8",
    level=Level.MUST,
    text=(
        "Of the ways to begin above offset 0 that a source offers, seeking comes before read-at, "
        "and truncating is the last resort."
    ),
    editions=SEED_EDITION,
    why="The bytes that are there already should be thrown away only when nothing else works.",
    seed=COPY_CALL,
)

COPY_PREFERENCE_1_6: Final = Requirement(
    id="COPY-8a",
    level=Level.MUST,
    text=(
        "Of the ways to begin above offset 0 that the source of a fetch offers, seeking comes "
        "before read-at, and reading for nothing is the last resort."
    ),
    editions=SINCE_1_6,
    why="The bytes that are there already should be moved again only when nothing else works.",
)

COPY_OFFSET_BEYOND: Final = Requirement(
    id="COPY-19",
    level=Level.MUST,
    text=(
        "An ingest that is longer than the known `size` is corrupt. The handler succeeds over it "
        "only if what is committed in the end is the right content."
    ),
    editions=EVERY_EDITION,
    why="A leftover of some other run must never become a blob.",
    seed=COPY_CALL,
)

COPY_COMPLETE_INGEST: Final = Requirement(
    id="COPY-22",
    level=Level.MUST,
    text=(
        "An ingest that has all `size` bytes is no special case: the source is opened as ever. A "
        "seekable one is sought to the offset, and Commit follows; for a plain or read-at one the "
        "ingest is truncated to 0 and written once more."
    ),
    editions=SEED_EDITION,
    why="A pull that was killed right before Commit can be finished by the next one.",
    seed=COPY_CALL,
)

COPY_COMPLETE_INGEST_1_6: Final = Requirement(
    id="COPY-22a",
    level=Level.MUST,
    text=(
        "An ingest that has all `size` bytes is committed without another Write. A fetch does "
        "not ask the fetcher; a push opens its source."
    ),
    editions=SINCE_1_6,
    why="A pull that was killed right before Commit can be finished without any traffic.",
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
