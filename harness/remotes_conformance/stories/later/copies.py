"""Stories of copies: full pieces, early ends, complete ingests."""

from __future__ import annotations

from ...scenario import Answer, Blob, Cancel
from ..building import SIZE, answered, blob, both, describe, fetch, from_source, later
from .resets import SOURCES, reset

_CONTENT = blob().content
_MIB = 1024 * 1024
_SLOW = Blob(b"0123456789abcdef", 3 * _MIB + 17)
_LONG = Blob(bytes(range(251)), 3 * _MIB)

COPY = later(
    *both(
        "{} of a big blob from a slow source",
        from_source(fetch(descriptor=describe(_SLOW)), blob=_SLOW, pieces=(64 * 1024,)),
    ),
    *(
        told
        for place in (0, 10, 15)
        for told in both(
            f"{{}} whose source ends cleanly after {place} bytes",
            from_source(fetch(), blob=Blob(_CONTENT[:place], place)),
        )
    ),
    *(
        told
        for name, can in SOURCES.items()
        for told in both(
            f"{{}} resumes at 10 from {name} that ends after 5",
            from_source(fetch(ingest=Blob(_CONTENT[:10], 10)), blob=Blob(_CONTENT[:5], 5), can=can),
        )
    ),
    *both(
        "{} whose complete ingest cannot be committed",
        answered(fetch(ingest=Blob(_CONTENT, SIZE)), Answer("Commit", error="unavailable")),
    ),
    *both(
        "{} whose ingest is complete, the caller had given up",
        fetch(ingest=Blob(_CONTENT, SIZE), cancel=Cancel(at=0)),
    ),
    *both(
        "{} whose ingest is complete, and closing fails",
        answered(fetch(ingest=Blob(_CONTENT, SIZE)), Answer("w.Close", error="other")),
    ),
    *both(
        "{} of 3 MiB, of which two are there",
        from_source(
            fetch(descriptor=describe(_LONG), ingest=Blob(_LONG.pattern, 2 * _MIB)),
            blob=_LONG,
            pieces=(),
        ),
    ),
    *both(
        "{} whose complete ingest is reset at its commit",
        answered(fetch(ingest=Blob(_CONTENT, SIZE)), *reset("Commit", 0)),
    ),
    *(
        told
        for name, can in SOURCES.items()
        for place in (11, 20, SIZE - 1)
        for told in both(
            f"{{}} resumes at 10 from {name} that ends after {place}",
            from_source(
                fetch(ingest=Blob(_CONTENT[:10], 10)), blob=Blob(_CONTENT[:place], place), can=can
            ),
        )
    ),
    *both(
        "{} of two complete ingests that exist by now, bare, and wrapped",
        answered(fetch(ingest=blob()), Answer("Commit", error="exists")),
        answered(fetch(1, ingest=blob(1)), Answer("Commit", error="exists", wrap="from")),
    ),
    *both(
        "{} whose complete ingest exists by now",
        answered(fetch(ingest=Blob(_CONTENT, SIZE)), Answer("Commit", error="exists")),
    ),
)
