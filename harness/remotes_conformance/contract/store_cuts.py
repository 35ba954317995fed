"""STORE, third part: killed processes and power cuts."""

from __future__ import annotations

from typing import Final

from .requirement import STORE_EDITION, Level, Requirement

_FSYNC: Final = "POSIX.1-2017: fsync, rename, write"

STORE_KILLED: Final = Requirement(
    id="STORE-17",
    level=Level.MUST,
    text=(
        "If the process of the store is killed at any point, it MUST be possible to open the "
        "folder again. The store MUST then have all committed content and no other, and no ref may "
        "be locked or unusable."
    ),
    editions=STORE_EDITION,
    why=(
        "The original has a folder for each ingest. If it is killed before the folder has its data "
        "file, the ref is unusable for ever."
    ),
    allows=(
        "The content of a Commit that had not returned, or that had failed, MAY be present as "
        "a whole or absent. The same holds for content that was deleted, or whose Delete had "
        "not returned."
    ),
    needs="kills",
    sources=(_FSYNC,),
)

STORE_POWER_CUT: Final = Requirement(
    id="STORE-17a",
    level=Level.MUST,
    text=(
        "A power cut at any point may lose any part of what was not synced. Afterwards, all "
        "content that was acknowledged, by a Commit that succeeded or by *exists*, MUST be present "
        "and unchanged. Content that was not committed MUST NOT be visible. It "
        "MUST be possible to open, truncate, write and commit every ref."
    ),
    editions=STORE_EDITION,
    why=(
        "Neither closing nor renaming a file makes it durable: the file and its folder need a "
        "sync. A caller that got *exists* does not write the content again."
    ),
    allows=(
        "The content of a Commit that had not returned, or that had failed, MAY be present as "
        "a whole or absent. The same holds for content that was deleted, or whose Delete had "
        "not returned."
    ),
    needs="cuts",
    sources=(_FSYNC,),
)

STORE_UNWRITTEN: Final = Requirement(
    id="STORE-17b",
    level=Level.SHOULD,
    text=(
        "If an ingest comes back after a power cut with bytes that were never written, the store "
        "SHOULD notice this or forget the ingest, so that a caller who resumes it without a digest "
        "cannot commit it."
    ),
    editions=STORE_EDITION,
    why="A file may have its full length, with zeros in place of the bytes that were not synced.",
    needs="cuts",
    sources=(_FSYNC,),
)

REQUIREMENTS: Final = (STORE_KILLED, STORE_POWER_CUT, STORE_UNWRITTEN)
