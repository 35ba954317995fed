"""Copies at the edge: odd sizes, calls of any length, counts that lie, errors with full counts."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from ...content import Descriptor, digest_of
from ...media_types import OCI_LAYER
from ..scenario import SECOND, Answer, Kind, Scenario
from ..surroundings import Blob
from ..whole_calls import WholeCall, scenario_of
from .drawing import Draw, distinct, strategy
from .sources import SOURCE, maybe_partial, source

LONGEST = 20 * 3_600 * SECOND
"""No call has to wait longer than that in these scenarios."""
_BLOB = Blob(bytes(range(40, 80)), 40)
_DIGEST = digest_of(_BLOB.content)

_SIZES = (40, 40, 40, 40, -2, -3, -(2**31), -(2**63), 2**63 - 1)
_DELAYS = (1, 1_000, 40 * SECOND, 700 * SECOND, LONGEST)
_COPY_OPS = ("Status", "Read", "Read", "Write", "Write", "Commit", "r.Close", "w.Close", "ReadAt")
_SLOW_OPS: dict[Kind, tuple[str, ...]] = {
    "fetch": ("Writer", "Fetch", *_COPY_OPS, "Seek", "Truncate"),
    "push": ("Push", "Reader", *_COPY_OPS, "Seek", "Truncate"),
}
_LIES = (-1, 41, 2**40, -(2**31))
_ERRORS = ("unavailable", "other", "not_found", "exists", "unsupported")
_HOW = ("", "slow", "slow", "slow", "lies", "full", "no truncate")
_NO_TRUNCATE = tuple(Answer("Truncate", nth, error="unsupported") for nth in (1, 2))
_SLOW_CALL = 2 + 1 + 8


def _slow_call(draw: Draw, kind: Kind) -> Answer:
    op, nth = draw.pick(_SLOW_OPS[kind]), draw.integer(1, 3)
    delay = draw.integer(1, LONGEST) if draw.boolean() else draw.pick(_DELAYS)
    return Answer(op, nth, delay=delay)


def slow_calls(draw: Draw, kind: Kind) -> tuple[Answer, ...]:
    """See `slow_calls_of_any_length`."""
    return distinct(_slow_call(part, kind) for part in draw.several(1, 3, _SLOW_CALL))


def lying_count(draw: Draw) -> tuple[Answer]:
    """See `lying_counts`."""
    nth = draw.integer(1, 3)
    count = draw.integer(-5, 60) if draw.boolean() else draw.pick(_LIES)
    return (Answer("Write", nth, count=count),)


def slow_calls_of_any_length(kind: Kind) -> SearchStrategy[tuple[Answer, ...]]:
    """One to three calls that a handler of *kind* makes and that take from 1 ns to 20 hours."""
    return strategy(slow_calls, kind)


def lying_counts() -> SearchStrategy[tuple[Answer]]:
    """A write that reports any number of bytes, often below 0 or more than it was given."""
    return strategy(lying_count)


def extreme_copies(draw: Draw, kind: Kind) -> Scenario:
    """A copy, perhaps into an ingest that has begun, in which something is out of the ordinary."""
    described = Descriptor(OCI_LAYER, _DIGEST, draw.pick(_SIZES))
    served = source(draw.part(SOURCE), _BLOB, whole=True)
    left = maybe_partial(draw, _BLOB.content)
    return scenario_of(
        WholeCall(kind, described, served, partial=left, answers=_answers(draw, kind))
    )


def _answers(draw: Draw, kind: Kind) -> tuple[Answer, ...]:
    how = draw.pick(_HOW)
    if how == "slow":
        return slow_calls(draw, kind)
    if how == "lies":
        return lying_count(draw)
    if how == "full":
        error, nth = draw.pick(_ERRORS), draw.integer(1, 3)
        return (Answer("Write", nth, error=error, count=_BLOB.size),)
    return _NO_TRUNCATE if how else ()
