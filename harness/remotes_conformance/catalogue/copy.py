"""COPY: moving the bytes from the reader to the writer, and the Commit. For both handlers."""

from __future__ import annotations

from typing import Final

from . import copy_start
from .copy_start import COPY_CALL
from .requirement import EVERY_EDITION, SEED_EDITION, Level, Requirement

# The class *reset* is younger than the first edition, where it is an error like any other.
_RESET: Final = "From edition 1.6 on, a *reset* of the writer asks for another round of the copy."

COPY_ALL_BYTES: Final = Requirement(
    id="COPY-2",
    level=Level.MUST,
    text=(
        "A copy that begins at offset 0 hands the writer the whole source in order, without gap or "
        "repetition, in whatever pieces it is read and written."
    ),
    editions=EVERY_EDITION,
    why="Sources and stores cut their bytes as they like, and the blob has to come out the same.",
    seed=COPY_CALL,
    allows="Taking no more than `size` bytes, where the size is known (COPY-18a).",
)

COPY_READ_ERROR: Final = Requirement(
    id="COPY-9",
    level=Level.MUST,
    text=(
        "If the source breaks off with an error, the bytes that came before it are written, there "
        "is no Commit, and an error of the same class comes out. It makes no difference whether "
        "the size is known or not (0 or -1)."
    ),
    editions=EVERY_EDITION,
    why="The next attempt can resume there, and half a blob never passes for a whole one.",
    seed=COPY_CALL,
)

COPY_BYTES_WITH_END: Final = Requirement(
    id="COPY-10",
    level=Level.MUST,
    text=(
        "In a language whose readers can deliver bytes and an error or end-of-file in one answer, "
        "such bytes are written before the rest of the answer counts."
    ),
    editions=EVERY_EDITION,
    why="Otherwise the last piece of a blob is lost for some sources and not for others.",
    seed=COPY_CALL,
)

COPY_SHORT_WRITE: Final = Requirement(
    id="COPY-11",
    level=Level.MUST,
    text=(
        "If the writer takes fewer bytes than it was given, the handler fails or offers the "
        "remainder again; a Commit with bytes missing never follows."
    ),
    editions=EVERY_EDITION,
    why="The writer may be right to take less, and a silent gap spoils the blob.",
    seed=COPY_CALL,
    allows="Failing, or writing the remainder.",
)

COPY_WRITE_ERROR: Final = Requirement(
    id="COPY-12",
    level=Level.MUST,
    text="If a Write fails, an error of the same class comes out, and Commit is not called.",
    editions=EVERY_EDITION,
    why="A full disk has to be seen as what it is.",
    seed=COPY_CALL,
    allows=_RESET,
)

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
    allows=_RESET,
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
    allows=_RESET,
)

COPY_COMMIT_LEAVES: Final = Requirement(
    id="COPY-16",
    level=Level.MUST,
    text="Behind a Commit that failed the handler calls neither Truncate nor Abort.",
    editions=EVERY_EDITION,
    why="What becomes of the ingest is for the store and its owner to decide.",
    seed=COPY_CALL,
)

COPY_UNKNOWN_SIZE: Final = Requirement(
    id="COPY-17",
    level=Level.MUST,
    text=(
        "A size of 0 or of -1 stands for an unknown one. The handler runs as usual, and the number "
        "reaches the opening of the writer and Commit as it is."
    ),
    editions=SEED_EDITION,
    why="Some remotes cannot tell the size beforehand, and the store knows what the number means.",
    seed=COPY_CALL,
)

COPY_WRONG_CONTENT: Final = Requirement(
    id="COPY-18",
    level=Level.MUST,
    text=(
        "With a writer that verifies, the handler never succeeds for content that is shorter or "
        "longer than promised, or other content."
    ),
    editions=EVERY_EDITION,
    why="This is what the digest in the descriptor is for.",
    seed=COPY_CALL,
)

COPY_WRONG_CONTENT_NOTICED: Final = Requirement(
    id="COPY-18a",
    level=Level.TOLERATED,
    text=(
        "How wrong content comes to light is left open, also where a source ends cleanly before "
        "its known size; the report tells what was seen."
    ),
    editions=SEED_EDITION,
    why="An early check saves a Commit, a late one saves code, and both are safe.",
    seed=COPY_CALL,
    allows=(
        "Finding it out before Commit, which is then not called, or being told by Commit; "
        "reading to the end of the source, or no further than `size`."
    ),
)

COPY_OWN_BUFFERS: Final = Requirement(
    id="COPY-20",
    level=Level.MUST,
    text=(
        "Copies that run at the same time do not mix: every writer gets the bytes of its own "
        "source, and these do not change in its hands, however long it keeps them."
    ),
    editions=EVERY_EDITION,
    why="A buffer that two copies use corrupts both blobs, on a busy day only.",
    seed=COPY_CALL,
)

COPY_BOUNDED_MEMORY: Final = Requirement(
    id="COPY-21",
    level=Level.SHOULD,
    text="The handler holds at most 16 MiB that it has read and not yet written.",
    editions=EVERY_EDITION,
    why="Layers are larger than memory, and many are fetched at a time.",
    seed=COPY_CALL,
)

REQUIREMENTS: Final = (
    copy_start.COPY_STATUS_FIRST,
    COPY_ALL_BYTES,
    copy_start.COPY_SEEK,
    copy_start.COPY_SEEK_FAILS,
    copy_start.COPY_READ_AT,
    copy_start.COPY_READ_AT_BEYOND,
    copy_start.COPY_TRUNCATES,
    copy_start.COPY_TRUNCATE_FAILS,
    copy_start.COPY_PREFERENCE,
    COPY_READ_ERROR,
    COPY_BYTES_WITH_END,
    COPY_SHORT_WRITE,
    COPY_WRITE_ERROR,
    COPY_COMMIT,
    COPY_COMMIT_EXISTS,
    COPY_COMMIT_ERROR,
    COPY_COMMIT_LEAVES,
    COPY_UNKNOWN_SIZE,
    COPY_WRONG_CONTENT,
    COPY_WRONG_CONTENT_NOTICED,
    copy_start.COPY_OFFSET_BEYOND,
    COPY_OWN_BUFFERS,
    COPY_BOUNDED_MEMORY,
    copy_start.COPY_COMPLETE_INGEST,
)
