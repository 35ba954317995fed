"""Stories of writers that ask for a reset: a plain failure in the first edition."""

from __future__ import annotations

from dataclasses import replace

from ...scenario import MILLISECOND, WRAPS, Answer, Blob, Kind, Task
from ..building import (
    SIZE,
    Story,
    answered,
    blob,
    both,
    fetch,
    from_source,
    later,
    push,
    story,
    with_size,
)

_CONTENT = blob().content


def reset(op: str, *positions: int | None, first: int = 1, wrap: str = "") -> tuple[Answer, ...]:
    """The writer asks for resets at its next calls of *op*, and goes on at these positions."""
    return tuple(
        Answer(op, nth, error="reset", position=position, wrap=wrap)
        for nth, position in enumerate(positions, first)
    )


def _unverified(call: Task) -> Task:
    """Neither size nor digest are known."""
    return replace(call, descriptor=replace(call.descriptor, size=-1, digest=""))


_KINDS: tuple[Kind, ...] = ("fetch", "push")
_SEEKS: dict[str, tuple[str, ...]] = {"can": ("seek",)}
SOURCES: dict[str, tuple[str, ...]] = {
    "a plain source": (),
    "a seekable source": ("seek",),
    "a read-at source": ("read_at",),
}
_MANY_ROUNDS = 400
"""More than there can be frames of one function on the stack."""


def _resets() -> tuple[Story, ...]:
    return (
        *(
            told
            for name, can in SOURCES.items()
            for position in (0, 10, None)
            for op in ("Write", "Commit")
            for told in both(
                f"{{}} whose {op.lower()} asks for a reset to {position}, from {name}",
                answered(from_source(fetch(), can=can), *reset(op, position)),
            )
        ),
        *(
            told
            for times in (4, 5, 7)
            for told in both(
                f"{{}} whose commit asks for a reset {times} times",
                answered(from_source(fetch(), **_SEEKS), *reset("Commit", *([0] * times))),
            )
        ),
        *both(
            "{} that resumes, and is reset to the start",
            answered(
                from_source(fetch(ingest=Blob(_CONTENT[:10], 10)), **_SEEKS), *reset("Commit", 0)
            ),
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
                from_source(fetch(), blob=Blob(_CONTENT + b"...", SIZE + 3), **_SEEKS),
                *reset("Commit", 10),
            ),
        ),
        story(
            "a push of size 0 to an ingest that is too long, whose commit asks for a reset",
            answered(with_size(push(ingest=Blob(_CONTENT[:1], 1)), 0), *reset("Commit", None)),
        ),
        story(
            "a push of size 0 whose empty write asks for a reset five times",
            answered(with_size(push(), 0), *reset("Write", *([0] * 5))),
        ),
        *both(
            "{} that resumes, and is reset to what was there",
            answered(
                from_source(fetch(ingest=Blob(_CONTENT[:10], 10)), **_SEEKS), *reset("Write", 10)
            ),
        ),
        *both(
            "{} that resumes from too short a source, and is reset to the start",
            answered(
                from_source(fetch(ingest=Blob(_CONTENT[:10], 10)), blob=blob(0, 20), **_SEEKS),
                *reset("Write", 0),
            ),
        ),
        *both(
            "{} of what nobody verifies, from a plain source, whose commit asks for a reset",
            answered(_unverified(fetch()), *reset("Commit", 0)),
        ),
        *both(
            "{} of a complete ingest, whose commit asks for a reset",
            answered(from_source(fetch(ingest=blob()), **_SEEKS), *reset("Commit", 0)),
        ),
        *both(
            "{} that is reset, and whose status fails then",
            answered(
                from_source(fetch(), **_SEEKS),
                *reset("Commit", 0),
                *(Answer("Status", nth, error="unavailable") for nth in (2, 3)),
            ),
        ),
    )


def _later_rounds() -> tuple[Story, ...]:
    """What may go wrong in a round after a reset."""
    once = (*reset("Commit", 0),)
    return (
        *(
            told
            for op in ("Write", "Commit")
            for wrap in WRAPS
            for told in both(
                f"{{}} whose {op.lower()} asks for a reset, wrapped as {wrap}",
                answered(from_source(fetch(), **_SEEKS), *reset(op, 0, wrap=wrap)),
            )
        ),
        *both(
            "{} that is reset, and whose second commit says exists",
            answered(from_source(fetch(), **_SEEKS), *once, Answer("Commit", 2, error="exists")),
        ),
        *both(
            "{} that is reset, and whose second commit fails",
            answered(
                from_source(fetch(), **_SEEKS), *once, Answer("Commit", 2, error="unavailable")
            ),
        ),
        *both(
            "{} that is reset, and whose next write fails",
            answered(from_source(fetch(), **_SEEKS), *once, Answer("Write", 4, error="not_found")),
        ),
        *both(
            "{} that is reset, and whose source breaks then",
            answered(
                from_source(fetch(), **_SEEKS),
                *once,
                *(Answer(op, nth, error="unavailable") for op, nth in (("Read", 6), ("ReadAt", 6))),
            ),
        ),
        story(
            "a push of content that is longer is reset",
            answered(from_source(push(), blob=Blob(_CONTENT + b"...", len(_CONTENT) + 3)), *once),
        ),
        *both(
            "{} that is reset, and whose next write is short",
            answered(from_source(fetch(), **_SEEKS), *once, Answer("Write", 2, count=4)),
        ),
        *both(
            "{} of unknown size, from a seekable source, whose commit asks for a reset",
            with_size(answered(from_source(fetch(), **_SEEKS), *once), -1),
        ),
        *both(
            "{} that is reset thrice at a write, then thrice at its commit",
            answered(
                from_source(fetch(), **_SEEKS), *reset("Write", 0, 0, 0), *reset("Commit", 0, 0, 0)
            ),
        ),
        *(
            told
            for position in (0, 5, 10, 17)
            for told in both(
                f"{{}} that is reset to {position}, then to the start",
                answered(from_source(fetch(), **_SEEKS), *reset("Commit", position, 0)),
            )
        ),
        *(
            story(
                f"one handler has two to {kind}, each of which is reset thrice",
                replace(_reset_thrice(0), kind=kind),
                replace(_reset_thrice(1), kind=kind, at=MILLISECOND),
            )
            for kind in _KINDS
        ),
        story(
            f"a fetch that is reset {_MANY_ROUNDS} times",
            answered(from_source(fetch(), **_SEEKS), *reset("Commit", *([0] * _MANY_ROUNDS))),
        ),
    )


def _reset_thrice(number: int) -> Task:
    return answered(from_source(fetch(number), **_SEEKS), *reset("Commit", 0, 0, 0))


RESETS = later(*_resets(), *_later_rounds())
