"""Stories of writers whose counts are no counts, and of errors that come with a full count."""

from __future__ import annotations

from ..scenario import Answer
from .building import SIZE, Story, answered, both, fetch, from_source, with_size
from .narrowing import first_edition
from .resuming import resumed

_PIECE = 10
"""Bytes in the pieces of most sources."""
_LIES = {
    "one byte more than it was given": SIZE + 1,
    "billions of bytes": 2**40,
    "-1": -1,
    "the number of its bytes below 0": -SIZE,
}
_ERRORS = ("unavailable", "not_found", "other", "exists", "unsupported")
_WHOLE = from_source(fetch(), pieces=())


STORIES: tuple[Story, ...] = (
    *(
        variant
        for lie, count in _LIES.items()
        for variant in both(
            f"{{}} whose only write answers {lie}", answered(_WHOLE, Answer("Write", count=count))
        )
    ),
    *first_edition(
        *(
            variant
            for nth, given in ((1, _PIECE), (2, _PIECE), (3, SIZE - 2 * _PIECE))
            for lie, count in (("one byte too many", given + 1), ("-1", -1))
            for variant in both(
                f"{{}} whose write {nth} answers {lie}",
                answered(fetch(), Answer("Write", nth, count=count)),
            )
        ),
        *(
            variant
            for kind in _ERRORS
            for variant in both(
                f"{{}} whose second write takes all, and fails with {kind}",
                answered(fetch(), Answer("Write", 2, error=kind, count=_PIECE)),
            )
        ),
        *both(
            "{} whose last write takes all, and fails",
            answered(fetch(), Answer("Write", 3, error="unavailable", count=SIZE - 2 * _PIECE)),
        ),
    ),
    *both(
        "{} whose first write is short, and whose second answers -1",
        answered(_WHOLE, Answer("Write", count=4), Answer("Write", 2, count=-1)),
    ),
    *both(
        "{} whose first write is short, and whose second answers for all bytes",
        answered(_WHOLE, Answer("Write", count=4), Answer("Write", 2, count=SIZE)),
    ),
    *both(
        "{} of unknown size whose only write answers one byte too many",
        with_size(answered(_WHOLE, Answer("Write", count=SIZE + 1)), -1),
    ),
    *both(
        "{} that resumes, whose only write answers one byte too many",
        answered(
            from_source(resumed(10, ("seek",)), pieces=()), Answer("Write", count=SIZE - 10 + 1)
        ),
    ),
    *(
        variant
        for kind in _ERRORS
        for variant in both(
            f"{{}} whose only write takes all, and fails with {kind}",
            answered(_WHOLE, Answer("Write", error=kind, count=SIZE)),
        )
    ),
    *both(
        "{} of unknown size whose only write takes all, and fails",
        with_size(answered(_WHOLE, Answer("Write", error="unavailable", count=SIZE)), -1),
    ),
)
