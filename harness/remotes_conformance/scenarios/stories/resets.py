"""Stories of writers that ask for a reset: a plain failure in the first edition."""

from __future__ import annotations

from dataclasses import replace

from ..scenario import Answer
from ..surroundings import Blob
from ..whole_calls import WholeCall
from .building import (
    SIZE,
    Story,
    answered,
    blob,
    both,
    fetch,
    from_source,
    push,
    since_1_6,
    story,
    with_size,
)
from .resuming import ONE_WAY

_CONTENT = blob().content


def reset(op: str, *positions: int | None, first: int = 1, wrap: str = "") -> tuple[Answer, ...]:
    """The writer asks for resets at its next calls of *op*, and goes on at these positions."""
    return tuple(
        Answer(op, nth, error="reset", position=position, wrap=wrap)
        for nth, position in enumerate(positions, first)
    )


def _unverified(call: WholeCall) -> WholeCall:
    """Neither size nor digest are known."""
    return replace(call, descriptor=replace(call.descriptor, size=-1, digest=""))


SEEKS: dict[str, tuple[str, ...]] = {"can": ("seek",)}


STORIES: tuple[Story, ...] = since_1_6(
    *(
        variant
        for name, can in ONE_WAY.items()
        for position in (0, 10, None)
        for op in ("Write", "Commit")
        for variant in both(
            f"{{}} whose {op.lower()} asks for a reset to {position}, from {name}",
            answered(from_source(fetch(), can=can), *reset(op, position)),
        )
    ),
    *(
        variant
        for times in (4, 5, 7)
        for variant in both(
            f"{{}} whose commit asks for a reset {times} times",
            answered(from_source(fetch(), **SEEKS), *reset("Commit", *([0] * times))),
        )
    ),
    *both(
        "{} that resumes, and is reset to the start",
        answered(from_source(fetch(partial=Blob(_CONTENT[:10], 10)), **SEEKS), *reset("Commit", 0)),
    ),
    story(
        "a push that is reset, whose source then breaks, and whose writer fails",
        answered(
            from_source(push(), breaks_at=11, breaks_with="not_found"),
            *reset("Write", 5),
            Answer("Write", 2, error="unavailable", wrap="from"),
        ),
    ),
    story(
        "a fetch from a source that is too long, whose commit asks for a reset",
        answered(
            from_source(fetch(), blob=Blob(_CONTENT + b"...", SIZE + 3), **SEEKS),
            *reset("Commit", 10),
        ),
    ),
    story(
        "a push of size 0 to an ingest that is too long, whose commit asks for a reset",
        answered(with_size(push(partial=Blob(_CONTENT[:1], 1)), 0), *reset("Commit", None)),
    ),
    story(
        "a push of size 0 whose empty write asks for a reset five times",
        answered(with_size(push(), 0), *reset("Write", *([0] * 5))),
    ),
    *both(
        "{} that resumes, and is reset to what was there",
        answered(from_source(fetch(partial=Blob(_CONTENT[:10], 10)), **SEEKS), *reset("Write", 10)),
    ),
    *both(
        "{} that resumes from too short a source, and is reset to the start",
        answered(
            from_source(fetch(partial=Blob(_CONTENT[:10], 10)), blob=blob(0, 20), **SEEKS),
            *reset("Write", 0),
        ),
    ),
    *both(
        "{} of what nobody verifies, from a plain source, whose commit asks for a reset",
        answered(_unverified(fetch()), *reset("Commit", 0)),
    ),
    *both(
        "{} of a complete ingest, whose commit asks for a reset",
        answered(from_source(fetch(partial=blob()), **SEEKS), *reset("Commit", 0)),
    ),
    *both(
        "{} that is reset, and whose status fails then",
        answered(
            from_source(fetch(), **SEEKS),
            *reset("Commit", 0),
            *(Answer("Status", nth, error="unavailable") for nth in (2, 3)),
        ),
    ),
)
