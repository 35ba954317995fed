"""Stories of asyncio tasks that are cancelled while they await a collaborator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..scenario import MILLISECOND, SECOND, Answer, Kind
from ..whole_calls import WholeCall
from .building import Story, answered, blob, fetch, push, since_1_6, story, task
from .narrowing import first_edition
from .resuming import CAN, resumed

AWAITED: dict[Kind, tuple[tuple[str, int], ...]] = {
    "fetch": (("Writer", 1), ("Fetch", 1), ("Status", 1), ("Read", 1), ("Read", 2)),
    "push": (("Push", 1), ("Reader", 1), ("Status", 1)),
}
"""Calls that a handler makes once, or in a loop, before it writes, in every edition."""
WRITING = (("Write", 1), ("Commit", 1))
IN_PIECES = (("Write", 2), ("Write", 3))
"""Calls that a handler makes for three pieces of 10 bytes in the first edition."""


def ended_by(how: str, call: WholeCall, op: str, nth: int = 1) -> WholeCall:
    """The same call, which ends at its *nth* call of *op*, by "cancelled" or "interrupt"."""
    return answered(call, *call.answers, Answer(op, nth, error=how))


def plain_endings(how: str, named: str) -> Iterator[Story]:
    """*how* at every call of a copy that starts at 0. `named`: the story's name, to be filled."""
    for kind, calls in AWAITED.items():
        for op, nth in (*calls, *WRITING):
            name = named.format(f"a {kind}", f"{op} {nth}")
            yield story(name, ended_by(how, task(kind), op, nth))
        for op, nth in IN_PIECES:
            name = named.format(f"a {kind}", f"{op} {nth}")
            yield from first_edition(story(name, ended_by(how, task(kind), op, nth)))
    yield from first_edition(
        story(named.format("a push", "Read 2"), ended_by(how, push(), "Read", 2))
    )
    yield from since_1_6(
        story(named.format("a push", "ReadAt 1"), ended_by(how, push(), "ReadAt")),
        story(
            named.format("a push to an ingester", "Writer 1"),
            ended_by(how, push(pusher_ingests=True), "Writer"),
        ),
    )


def resumed_endings(how: str, named: str) -> Iterator[Story]:
    """*how* at every call of a copy that goes on at 10."""
    for name, can in CAN.items():
        for op in ("Status", "Write", "Commit"):
            call = ended_by(how, resumed(10, can), op)
            yield story(named.format(f"a fetch that resumes from {name}", op), call)
    for op, can in (("Seek", ("seek",)), ("ReadAt", ("read_at",)), ("Truncate", ())):
        for kind in AWAITED:
            call = replace(ended_by(how, resumed(10, can), op), kind=kind)
            yield from first_edition(story(named.format(f"a {kind} that resumes", op), call))
    yield from since_1_6(
        story(
            named.format("a fetch that discards up to the offset", "Read"),
            ended_by(how, resumed(10, ()), "Read"),
        ),
        story(
            named.format("a fetch whose ingest is complete", "Commit"),
            ended_by(how, fetch(partial=blob()), "Commit"),
        ),
    )


def others_go_on(how: str, named: str) -> Iterator[Story]:
    """One call ends by *how*; others, later ones too, must not notice."""
    for kind in AWAITED:
        first = ended_by(how, task(kind), "Write")
        yield story(named.format(f"a {kind}", "Write, another goes on"), first, task(kind, 1))
        yield story(
            named.format(f"a {kind}", "Write, the handler is called again"),
            first,
            task(kind, at=20 * SECOND),
        )
    slow = answered(fetch(), Answer("Write", delay=50 * MILLISECOND))
    yield story(
        named.format("a fetch", "Commit, and the next call waits for its ref"),
        ended_by(how, slow, "Commit"),
        fetch(at=MILLISECOND),
    )
    yield story(
        named.format("a fetch", "the second attempt to open its ref"),
        ended_by(how, answered(fetch(), Answer("Writer", error="locked")), "Writer", 2),
    )
    yield story(
        named.format("a fetch", "Write, and closing fails"),
        ended_by(
            how,
            answered(fetch(), Answer("r.Close", error="other"), Answer("w.Close", error="other")),
            "Write",
        ),
    )


_NAMED = "the task of {} is cancelled at {}"

STORIES: tuple[Story, ...] = (
    *(
        story(_NAMED.format(f"a {kind}", op), ended_by("cancelled", task(kind), op))
        for kind in AWAITED
        for op in ("r.Close", "w.Close")
    ),
    *plain_endings("cancelled", _NAMED),
    *resumed_endings("cancelled", _NAMED),
    *others_go_on("cancelled", _NAMED),
)
