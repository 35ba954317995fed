"""Stories of ingests that have all bytes and no Commit: nothing is fetched for them since 1.6."""

from __future__ import annotations

from ..scenario import Answer, Cancel
from ..surroundings import Blob
from .building import SIZE, Story, answered, blob, both, fetch, since_1_6
from .resets import reset

_CONTENT = blob().content

STORIES: tuple[Story, ...] = since_1_6(
    *both(
        "{} whose complete ingest cannot be committed",
        answered(fetch(partial=Blob(_CONTENT, SIZE)), Answer("Commit", error="unavailable")),
    ),
    *both(
        "{} whose ingest is complete, the caller had given up",
        fetch(partial=Blob(_CONTENT, SIZE), cancel=Cancel(at=0)),
    ),
    *both(
        "{} whose ingest is complete, and closing fails",
        answered(fetch(partial=Blob(_CONTENT, SIZE)), Answer("w.Close", error="other")),
    ),
    *both(
        "{} whose complete ingest is reset at its commit",
        answered(fetch(partial=Blob(_CONTENT, SIZE)), *reset("Commit", 0)),
    ),
    *both(
        "{} of two complete ingests that exist by now, bare, and wrapped",
        answered(fetch(partial=blob()), Answer("Commit", error="exists")),
        answered(fetch(1, partial=blob(1)), Answer("Commit", error="exists", wrap="from")),
    ),
    *both(
        "{} whose complete ingest exists by now",
        answered(fetch(partial=Blob(_CONTENT, SIZE)), Answer("Commit", error="exists")),
    ),
)
