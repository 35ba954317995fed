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
        "Status has the ref, the offset (the bytes that the ingest really has, also after a short "
        "or failed Write), the total, the expected digest, and times that do not run backwards."
        " Write returns how many of the given bytes it has taken."
    ),
    editions=STORE_EDITION,
    why="A handler resumes where Status says. In the original the offset grows by the bytes that "
    "were offered.",
    allows="An expected digest that is empty, and no times.",
    sources=(_STATUS,),
)

STORE_ABORT: Final = Requirement(
    id="STORE-13",
    level=Level.MUST,
    text="Abort removes an ingest. An unknown ref is *not found*, one that is open is *locked*.",
    editions=STORE_EDITION,
    why="In the original Abort succeeds, and the files vanish under the writer.",
    allows="*not found* for an ingest to which nothing was written.",
    needs="abort",
    sources=("containerd: content.Ingester", _MANAGER),
)

STORE_UNKNOWN: Final = Requirement(
    id="STORE-14",
    level=Level.MUST,
    text=(
        "Reader, Info and Delete of unknown content are *not found*. A read at or after the end, "
        "or at a negative offset, returns no bytes."
    ),
    editions=STORE_EDITION,
    why="A caller decides by that class whether something has to be fetched.",
    allows=(
        "Fewer bytes than asked for, but at least one before the end. An error of a read whose "
        "offset is negative, or at or after the end."
    ),
    sources=(_MANAGER,),
)

STORE_DIGESTS: Final = Requirement(
    id="STORE-15",
    level=Level.MUST,
    text=(
        "A malformed digest (a path in it, upper-case hex, a wrong length, an unknown algorithm) "
        "is refused as *invalid argument*, and touches nothing outside the store."
    ),
    editions=STORE_EDITION,
    why="Digests come from remotes, and become file names. The original crashes.",
    allows="*not found* where content is asked for, *failed precondition* in a Commit.",
    sources=(_DIGESTS,),
)

STORE_REFS: Final = Requirement(
    id="STORE-16",
    level=Level.MUST,
    text=(
        "No ref, however strange (empty, `../..`, 5,000 characters, NUL, any Unicode), reaches "
        "outside the store, or is taken for another ref."
    ),
    editions=STORE_EDITION,
    why="Refs contain what remotes send.",
    allows="Refusing a strange ref as *invalid argument*; one that is empty, has control "
    "characters or more than 255 characters, with any error.",
    sources=("containerd: content.Ingester",),
)

STORE_FAULTS: Final = Requirement(
    id="STORE-18",
    level=Level.MUST,
    text=(
        "If the disk is full, or a sync, a rename or a close fails, the call is an error, or all "
        "is as if nothing had failed; a failed sync is always an error. Nothing is visible in "
        "part, the ref is free after Close, and everything else is unharmed."
    ),
    editions=STORE_EDITION,
    why="Disks fill up. After a failed sync the bytes may be lost, even if the next one succeeds.",
    allows="That content whose Commit failed is visible as a whole; that an ingest has lost bytes.",
    needs="folder",
    sources=("POSIX.1-2017: fsync, rename, write",),
)

STORE_READERS: Final = Requirement(
    id="STORE-19",
    level=Level.MUST,
    text=(
        "There may be any number of readers of some content. They are disturbed neither by its "
        "deletion nor by writers."
    ),
    editions=STORE_EDITION,
    why="A push may run while content is removed.",
    sources=(_MANAGER,),
)

STORE_WALK: Final = Requirement(
    id="STORE-20",
    level=Level.MUST,
    text="Walk lists all content, each once, and nothing else. An empty store lists nothing.",
    editions=STORE_EDITION,
    why="In the original it fails on an empty store.",
    needs="store_walk",
    sources=(_MANAGER,),
)

STORE_UNCHANGED: Final = Requirement(
    id="STORE-21",
    level=Level.MUST,
    text="Content that was committed is never changed, and stays until it is deleted.",
    editions=STORE_EDITION,
    why="Its digest names its bytes.",
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
