"""Calls that end abruptly, or by an error that is nearly one of a class.

An asyncio task is cancelled, an interruption comes out of a collaborator, an error stands beside
one of a class or was raised while one was handled.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..scenario import SECOND, Answer, Kind, Scenario
from ..whole_calls import WholeCall, scenario_of
from .happenings import schedules
from .sources import partials, sources
from .successive import LAYERS, POOL
from .writers import lock_errors, short_writes

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_COPY_OPS = ("Status", "Read", "Write", "Commit", "ReadAt", "Seek", "Truncate")
_OPS: dict[Kind, SearchStrategy[str]] = {
    "fetch": st.sampled_from(["Writer", "Fetch", *_COPY_OPS]),
    "push": st.sampled_from(["Push", "Reader", *_COPY_OPS]),
}
_FOREIGN_OPS: dict[Kind, SearchStrategy[str]] = {
    "fetch": st.sampled_from(["Writer", "Writer", "Fetch", "Commit", "Status", "Write"]),
    "push": st.sampled_from(["Push", "Push", "Reader", "Commit", "Status", "Write"]),
}
_FOREIGN_WRAPS = st.sampled_from(
    [f"{how}:{kind}" for how in ("beside", "during") for kind in ("locked", "exists", "not_found")]
)
_NTH = st.sampled_from([1, 1, 2, 3])
_SELDOM = st.sampled_from([False, False, False, True])
_MORE = st.sampled_from(["", "", "again", "another", "beside"])
_BEFORE: dict[Kind, SearchStrategy[Answer]] = {
    "fetch": lock_errors() | short_writes(),
    "push": short_writes(),
}
_SCHEDULES = schedules()


@st.composite
def abrupt_ends(draw: DrawFn, kind: Kind, error: str) -> Scenario:
    """A call that ends by *error* ("cancelled", "interrupt"), and perhaps one beside or after it.

    That one is for the same content, or other; the handler is the same.
    """
    first = _one(draw, kind, Answer(draw(_OPS[kind]), draw(_NTH), error=error))
    more = draw(_MORE)
    if not more:
        return scenario_of(first)
    which = 0 if more == "again" else 1
    at = 0 if more == "beside" else 60 * SECOND
    second = WholeCall(kind, LAYERS[which], draw(sources(POOL[which], whole=True)), at=at)
    return scenario_of(first, second, schedule=draw(_SCHEDULES) if not at else b"")


@st.composite
def foreign_errors(draw: DrawFn, kind: Kind) -> Scenario:
    """A call that meets an error which is of no class, though one of a class is in sight."""
    wrapped = Answer(draw(_FOREIGN_OPS[kind]), draw(_NTH), error="other", wrap=draw(_FOREIGN_WRAPS))
    return scenario_of(_one(draw, kind, wrapped))


def _one(draw: DrawFn, kind: Kind, answer: Answer) -> WholeCall:
    """A call that meets *answer*, from any source, perhaps with an ingest or something before."""
    call = WholeCall(kind, LAYERS[0], draw(sources(POOL[0], whole=True)), answers=(answer,))
    if draw(_SELDOM):
        call = replace(call, partial=draw(partials(POOL[0].content)))
    if draw(_SELDOM):
        before = draw(_BEFORE[kind])
        if (before.op, before.nth) != (answer.op, answer.nth):
            call = replace(call, answers=(before, answer))
    return call
