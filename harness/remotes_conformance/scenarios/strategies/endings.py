"""Calls that end abruptly, or by an error that is nearly one of a class.

An asyncio task is cancelled, an interruption comes out of a collaborator, an error stands beside
one of a class or was raised while one was handled.
"""

from __future__ import annotations

from dataclasses import replace

from ..scenario import SECOND, Answer, Kind, Scenario
from ..whole_calls import WholeCall, scenario_of
from .drawing import Draw
from .happenings import schedule
from .sources import PARTIAL, SOURCE, maybe_partial, source
from .successive import LAYERS, POOL
from .writers import LOCK_ERROR, lock_error, short_write

_COPY_OPS = ("Status", "Read", "Write", "Commit", "ReadAt", "Seek", "Truncate")
_OPS: dict[Kind, tuple[str, ...]] = {
    "fetch": ("Writer", "Fetch", *_COPY_OPS),
    "push": ("Push", "Reader", *_COPY_OPS),
}
_FOREIGN_OPS: dict[Kind, tuple[str, ...]] = {
    "fetch": ("Writer", "Writer", "Fetch", "Commit", "Status", "Write"),
    "push": ("Push", "Push", "Reader", "Commit", "Status", "Write"),
}
_FOREIGN_WRAPS = tuple(
    f"{how}:{kind}" for how in ("beside", "during") for kind in ("locked", "exists", "not_found")
)
_NTH = (1, 1, 2, 3)
_MORE = ("", "", "again", "another", "beside")
_BEFORE = 1 + LOCK_ERROR
_CALL = SOURCE + (1 + PARTIAL) + (1 + _BEFORE)


def abrupt_ends(draw: Draw, kind: Kind, error: str) -> Scenario:
    """A call that ends by *error* ("cancelled", "interrupt"), and perhaps one beside or after it.

    That one is for the same content, or other; the handler is the same.
    """
    answer = Answer(draw.pick(_OPS[kind]), draw.pick(_NTH), error=error)
    first, more = _one(draw.part(_CALL), kind, answer), draw.pick(_MORE)
    if not more:
        return scenario_of(first)
    which = 0 if more == "again" else 1
    at = 0 if more == "beside" else 60 * SECOND
    served = source(draw.part(SOURCE), POOL[which], whole=True)
    second = WholeCall(kind, LAYERS[which], served, at=at)
    return scenario_of(first, second, schedule=b"" if at else schedule(draw))


def foreign_errors(draw: Draw, kind: Kind) -> Scenario:
    """A call that meets an error which is of no class, though one of a class is in sight."""
    op, nth, wrap = draw.pick(_FOREIGN_OPS[kind]), draw.pick(_NTH), draw.pick(_FOREIGN_WRAPS)
    wrapped = Answer(op, nth, error="other", wrap=wrap)
    return scenario_of(_one(draw.part(_CALL), kind, wrapped))


def _one(draw: Draw, kind: Kind, answer: Answer) -> WholeCall:
    """A call that meets *answer*, from any source, perhaps with an ingest or something before."""
    served = source(draw.part(SOURCE), POOL[0], whole=True)
    left = maybe_partial(draw, POOL[0].content)
    call = WholeCall(kind, LAYERS[0], served, answers=(answer,), partial=left)
    if draw.seldom():
        before = _before(draw.part(_BEFORE), kind)
        # A handler that reads ahead meets both errors at once, and may report either.
        is_beside = before.op == "Write" and answer.op in ("Read", "ReadAt")
        if not is_beside and (before.op, before.nth) != (answer.op, answer.nth):
            call = replace(call, answers=(before, answer))
    return call


def _before(draw: Draw, kind: Kind) -> Answer:
    is_short = draw.boolean() or kind == "push"
    return short_write(draw) if is_short else lock_error(draw)
