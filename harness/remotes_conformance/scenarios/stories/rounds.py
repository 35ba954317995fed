"""Stories of the rounds after a reset, and of what may go wrong in them."""

from __future__ import annotations

from dataclasses import replace

from ..scenario import MILLISECOND, WRAPS, Answer, Kind
from ..surroundings import Blob
from ..whole_calls import WholeCall
from .building import (
    Story,
    answered,
    blob,
    both,
    describe,
    fetch,
    from_source,
    push,
    since_1_6,
    story,
    with_size,
)
from .resets import SEEKS, reset

_CONTENT = blob().content
_KINDS: tuple[Kind, ...] = ("fetch", "push")
_ONCE = reset("Commit", 0)
_MANY_ROUNDS = 400
"""More than there can be frames of one function on the stack."""


_MIB = 1024 * 1024


def _big_and_too_short() -> WholeCall:
    """Content that takes two full Writes, and is shorter than promised."""
    whole = Blob(b"0123456789abcdef", _MIB + 24)
    served = Blob(whole.pattern, _MIB + 21)
    return from_source(fetch(descriptor=describe(whole)), blob=served, pieces=(_MIB,), **SEEKS)


def _resumed_at(size: int, **source: tuple[str, ...]) -> WholeCall:
    return from_source(fetch(partial=Blob(_CONTENT[:size], size)), **source)


def _reset_thrice(number: int) -> WholeCall:
    return answered(from_source(fetch(number), **SEEKS), *reset("Commit", 0, 0, 0))


STORIES: tuple[Story, ...] = since_1_6(
    *both(
        "{} of a big blob that is too short, whose second write asks for a reset to the start",
        answered(_big_and_too_short(), Answer("Write", 2, error="reset", position=0)),
    ),
    *(
        variant
        for op in ("Write", "Commit")
        for wrap in WRAPS
        for variant in both(
            f"{{}} whose {op.lower()} asks for a reset, wrapped as {wrap}",
            answered(from_source(fetch(), **SEEKS), *reset(op, 0, wrap=wrap)),
        )
    ),
    *both(
        "{} that is reset, and whose second commit says exists",
        answered(from_source(fetch(), **SEEKS), *_ONCE, Answer("Commit", 2, error="exists")),
    ),
    *both(
        "{} that is reset, and whose second commit fails",
        answered(from_source(fetch(), **SEEKS), *_ONCE, Answer("Commit", 2, error="unavailable")),
    ),
    *both(
        "{} that is reset, and whose next write fails",
        answered(from_source(fetch(), **SEEKS), *_ONCE, Answer("Write", 4, error="not_found")),
    ),
    *both(
        "{} that is reset, and whose source breaks then",
        answered(
            from_source(fetch(), **SEEKS),
            *_ONCE,
            *(Answer(op, nth, error="unavailable") for op, nth in (("Read", 6), ("ReadAt", 6))),
        ),
    ),
    story(
        "a push of content that is longer is reset",
        answered(from_source(push(), blob=Blob(_CONTENT + b"...", len(_CONTENT) + 3)), *_ONCE),
    ),
    *both(
        "{} that is reset, and whose next write is short",
        answered(from_source(fetch(), **SEEKS), *_ONCE, Answer("Write", 2, count=4)),
    ),
    *both(
        "{} of unknown size, from a seekable source, whose commit asks for a reset",
        with_size(answered(from_source(fetch(), **SEEKS), *_ONCE), -1),
    ),
    *both(
        "{} that is reset thrice at a write, then thrice at its commit",
        answered(
            from_source(fetch(), **SEEKS), *reset("Write", 0, 0, 0), *reset("Commit", 0, 0, 0)
        ),
    ),
    *(
        variant
        for position in (0, 5, 10, 17)
        for variant in both(
            f"{{}} that is reset to {position}, then to the start",
            answered(from_source(fetch(), **SEEKS), *reset("Commit", position, 0)),
        )
    ),
    *both(
        "{} that resumes in the middle, and is reset to what was there",
        answered(_resumed_at(12, **SEEKS), *reset("Write", 12)),
    ),
    *both(
        "{} of one byte, from a source that has none",
        from_source(fetch(descriptor=describe(blob(0, 1))), blob=blob(0, 0)),
    ),
    *both(
        "{} of one byte, which is reset to the start",
        answered(
            from_source(fetch(descriptor=describe(blob(0, 1))), blob=blob(0, 1), **SEEKS), *_ONCE
        ),
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
        answered(from_source(fetch(), **SEEKS), *reset("Commit", *([0] * _MANY_ROUNDS))),
    ),
)
