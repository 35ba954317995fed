"""What happens around a handler: somebody holds the lock, the caller gives up, others run."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..scenario import MILLISECOND, SECOND, Cancel
from ..surroundings import Holder

# Around the moments at which an attempt falls due: just before, at, and just after. Whatever is
# nearer than a microsecond is at the moment itself: no real timer tells them apart (LOCK-11).
_MICROSECOND = 1_000
_MOMENTS = tuple(
    due * MILLISECOND + offset
    for due in (0, 16, 48, 112, 240, 496, 1008, 2032, 4080, 6128)
    for offset in (-_MICROSECOND, 0, _MICROSECOND, 5 * MILLISECOND)
    if due * MILLISECOND + offset >= 0
)
_ANY_MOMENT = st.sampled_from(_MOMENTS) | st.integers(0, 120 * SECOND)
_BOOLEANS = st.booleans()
_CANCELS = st.builds(Cancel, at=_ANY_MOMENT) | st.builds(
    Cancel,
    op=st.sampled_from(["Writer", "Fetch", "Read", "Write", "Commit", "Push"]),
    nth=st.integers(1, 3),
)
_SIZES = st.integers(0, 48)
_SCHEDULES = [st.binary(min_size=size, max_size=size) for size in range(49)]


def moments() -> SearchStrategy[int]:
    """Times in nanoseconds, up to two minutes: those that matter to waiting first, then any."""
    return _ANY_MOMENT


@st.composite
def holders(draw: DrawFn) -> Holder:
    """Another caller that has an ingest open, and leaves or commits it in the end."""
    return Holder(draw(_ANY_MOMENT), draw(_BOOLEANS))


def cancels() -> SearchStrategy[Cancel]:
    """The caller gives up: beforehand, at any time, or just before some call is served."""
    return _CANCELS


@st.composite
def schedules(draw: DrawFn) -> bytes:
    """Schedules: one byte for each point at which several calls can go on; 0: the current one.

    All lengths are equally likely: long ones matter."""
    return draw(_SCHEDULES[draw(_SIZES)])
