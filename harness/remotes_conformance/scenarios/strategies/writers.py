"""What collaborators answer when they do not do as they are asked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..scenario import MILLISECOND, WRAPS, Answer, Kind

_ERRORS = st.sampled_from(
    [
        "unavailable", "not_found", "failed_precondition", "reset", "other", "locked",
        "invalid_argument", "unexpected_end", "unsupported",
    ]
)  # fmt: skip
_WRAPS = st.sampled_from(["", "", *WRAPS])
_FETCH_OPS: Sequence[str] = (
    "Writer", "Fetch", "Status", "Write", "Commit", "r.Close", "w.Close", "Read",
)  # fmt: skip
_PUSH_OPS: Sequence[str] = ("Push", "Reader", *_FETCH_OPS[2:])
_RESUME_OPS = ("Seek", "Truncate", "ReadAt")
_NTH = st.integers(1, 3)
_HOW = st.sampled_from(["error", "error", "exists"])
_HOW_RESUMING = st.sampled_from(["error", "error", "exists", "lies"])
_POSITIONS = st.integers(0, 30)
_SLOW_OPS = st.sampled_from(["Write", "Read", "Commit", "Status"])
_DELAYS = st.sampled_from([1, 10 * MILLISECOND, 5000 * MILLISECOND])


@cache
def _ops(kind: Kind, resumes: bool) -> SearchStrategy[str]:
    ops = _PUSH_OPS if kind == "push" else _FETCH_OPS
    return st.sampled_from([*ops, *(_RESUME_OPS if resumes else ())])


def short_writes() -> SearchStrategy[Answer]:
    """A write that takes fewer bytes than it was given."""
    return _SHORT_WRITES


_SHORT_WRITES = st.builds(
    Answer, op=st.just("Write"), nth=st.integers(1, 4), count=st.integers(0, 6)
)


@st.composite
def failures(draw: DrawFn, kind: Kind = "fetch", *, resumes: bool = False) -> Answer:
    """A call that fails: any of those that a handler of *kind* makes, with any class of error.

    *resumes*: also those that it makes only to continue an earlier ingest (Seek, ReadAt, Truncate).
    """
    how = draw(_HOW_RESUMING if resumes else _HOW)
    if how == "lies":
        return Answer("Seek", position=draw(_POSITIONS))
    if how == "exists":
        first = "Push" if kind == "push" else "Writer"
        return Answer(draw(_FIRST_OR_COMMIT[first]), error="exists", wrap=draw(_WRAPS))
    op, error = draw(_ops(kind, resumes)), draw(_ERRORS)
    if error == "reset" and op not in ("Write", "Commit"):
        error = "other"  # only a writer can ask for it
    if error == "unexpected_end" and op != "Read":
        error = "other"  # only a source has an end
    return Answer(op, draw(_NTH), error=error)


_FIRST_OR_COMMIT = {first: st.sampled_from([first, "Commit"]) for first in ("Writer", "Push")}

_LOCK_ERRORS = st.builds(
    Answer, op=st.just("Writer"), nth=st.integers(1, 12), error=st.just("locked"), wrap=_WRAPS
)


def lock_errors() -> SearchStrategy[Answer]:
    """One of the first twelve attempts finds the ref locked; the error is bare or wrapped."""
    return _LOCK_ERRORS


@st.composite
def slow_calls(draw: DrawFn) -> Answer:
    """A call that takes its time, in virtual time."""
    return Answer(draw(_SLOW_OPS), delay=draw(_DELAYS))
