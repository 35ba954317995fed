"""Events around a handler: another party holds the lock, the caller gives up, others run."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from ..scenario import MILLISECOND, SECOND, Cancel
from ..surroundings import Holder
from .drawing import Draw, strategy

# Around the moments at which an attempt falls due: just before, at, and just after. Whatever is
# nearer than a microsecond is at the moment itself: no real timer can separate them (LOCK-11).
_MICROSECOND = 1_000
_MOMENTS = tuple(
    due * MILLISECOND + offset
    for due in (0, 16, 48, 112, 240, 496, 1008, 2032, 4080, 6128)
    for offset in (-_MICROSECOND, 0, _MICROSECOND, 5 * MILLISECOND)
    if due * MILLISECOND + offset >= 0
)
_OPS = ("Writer", "Fetch", "Read", "Write", "Commit", "Push")
_LONGEST_SCHEDULE = 48
_LONGEST = 120 * SECOND

# The number of slots that each of them takes.
MOMENT, HOLDER, CANCEL, SCHEDULE = 7, 8, 8, 1 + _LONGEST_SCHEDULE


def moment(draw: Draw) -> int:
    """One of the times that matter to waiting, or any."""
    return draw.integer(0, _LONGEST) if draw.boolean() else draw.pick(_MOMENTS)


def holder(draw: Draw) -> Holder:
    """Another party, which holds the lock from the start."""
    commits = draw.boolean()
    return Holder(moment(draw), commits)


def maybe_held(draw: Draw, digest: str) -> dict[str, Holder]:
    """The ingest of *digest* is held, or not. It takes one slot more than a holder."""
    held, part = draw.boolean(), draw.part(HOLDER)
    return {digest: holder(part)} if held else {}


def cancel(draw: Draw) -> Cancel:
    """At a time, or before a call."""
    if draw.boolean():
        return Cancel(op=draw.pick(_OPS), nth=draw.integer(1, 3))
    return Cancel(at=moment(draw))


def maybe_cancel(draw: Draw) -> Cancel | None:
    """The caller gives up, or not. It takes one slot more than a cancel."""
    cancelled, part = draw.boolean(), draw.part(CANCEL)
    return cancel(part) if cancelled else None


def schedule(draw: Draw) -> bytes:
    """All lengths are equally likely: long ones matter."""
    return draw.binary(0, _LONGEST_SCHEDULE)


def moments() -> SearchStrategy[int]:
    """Times in nanoseconds, up to two minutes: those that matter to waiting first, then any."""
    return strategy(moment)


def holders() -> SearchStrategy[Holder]:
    """Another caller that has an ingest open, and leaves or commits it in the end."""
    return strategy(holder)


def cancels() -> SearchStrategy[Cancel]:
    """The caller gives up: beforehand, at any time, or just before some call is served."""
    return strategy(cancel)


def schedules() -> SearchStrategy[bytes]:
    """Schedules: one byte for each point at which several calls can go on; 0: the current one."""
    return strategy(schedule)
