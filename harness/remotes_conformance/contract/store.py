"""STORE, first part: who may write under a ref, and what becomes of an ingest."""

from __future__ import annotations

from typing import Final

from .requirement import STORE_EDITION, Level, Requirement

_INGESTER: Final = "containerd: content.Ingester and content.Writer"

STORE_ONE_WRITER: Final = Requirement(
    id="STORE-1",
    level=Level.MUST,
    text=(
        "A ref MUST NOT have more than one open writer. While a ref has one, opening it again "
        "MUST fail with *locked* within 100 ms."
    ),
    editions=STORE_EDITION,
    why=(
        "Otherwise two writers mix their bytes. A caller that waits inside the store cannot give "
        "up."
    ),
    allows=(
        "Opening MAY fail with *exists*, if the content of the digest is present. A Commit, even "
        "one that fails, MAY close its writer."
    ),
    sources=(_INGESTER,),
)

STORE_INDEPENDENT: Final = Requirement(
    id="STORE-2",
    level=Level.MUST,
    text=(
        "An open writer MUST NOT affect other refs. Two stores in one process MUST NOT affect each "
        "other."
    ),
    editions=STORE_EDITION,
    why="The original has one table of locks for the whole process.",
    sources=(_INGESTER,),
)

STORE_PRESENT: Final = Requirement(
    id="STORE-3",
    level=Level.MUST,
    text=(
        "If the content of a digest is present, opening a ref with that digest MUST fail with "
        "*exists*. Otherwise, opening the ref MUST NOT fail with *exists*."
    ),
    editions=STORE_EDITION,
    why=(
        "Content that is present need not be fetched. The original does not check whether it is "
        "present."
    ),
    allows=(
        "If the ref has a writer that is not closed, even one that has committed, opening it "
        "MAY fail with *locked*."
    ),
    sources=(_INGESTER,),
)

STORE_RESUME: Final = Requirement(
    id="STORE-4",
    level=Level.MUST,
    text=(
        "Close without a Commit MUST keep the ingest and free the ref. Opening the ref again MUST "
        "resume the ingest at its offset: new bytes follow the old ones, and both become part of "
        "the content."
    ),
    editions=STORE_EDITION,
    why=(
        "The original writes the new bytes over the old ones, but its running digest counts both. "
        "If the size is unknown, Commit then accepts corrupt content."
    ),
    allows=(
        "If the ref is opened with another size or digest than before, the store MAY refuse it "
        "with any error other than *exists* and *locked*. (An unknown size or digest never counts "
        "as another one.) The store MAY empty an ingest that is complete and wrong. An ingest is "
        "complete and wrong if its bytes do not have the digest that is given now, and it is at "
        "least as long as one of the known sizes with which its ref was opened, now or before."
    ),
    sources=(_INGESTER,),
)

STORE_TRUNCATE: Final = Requirement(
    id="STORE-5",
    level=Level.MUST,
    text=(
        "Truncate to 0 MUST empty the ingest, and reset its position and its running digest. "
        "Truncate to any other size MUST fail."
    ),
    editions=STORE_EDITION,
    why="The original keeps the position, which leaves a hole of zeros.",
    sources=(_INGESTER,),
)

STORE_VERIFY: Final = Requirement(
    id="STORE-6",
    level=Level.MUST,
    text=(
        "Commit MUST succeed if the ingest has the given size and digest, and its content is not "
        "present yet (STORE-8). A size of 0 or below matches every ingest, and so does an empty "
        "digest. If the size or the digest does not match, Commit MUST fail with an error other "
        "than *exists*, the content MUST NOT become visible, and the ref MUST be free after Close. "
        "The bytes of an ingest are those that Write took, as they were during that call, even if "
        "the caller reuses its buffer afterwards."
    ),
    editions=STORE_EDITION,
    why="Otherwise content does not match its digest. A handler takes *exists* for success.",
    allows=(
        "If content with the given digest is present, Commit MAY fail with *exists* instead of "
        "another error."
    ),
    sources=(_INGESTER,),
)

STORE_RECOVER: Final = Requirement(
    id="STORE-7",
    level=Level.MUST,
    text=(
        "After a failed Commit, it MUST be possible to use the ref again: after Close, the ref can "
        "be opened, truncated, written and committed, or its ingest can be aborted and begun anew."
    ),
    editions=STORE_EDITION,
    why="In the original such a ref never recovers.",
    allows=(
        "The writer of the failed Commit MAY refuse every further call, and the bytes of the "
        "ingest MAY be gone."
    ),
    sources=(_INGESTER,),
)

STORE_COMMIT_PRESENT: Final = Requirement(
    id="STORE-8",
    level=Level.MUST,
    text=(
        "If the ingest has the given size and digest, and its content is already present, Commit "
        "MUST fail with *exists*. The stored content MUST NOT change, the ingest MUST be gone, and "
        "the ref MUST be free after Close."
    ),
    editions=STORE_EDITION,
    why="The original replaces the content, and reports success.",
    sources=(_INGESTER,),
)

STORE_COMMITTED: Final = Requirement(
    id="STORE-9",
    level=Level.MUST,
    text=(
        "After a Commit that succeeded, the content MUST read back byte for byte, Info MUST report "
        "its size and the time of the Commit, the ingest MUST be gone, and the ref MUST be free "
        "after Close."
    ),
    editions=STORE_EDITION,
    why="This is what a store is for.",
    sources=(_INGESTER, "containerd: content.Provider and content.Manager"),
)

STORE_FREES: Final = Requirement(
    id="STORE-10",
    level=Level.MUST,
    text="If opening a free ref fails, the ref MUST remain free.",
    editions=STORE_EDITION,
    why="In the original, several ways to fail never free the lock.",
    sources=(_INGESTER,),
)

STORE_CLOSE: Final = Requirement(
    id="STORE-11",
    level=Level.MUST,
    text=(
        "A second Close of a writer MUST succeed, and MUST NOT free the ref of another writer. "
        "Write, Commit and Truncate MUST fail after a Close, and after a Commit that succeeded or "
        "failed with *exists*."
    ),
    editions=STORE_EDITION,
    why="In the original, a second Close lets a third writer in.",
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
