"""STORE, second part: what a store reports, hostile names, failing disks, and content."""

from __future__ import annotations

from typing import Final

from .requirement import STORE_EDITION, Level, Requirement

_STATUS: Final = "containerd: content.Status"
_MANAGER: Final = "containerd: content.Provider and content.Manager"
_DIGESTS: Final = "OCI image specification 1.1: Digests"

STORE_STATUS: Final = Requirement(
    id="STORE-12",
    level=Level.MUST,
    text=(
        "Status MUST report the ref, the offset, the total (the size with which the ref was "
        "opened; 0 if that is unknown), the expected digest, and when the ingest was started and "
        "last updated. The offset MUST be the number of bytes that the ingest really has, even "
        "after a short or failed Write. The times MUST NOT run backwards. Write MUST return how "
        "many of the given bytes it has taken."
    ),
    editions=STORE_EDITION,
    why=(
        "A handler resumes where Status says. In the original, the offset grows by the bytes that "
        "were offered."
    ),
    allows=(
        "The expected digest MAY be empty, and the times MAY be missing. If an ingest was opened "
        "more than once, the total and the expected digest MAY be those of any of these openings."
    ),
    sources=(_STATUS,),
)

STORE_ABORT: Final = Requirement(
    id="STORE-13",
    level=Level.MUST,
    text=(
        "Abort MUST remove the ingest of the given ref. If there is no such ingest, Abort MUST "
        "fail with *not found*. If the ref is open, Abort MUST fail with *locked*, even if the "
        "ingest holds no bytes."
    ),
    editions=STORE_EDITION,
    why=(
        "In the original, Abort of an open ref succeeds, and the files vanish while the writer "
        "uses them."
    ),
    allows=(
        "If the ref is not open, Abort MAY fail with *not found* for an ingest that holds no "
        "bytes. A Commit, even one that fails, MAY close its writer; after one that succeeded, "
        "Abort MAY fail with *locked* until its writer is closed."
    ),
    needs="abort",
    sources=("containerd: content.Ingester", _MANAGER),
)

STORE_UNKNOWN: Final = Requirement(
    id="STORE-14",
    level=Level.MUST,
    text=(
        "Reader, Info and Delete of content that is not present MUST fail with *not found*. A "
        "ReadAt at or after the end, or at a negative offset, MUST NOT return any bytes. A Read at "
        "the end MUST return no bytes, and MUST NOT fail."
    ),
    editions=STORE_EDITION,
    why="*Not found* tells a caller that the content has to be fetched.",
    allows=(
        "A Read or ReadAt before the end MAY return fewer bytes than requested, but at least "
        "one. A ReadAt at or after the end, or at a negative offset, MAY fail."
    ),
    sources=(_MANAGER,),
)

STORE_DIGESTS: Final = Requirement(
    id="STORE-15",
    level=Level.MUST,
    text=(
        "The store MUST refuse a malformed digest with *invalid argument*, and MUST NOT touch "
        "anything outside itself because of it. A digest is well-formed if it is `sha256:`, "
        "`sha384:` or `sha512:`, followed by as many lower-case hex digits as digests of that "
        "algorithm have. Every other digest counts as malformed, even one of another algorithm "
        "that OCI permits. An empty digest means that the digest is unknown. It is permitted only "
        "where a ref is opened, and in Commit."
    ),
    editions=STORE_EDITION,
    why="Digests come from remotes, and become file names. A malformed one crashes the original.",
    allows=(
        "Instead, Reader, Info and Delete MAY fail with *not found*, and Commit MAY fail with "
        "*failed precondition*. If the ref has a writer that is not closed, even one that has "
        "committed, opening it MAY fail with *locked*."
    ),
    sources=(_DIGESTS,),
)

STORE_REFS: Final = Requirement(
    id="STORE-16",
    level=Level.MUST,
    text=(
        "The store MUST NOT touch anything outside itself because of a ref, and MUST NOT take one "
        "ref for another, however strange they are: empty, `../..`, 5,000 characters, NUL, any "
        "Unicode."
    ),
    editions=STORE_EDITION,
    why="Refs contain what remotes send.",
    allows=(
        "The store MAY refuse a ref with *invalid argument*, unless the ref consists of 1 to "
        "160 ASCII letters, digits, `.`, `_`, `-` and `:`, and begins with a letter or a "
        "digit. (The keys of MakeRefKey that consist of a kind and a well-formed digest have "
        "this form, so the store has to accept them.) If a ref is empty, has more than 255 "
        "characters, or has characters that cannot be printed (in the sense of Python's "
        "`str.isprintable`), the store MAY refuse it with any error other than *exists* and "
        "*locked*."
    ),
    sources=("containerd: content.Ingester",),
)

STORE_FAULTS: Final = Requirement(
    id="STORE-18",
    level=Level.MUST,
    text=(
        "If the disk is full, or opening, writing, syncing, renaming or closing a file fails, the "
        "call of the store in which this happens MUST either fail or have its full effect. A "
        "Commit in which a sync fails MUST fail. Content MUST NOT be visible in part, the ref MUST "
        "be free after Close, and everything else MUST be unharmed."
    ),
    editions=STORE_EDITION,
    why="Disks fill up. After a failed sync the bytes may be lost, even if the next sync succeeds.",
    allows=(
        "A Write MAY take only some of the given bytes, and return their number. Content whose "
        "Commit failed MAY be present as a whole. The ingest MAY have lost bytes."
    ),
    needs="folder",
    sources=("POSIX.1-2017: fsync, rename, write",),
)

STORE_READERS: Final = Requirement(
    id="STORE-19",
    level=Level.MUST,
    text=(
        "Any number of readers MUST be able to read the same content at the same time. Neither the "
        "deletion of that content nor a writer may disturb them."
    ),
    editions=STORE_EDITION,
    why="A push may still be running when content is removed.",
    sources=(_MANAGER,),
)

STORE_WALK: Final = Requirement(
    id="STORE-20",
    level=Level.MUST,
    text=(
        "Walk MUST list exactly the content that is present at some single moment during the call, "
        "each item once and with its size. It MUST list nothing for an empty store."
    ),
    editions=STORE_EDITION,
    why="In the original, Walk fails on an empty store.",
    needs="store_walk",
    sources=(_MANAGER,),
)

STORE_UNCHANGED: Final = Requirement(
    id="STORE-21",
    level=Level.MUST,
    text="Content that was committed MUST NOT change, and MUST stay until it is deleted.",
    editions=STORE_EDITION,
    why="Its digest names exactly these bytes.",
    sources=(_MANAGER,),
)

REQUIREMENTS: Final = (
    STORE_STATUS,
    STORE_ABORT,
    STORE_UNKNOWN,
    STORE_DIGESTS,
    STORE_REFS,
    STORE_FAULTS,
    STORE_READERS,
    STORE_WALK,
    STORE_UNCHANGED,
)
