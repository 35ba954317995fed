"""Stories of sources that end, or break, before the offset of the ingest, or just there."""

from __future__ import annotations

from ..surroundings import Blob
from .building import Story, blob, both, from_source, with_size
from .resuming import CAN, resumed

_CONTENT = blob().content

STORIES: tuple[Story, ...] = (
    *(
        variant
        for name, can in CAN.items()
        for place in (0, 5, 10)
        for variant in both(
            f"{{}} resumes at 10 of 24 from {name} that has {place} bytes",
            from_source(resumed(10, can), blob=Blob(_CONTENT[:place], place)),
        )
    ),
    *both(
        "{} of unknown size resumes at 10 from a plain source that has 5 bytes",
        with_size(from_source(resumed(10, ()), blob=Blob(_CONTENT[:5], 5)), -1),
    ),
    *(
        variant
        for kind in ("other", "exists", "locked")
        for variant in both(
            f"{{}} resumes at 10 of 24 from a plain source that breaks with {kind} before that",
            resumed(10, (), breaks_at=5, breaks_with=kind),
        )
    ),
    *both(
        "{} resumes at 10 of 24 from a plain source that breaks just there",
        resumed(10, (), breaks_at=10, breaks_with="unavailable"),
    ),
)
