"""STORE, first part: who may write under a ref, and what becomes of an ingest."""

from __future__ import annotations

from typing import Final

from .requirement import STORE_EDITION, Level, Requirement

_INGESTER: Final = "containerd: content.Ingester and content.Writer"

STORE_ONE_WRITER: Final = Requirement(
    id="STORE-1",
    level=Level.MUST,
    text="A ref has one writer at a time. While it is open, opening the ref is *locked*, at once.",
    editions=STORE_EDITION,
    why="Two writers would mix their bytes, and a caller that waits in the store cannot give up.",
    allows="*exists*, if the store has the content of the digest.",
    sources=(_INGESTER,),
)

STORE_INDEPENDENT: Final = Requirement(
    id="STORE-2",
    level=Level.MUST,
    text=(
        "An open writer does not affect other refs. Two stores in one process do not affect each "
        "other."
    ),
    editions=STORE_EDITION,
    why="The original has one table of locks for the whole process.",
    sources=(_INGESTER,),
)

STORE_PRESENT: Final = Requirement(
    id="STORE-3",
    level=Level.MUST,
    text="Opening a ref with a digest whose content is there is *exists*.",
    editions=STORE_EDITION,
    why="Nothing has to be fetched. The original does not check it.",
    sources=(_INGESTER,),
)

STORE_RESUME: Final = Requirement(
    id="STORE-4",
    level=Level.MUST,
    text=(
        "Close without a Commit keeps the ingest and frees the ref. Opening it again resumes at "
        "the offset: new bytes come after the old ones, and both belong to the content."
    ),
    editions=STORE_EDITION,
    why="The original resumes at position 0: with an unknown size that corrupts content under a "
    "matching digest.",
    allows="Starting over, if the ingest is complete and its digest is not the one asked for.",
    sources=(_INGESTER,),
)

STORE_TRUNCATE: Final = Requirement(
    id="STORE-5",
    level=Level.MUST,
    text=(
        "Truncate to 0 empties the ingest, with its position and its running digest. Any other "
        "size is refused."
    ),
    editions=STORE_EDITION,
    why="The original keeps its position, which leaves a hole of zeros.",
    sources=(_INGESTER,),
)

STORE_VERIFY: Final = Requirement(
    id="STORE-6",
    level=Level.MUST,
    text=(
        "Commit succeeds if the ingest has the size (0 or less: any) and the digest (empty: any). "
        "If not, it is an error other than *exists*; nothing becomes visible, and the ref is free "
        "after Close. The bytes are those given to each Write, even if the caller reuses its "
        "buffer afterwards."
    ),
    editions=STORE_EDITION,
    why="Content is what its digest says. A handler takes *exists* for success.",
    allows="*exists* instead of another error, if the content of that digest is there.",
    sources=(_INGESTER,),
)

STORE_RECOVER: Final = Requirement(
    id="STORE-7",
    level=Level.MUST,
    text=(
        "After a failed Commit the ref can be used again: after Close it can be opened, truncated, "
        "written and committed, or aborted and begun anew."
    ),
    editions=STORE_EDITION,
    why="In the original such a ref never recovers.",
    allows="That the writer of the failed Commit takes nothing more, and that its bytes are gone.",
    sources=(_INGESTER,),
)

STORE_COMMIT_PRESENT: Final = Requirement(
    id="STORE-8",
    level=Level.MUST,
    text=(
        "Committing content that is there already is *exists*. The stored content is untouched, "
        "the ingest is gone, and the ref is free after Close."
    ),
    editions=STORE_EDITION,
    why="The original replaces the content, and reports success.",
    sources=(_INGESTER,),
)

STORE_COMMITTED: Final = Requirement(
    id="STORE-9",
    level=Level.MUST,
    text=(
        "After a Commit the content reads back byte for byte, its info has its size and the time, "
        "the ingest is gone, and the ref is free after Close."
    ),
    editions=STORE_EDITION,
    why="This is what a store is for.",
    sources=(_INGESTER, "containerd: content.Provider and content.Manager"),
)

STORE_FREES: Final = Requirement(
    id="STORE-10",
    level=Level.MUST,
    text="A writer that cannot be opened leaves its ref free.",
    editions=STORE_EDITION,
    why="In the original several failing paths never free the lock.",
    sources=(_INGESTER,),
)

STORE_CLOSE: Final = Requirement(
    id="STORE-11",
    level=Level.MUST,
    text=(
        "Close can be repeated, and never frees the ref of another writer. Write, Commit and "
        "Truncate after Close or Commit are errors."
    ),
    editions=STORE_EDITION,
    why="In the original a second Close lets a third writer in.",
    sources=(_INGESTER,),
)

REQUIREMENTS: Final = (
    STORE_ONE_WRITER,
    STORE_INDEPENDENT,
    STORE_PRESENT,
    STORE_RESUME,
    STORE_TRUNCATE,
    STORE_VERIFY,
    STORE_RECOVER,
    STORE_COMMIT_PRESENT,
    STORE_COMMITTED,
    STORE_FREES,
    STORE_CLOSE,
)
