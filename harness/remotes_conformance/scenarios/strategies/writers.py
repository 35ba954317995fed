"""Answers of collaborators that do not do as they are asked."""

from __future__ import annotations

from functools import cache

from hypothesis.strategies import SearchStrategy

from ..scenario import MILLISECOND, WRAPS, Answer, Kind
from .drawing import Draw, strategy

_ERRORS = (
    "unavailable", "not_found", "failed_precondition", "reset", "other", "locked",
    "invalid_argument", "unexpected_end", "unsupported",
)  # fmt: skip
_WRAPS = ("", "", *WRAPS)
_FETCH_OPS = ("Writer", "Fetch", "Status", "Write", "Commit", "r.Close", "w.Close", "Read")
_PUSH_OPS = ("Push", "Reader", *_FETCH_OPS[2:])
_RESUME_OPS = ("Seek", "Truncate", "ReadAt")
_HOW = ("error", "error", "exists")
_HOW_RESUMING = ("error", "error", "exists", "lies")
_SLOW_OPS = ("Write", "Read", "Commit", "Status")
_DELAYS = (1, 10 * MILLISECOND, 5000 * MILLISECOND)

# The number of slots that each of them takes.
FAILURE, LOCK_ERROR, SHORT_WRITE, SLOW_CALL = 4, 2, 2, 2


@cache
def _ops(kind: Kind, resumes: bool) -> tuple[str, ...]:
    ops = _PUSH_OPS if kind == "push" else _FETCH_OPS
    return (*ops, *(_RESUME_OPS if resumes else ()))


def failure(draw: Draw, kind: Kind = "fetch", *, resumes: bool = False) -> Answer:
    """See `failures`."""
    how = draw.pick(_HOW_RESUMING if resumes else _HOW)
    if how == "lies":
        return Answer("Seek", position=draw.integer(0, 30))
    if how == "exists":
        first = "Push" if kind == "push" else "Writer"
        return Answer(draw.pick((first, "Commit")), error="exists", wrap=draw.pick(_WRAPS))
    op, error = draw.pick(_ops(kind, resumes)), draw.pick(_ERRORS)
    if error == "reset" and op not in ("Write", "Commit"):
        error = "other"  # only a writer can ask for it
    if error == "unexpected_end" and op != "Read":
        error = "other"  # only a source has an end
    return Answer(op, draw.integer(1, 3), error=error)


def lock_error(draw: Draw) -> Answer:
    """See `lock_errors`."""
    return Answer("Writer", draw.integer(1, 12), error="locked", wrap=draw.pick(_WRAPS))


def short_write(draw: Draw) -> Answer:
    """See `short_writes`."""
    return Answer("Write", draw.integer(1, 4), count=draw.integer(0, 6))


def slow_call(draw: Draw) -> Answer:
    """See `slow_calls`."""
    return Answer(draw.pick(_SLOW_OPS), delay=draw.pick(_DELAYS))


def short_writes() -> SearchStrategy[Answer]:
    """A write that takes at most 6 bytes; if it was given fewer, it may report too many."""
    return strategy(short_write)


def failures(kind: Kind = "fetch", *, resumes: bool = False) -> SearchStrategy[Answer]:
    """A call that fails: any of those that a handler of *kind* makes, with any class of error.

    *resumes*: also those that it makes only to continue an earlier ingest (Seek, ReadAt, Truncate),
    and a Seek that lands elsewhere.
    """
    return strategy(failure, kind, resumes=resumes)


def lock_errors() -> SearchStrategy[Answer]:
    """One of the first twelve attempts finds the ref locked; the error is bare or wrapped."""
    return strategy(lock_error)


def slow_calls() -> SearchStrategy[Answer]:
    """A call that takes its time, in virtual time."""
    return strategy(slow_call)
