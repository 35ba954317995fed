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
        "The handler MUST call the writer's Status before it changes the ingest (Write, Truncate, "
        "Commit) or moves the source (Seek). If Status fails, the handler MUST make none of these "
        "calls, and MUST fail with an error of the same class."
    ),
    editions=EVERY_EDITION,
    why="Without the offset, it is not known where in the ingest the next byte belongs.",
    seed=COPY_CALL,
    allows=(
        "The handler MAY read from the source before it calls Status. If such a read fails, the "
        "handler MAY fail with that error."
    ),
)

COPY_SEEK: Final = Requirement(
    id="COPY-3",
    level=Level.MUST,
    text=(
        "If a copy begins at an offset above 0 and the source is seekable, the handler MUST move "
        "the source to the offset with a single Seek, relative to the start. It MUST write the "
        "source's bytes from the offset on, and no others."
    ),
    editions=EVERY_EDITION,
    why="The purpose of resuming is to move only the missing bytes.",
    seed=COPY_CALL,
)

COPY_SEEK_FAILS: Final = Requirement(
    id="COPY-4",
    level=Level.MUST,
    text=(
        "If the Seek of COPY-3 fails, or reports success at another position, the handler MUST "
        "fail, and MUST NOT call Truncate, Write or Commit."
    ),
    editions=EVERY_EDITION,
    why="Bytes from the wrong position would spoil an ingest that was good so far.",
    seed=COPY_CALL,
)

COPY_READ_AT: Final = Requirement(
    id="COPY-5",
    level=Level.MUST,
    text=(
        "If a copy begins at an offset above 0 and below `size`, and the source is read-at but not "
        "seekable, the handler MUST read the source from the offset on. It MUST NOT read a byte "
        "before the offset, and MUST read at least `size` - offset bytes from there."
    ),
    editions=EVERY_EDITION,
    why="Resuming has to work with a store that offers only random access, too.",
    seed=COPY_CALL,
    allows=(
        "The handler MAY read past `size` (COPY-5a). Before it calls Status, it MAY read any bytes "
        "(COPY-1)."
    ),
)

COPY_READ_AT_BEYOND: Final = Requirement(
    id="COPY-5a",
    level=Level.TOLERATED,
    text=(
        "The handler MAY read a read-at source past `size`, to any position. The original does so: "
        "it reads up to `size` bytes, counted from the offset. The report states what was seen."
    ),
    editions=EVERY_EDITION,
    why="Commit refuses surplus bytes anyway, and reading past the end of a blob does no harm.",
    seed=COPY_CALL,
    allows="The handler MAY read up to `size`, or further.",
)

COPY_TRUNCATES: Final = Requirement(
    id="COPY-6",
    level=Level.MUST,
    text=(
        "If a copy begins at an offset above 0, the handler MUST start over in two cases: (a) the "
        "source is plain; (b) the source is read-at but not seekable, and `size` is unknown or not "
        "above the offset. To start over, it MUST truncate the ingest to 0 with a single Truncate, "
        "and then write every byte of the source."
    ),
    editions=SEED_EDITION,
    why="A source that can only be read forwards begins at 0, and so must the ingest.",
    seed=COPY_CALL,
)

COPY_DISCARDS: Final = Requirement(
    id="COPY-6a",
    level=Level.MUST,
    text=(
        "If the copy of a fetch begins at an offset above 0, the handler MUST read and discard in "
        "two cases: (a) the source is plain; (b) the source is read-at but not seekable, and "
        "`size` is unknown or not above the offset. To read and discard, it MUST read the source "
        "up to the offset, discard these bytes, and then write the rest of the source. It MUST NOT "
        "call Truncate."
    ),
    editions=SINCE_1_6,
    why="What was written stays written. The discarded bytes only cross the network again.",
)

COPY_TRUNCATE_FAILS: Final = Requirement(
    id="COPY-7",
    level=Level.MUST,
    text=(
        "If the Truncate of COPY-6 fails, the handler MUST fail with an error of the same class, "
        "and MUST NOT call Write or Commit."
    ),
    editions=SEED_EDITION,
    why="The new bytes would follow the old ones, and make a corrupt blob.",
    seed=COPY_CALL,
)

COPY_DISCARD_FAILS: Final = Requirement(
    id="COPY-7a",
    level=Level.MUST,
    text=(
        "If the handler reads a source up to the offset (COPY-6a) and the source ends before the "
        "offset, the handler MUST fail, and MUST NOT call Write or Commit."
    ),
    editions=SINCE_1_6,
    why="A source that is shorter than the ingest does not have the same content.",
)

COPY_PREFERENCE: Final = Requirement(
    id="COPY-8",
    level=Level.MUST,
    text=(
        "If the source offers several ways to begin at an offset above 0, the handler MUST prefer "
        "Seek to ReadAt, and both of them to starting over (COPY-6)."
    ),
    editions=SEED_EDITION,
    why="Bytes that the ingest already holds should be thrown away only if nothing else works.",
    seed=COPY_CALL,
)

COPY_PREFERENCE_1_6: Final = Requirement(
    id="COPY-8a",
    level=Level.MUST,
    text=(
        "If the source of a fetch offers several ways to begin at an offset above 0, the handler "
        "MUST prefer Seek to ReadAt, and both of them to reading and discarding (COPY-6a)."
    ),
    editions=SINCE_1_6,
    why="Bytes that the ingest already holds should be moved again only if nothing else works.",
)

COPY_OFFSET_BEYOND: Final = Requirement(
    id="COPY-19",
    level=Level.MUST,
    text=(
        "An ingest that holds more bytes than the known size is corrupt. The handler MUST NOT "
        "succeed with such an ingest unless the content that is committed in the end is "
        "right. From edition 1.6 on, 0 is a known size: a push of size 0 to an ingest that "
        "holds bytes is such a case."
    ),
    editions=EVERY_EDITION,
    why="Otherwise bytes that another run left behind become part of a blob.",
    seed=COPY_CALL,
)

COPY_COMPLETE_INGEST: Final = Requirement(
    id="COPY-22",
    level=Level.MUST,
    text=(
        "If the size is known and the ingest already has all `size` bytes, the handler MUST open "
        "the source as usual. If the source is seekable, the handler MUST seek it to the offset, "
        "and then call Commit. Otherwise it MUST truncate the ingest to 0 and write every byte "
        "again."
    ),
    editions=SEED_EDITION,
    why="A pull that was killed right before Commit can be finished by the next one.",
    seed=COPY_CALL,
)

COPY_COMPLETE_INGEST_1_6: Final = Requirement(
    id="COPY-22a",
    level=Level.MUST,
    text=(
        "If the size is above 0 and the ingest already has all `size` bytes, the handler MUST "
        "commit it without another Write. In this case, a fetch MUST NOT call the fetcher, and a "
        "push MUST open its source as usual."
    ),
    editions=SINCE_1_6,
    why="A copy that was killed right before Commit can be finished without moving a byte again.",
    allows=(
        "If that Commit reports *reset*, COPY-24 applies: the handler MAY then call the "
        "fetcher, and write."
    ),
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
