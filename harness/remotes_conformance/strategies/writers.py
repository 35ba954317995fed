"""What collaborators answer when they do not do as they are asked."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..scenario import Answer, Kind

_ERRORS = st.sampled_from(
    ["unavailable", "not_found", "failed_precondition", "reset", "other", "locked"]
)
_WRAPS = st.sampled_from(["", "", "from", "subclass", "group"])
_FETCH_OPS: Sequence[str] = (
    "Writer",
    "Fetch",
    "Status",
    "Write",
    "Commit",
    "r.Close",
    "w.Close",
    "Read",
)
_PUSH_OPS: Sequence[str] = ("Push", "Reader", *_FETCH_OPS[2:])
_RESUME_OPS = ("Seek", "Truncate", "ReadAt")


def short_writes() -> SearchStrategy[Answer]:
    """A write that takes fewer bytes than it was given."""
    return st.builds(Answer, op=st.just("Write"), nth=st.integers(1, 4), count=st.integers(0, 6))


def failures(kind: Kind = "fetch", *, resumes: bool = False) -> SearchStrategy[Answer]:
    """A call that fails: any of the calls that a handler of *kind* makes, with any class."""
    ops = (*(_PUSH_OPS if kind == "push" else _FETCH_OPS), *(_RESUME_OPS if resumes else ()))
    plain = st.builds(Answer, op=st.sampled_from(ops), nth=st.integers(1, 3), error=_ERRORS)
    exists = st.builds(
        Answer,
        op=st.sampled_from([ops[0], "Commit"]),
        nth=st.just(1),
        error=st.just("exists"),
        wrap=_WRAPS,
    )
    lying = st.builds(Answer, op=st.just("Seek"), position=st.integers(0, 30))
    return plain | exists | lying if resumes else plain | exists


def lock_errors() -> SearchStrategy[Answer]:
    """A refusal of the ref as locked, at one of the first attempts."""
    return st.builds(
        Answer, op=st.just("Writer"), nth=st.integers(1, 12), error=st.just("locked"), wrap=_WRAPS
    )
