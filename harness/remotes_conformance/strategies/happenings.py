"""What happens around a handler: somebody holds the lock, the caller gives up, others run."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..scenario import MILLISECOND, SECOND, Cancel, Holder

# Around the moments at which an attempt falls due: just before, at, and just after.
_MOMENTS = tuple(
    due * MILLISECOND + offset
    for due in (0, 16, 48, 112, 240, 496, 1008, 2032, 4080, 6128)
    for offset in (-1, 0, 1, 5 * MILLISECOND)
    if due * MILLISECOND + offset >= 0
)


def moments(*, max_value: int = 20 * SECOND) -> SearchStrategy[int]:
    """Times in nanoseconds: those that matter to waiting first, then any."""
    return st.sampled_from(_MOMENTS) | st.integers(0, max_value)


def holders(digest: str) -> SearchStrategy[Holder]:
    """Somebody who has the ingest of *digest* open, and leaves or commits in the end."""
    return st.builds(
        Holder, st.just(digest), moments(max_value=120 * SECOND), commits=st.booleans()
    )


def cancels() -> SearchStrategy[Cancel]:
    """The caller gives up: beforehand, at any time, or just before some call is served."""
    timed = st.builds(Cancel, at=moments())
    at_call = st.builds(
        Cancel,
        op=st.sampled_from(["Writer", "Fetch", "Read", "Write", "Commit", "Push"]),
        nth=st.integers(1, 3),
    )
    return timed | at_call


def schedules(*, max_size: int = 48) -> SearchStrategy[bytes]:
    """Who goes next, one byte for each choice. All lengths are equally likely: long ones matter."""
    return st.integers(0, max_size).flatmap(lambda n: st.binary(min_size=n, max_size=n))
