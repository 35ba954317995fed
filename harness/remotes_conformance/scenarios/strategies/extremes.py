"""Copies at the edge: odd sizes, calls of any length, counts that lie, errors with full counts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ...content import Descriptor, digest_of
from ...media_types import OCI_LAYER
from ..scenario import SECOND, Answer, Kind, Scenario
from ..surroundings import Blob
from ..whole_calls import WholeCall, scenario_of
from .sources import partials, sources

LONGEST = 20 * 3_600 * SECOND
"""Nobody has to wait longer than that in these scenarios."""
_BLOB = Blob(bytes(range(40, 80)), 40)
_DIGEST = digest_of(_BLOB.content)

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_SIZES = st.sampled_from([40, 40, 40, 40, -2, -3, -(2**31), -(2**63), 2**63 - 1])
_DELAYS = st.sampled_from([1, 1_000, 40 * SECOND, 700 * SECOND, LONGEST]) | st.integers(1, LONGEST)
_COPY_OPS = ("Status", "Read", "Read", "Write", "Write", "Commit", "r.Close", "w.Close", "ReadAt")
_SLOW_OPS: dict[Kind, SearchStrategy[str]] = {
    "fetch": st.sampled_from(["Writer", "Fetch", *_COPY_OPS, "Seek", "Truncate"]),
    "push": st.sampled_from(["Push", "Reader", *_COPY_OPS, "Seek", "Truncate"]),
}
_NTH = st.integers(1, 3)
_LIES = st.sampled_from([-1, 41, 2**40, -(2**31)]) | st.integers(-5, 60)
_ERRORS = st.sampled_from(["unavailable", "other", "not_found", "exists", "unsupported"])
_HOW = st.sampled_from(["slow", "slow", "slow", "lies", "full", "no truncate", ""])
_SELDOM = st.sampled_from([False, False, False, True])
_SLOW_CALLS = {
    kind: st.lists(
        st.builds(Answer, op=ops, nth=_NTH, delay=_DELAYS),
        min_size=1,
        max_size=3,
        unique_by=lambda answer: (answer.op, answer.nth),
    ).map(tuple)
    for kind, ops in _SLOW_OPS.items()
}
_LYING = st.tuples(st.builds(Answer, op=st.just("Write"), nth=_NTH, count=_LIES))
_FULL = st.tuples(
    st.builds(Answer, op=st.just("Write"), nth=_NTH, error=_ERRORS, count=st.just(_BLOB.size))
)
_NO_TRUNCATE = st.just(tuple(Answer("Truncate", nth, error="unsupported") for nth in (1, 2)))


def slow_calls_of_any_length(kind: Kind) -> SearchStrategy[tuple[Answer, ...]]:
    """One to three calls that a handler of *kind* makes and that take from 1 ns to 20 hours."""
    return _SLOW_CALLS[kind]


def lying_counts() -> SearchStrategy[tuple[Answer]]:
    """A write that answers with a wrong count: more than it was given, below 0, or fewer."""
    return _LYING


@st.composite
def extreme_copies(draw: DrawFn, kind: Kind) -> Scenario:
    """A copy, perhaps into an ingest that has begun, in which something is out of the ordinary."""
    descriptor = Descriptor(OCI_LAYER, _DIGEST, draw(_SIZES))
    task = WholeCall(kind, descriptor, draw(sources(_BLOB, whole=True)))
    if draw(_SELDOM):
        task = replace(task, partial=draw(partials(_BLOB.content)))
    return scenario_of(replace(task, answers=_answers(draw, kind)))


def _answers(draw: DrawFn, kind: Kind) -> tuple[Answer, ...]:
    how = draw(_HOW)
    if how == "slow":
        return draw(_SLOW_CALLS[kind])
    if how == "lies":
        return draw(_LYING)
    if how == "full":
        return draw(_FULL)
    return draw(_NO_TRUNCATE) if how else ()
