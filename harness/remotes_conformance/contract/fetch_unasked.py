"""FETCH: descriptors for which the fetcher is not called."""

from __future__ import annotations

from typing import Final

from .requirement import EDITION_2_X, SINCE_1_6, Level, Requirement

FETCH_SIZE_0: Final = Requirement(
    id="FETCH-15",
    level=Level.MUST,
    text=(
        "If the size is 0 and the ingester has opened a writer, the handler MUST fail with an "
        "error of the class *invalid argument*. It MUST NOT call the fetcher or Commit."
    ),
    editions=SINCE_1_6,
    why=(
        "Such a size comes from registries that do not report sizes, and an empty blob is of no "
        "use."
    ),
    allows="The handler MAY call Status before it fails. If Status fails, COPY-1 applies.",
)

FETCH_EMBEDDED: Final = Requirement(
    id="FETCH-16",
    level=Level.MUST,
    text=(
        "If the size is above 0, and the descriptor's field `data` embeds content that matches the "
        "size and the digest, the handler MUST write the part of this content that the ingest "
        "lacks, and commit. It MUST NOT call the fetcher. If the ingest lacks nothing, COPY-22a "
        "applies."
    ),
    editions=EDITION_2_X,
    why="Content that came with the descriptor need not be requested again.",
)

REQUIREMENTS: Final = (FETCH_SIZE_0, FETCH_EMBEDDED)
