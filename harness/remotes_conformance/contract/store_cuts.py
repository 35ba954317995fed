"""STORE, third part: killed processes and power cuts."""

from __future__ import annotations

from typing import Final

from .requirement import STORE_EDITION, Level, Requirement

_FSYNC: Final = "POSIX.1-2017: fsync, rename, write"

STORE_KILLED: Final = Requirement(
    id="STORE-17",
    level=Level.MUST,
    text=(
        "After a process was killed at any point, the store has all committed content and shows no "
        "other, and no ref is locked or unusable. The folder can be opened again."
    ),
    editions=STORE_EDITION,
    why="In the original a folder without data makes its ref unusable for ever.",
    allows="That the content of a Commit under way, or of one that failed, is there as a whole, or "
    "is not there.",
    needs="kills",
    sources=(_FSYNC,),
)

STORE_POWER_CUT: Final = Requirement(
    id="STORE-17a",
    level=Level.MUST,
    text=(
        "After a power cut at any point, what was not synced may be lost, in any order. All "
        "content that was acknowledged, by a Commit that returned or by *exists*, is there "
        "unchanged; nothing is visible that nobody committed; every ref can be opened, truncated, "
        "written and committed."
    ),
    editions=STORE_EDITION,
    why="Closing a file makes nothing durable, nor does a rename: the file and the folder need a "
    "sync. A caller who got *exists* does not write the content again.",
    allows="That the content of a Commit under way, or of one that failed, is there as a whole, or "
    "is not there; that deleted content is there again.",
    needs="cuts",
    sources=(_FSYNC,),
)

STORE_UNWRITTEN: Final = Requirement(
    id="STORE-17b",
    level=Level.SHOULD,
    text=(
        "An ingest that comes back after a power cut with bytes that were never written is noticed "
        "or forgotten, so that a caller who resumes it without a digest cannot commit it."
    ),
    editions=STORE_EDITION,
    why="A file may have its full length, and zeros in the place of bytes that were not synced.",
    needs="cuts",
    sources=(_FSYNC,),
)

REQUIREMENTS: Final = (STORE_KILLED, STORE_POWER_CUT, STORE_UNWRITTEN)
