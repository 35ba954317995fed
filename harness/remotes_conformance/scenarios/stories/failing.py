"""Stories of collaborators that fail in the middle of a copy."""

from __future__ import annotations

from ..scenario import Answer
from .building import SELDOM, SIZE, Story, answered, both, fetch, from_source, story, with_size

_WRITE_ERRORS = ("unavailable", "not_found", "reset", "locked", "exists", "other", *SELDOM)
_COMMIT_ERRORS = ("locked", "not_found", "unavailable", "reset", "other", *SELDOM)


def _broken_sources() -> tuple[Story, ...]:
    return tuple(
        variant
        for size, known in ((SIZE, "known"), (0, "0"), (-1, "-1"))
        for place, with_end in ((0, False), (10, False), (15, False), (15, True))
        for kind in ("unavailable", "unexpected_end")
        for variant in both(
            f"{{}} of size {known} whose source breaks with {kind} after {place} bytes"
            + " in one breath" * with_end,
            with_size(
                from_source(fetch(), breaks_at=place, with_end=with_end, breaks_with=kind), size
            ),
        )
    )


STORIES: tuple[Story, ...] = (
    *(
        variant
        for kind in ("unavailable", "not_found", "locked", "exists", "other", *SELDOM)
        for variant in both(
            f"{{}} whose status fails with {kind}", answered(fetch(), Answer("Status", error=kind))
        )
    ),
    *_broken_sources(),
    *(
        variant
        for kind in ("not_found", "locked", "exists", "invalid_argument", "unsupported", "other")
        for variant in both(
            f"{{}} whose second read fails with {kind}",
            answered(fetch(), Answer("Read", 2, error=kind)),
        )
    ),
    *(
        variant
        for kind in _WRITE_ERRORS
        for nth, which in ((1, "first"), (2, "second"))
        for variant in both(
            f"{{}} whose {which} write fails with {kind}",
            answered(fetch(), Answer("Write", nth, error=kind)),
        )
    ),
    *both(
        "{} whose write fails half-way",
        answered(fetch(), Answer("Write", 2, error="unavailable", count=4)),
    ),
    *both("{} whose commit says exists", answered(fetch(), Answer("Commit", error="exists"))),
    *both(
        "{} whose commit says exists, and closing fails",
        answered(
            fetch(),
            Answer("Commit", error="exists"),
            Answer("r.Close", error="other"),
            Answer("w.Close", error="unavailable"),
        ),
    ),
    *(
        variant
        for kind in _COMMIT_ERRORS
        for variant in both(
            f"{{}} whose commit fails with {kind}", answered(fetch(), Answer("Commit", error=kind))
        )
    ),
    story(
        "a fetch whose commit fails with a wrapped lock error",
        answered(fetch(), Answer("Commit", error="locked", wrap="from")),
    ),
)
