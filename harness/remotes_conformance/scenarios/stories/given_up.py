"""Stories of callers that give up, and of later and patient callers, which must not notice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..scenario import MILLISECOND, SECOND, Answer, Cancel
from ..surroundings import Holder
from ..whole_calls import WholeCall
from .building import Story, answered, fetch, push, since_1_6, story

_LAYER = fetch().descriptor.digest


def held(seconds: float, *, commits: bool = False) -> dict[str, Holder]:
    """Another ingest of the first layer is open for so long."""
    return {_LAYER: Holder(round(seconds * SECOND), commits)}


def given_up(call: WholeCall, milliseconds: int) -> WholeCall:
    """The same call, whose caller gives up at that time."""
    return replace(call, cancel=Cancel(at=milliseconds * MILLISECOND))


def _at(call: WholeCall, seconds: float) -> WholeCall:
    return replace(call, at=round(seconds * SECOND))


_FETCH, _PUSH = fetch(), push(pusher_ingests=True)
_IMPATIENT = given_up(_FETCH, 100)


def _waiting(call: WholeCall) -> Iterator[Story]:
    """One caller gives up waiting; the others get the results of their own calls."""
    kind, impatient = call.kind, given_up(call, 100)
    yield story(
        f"a {kind} was given up while it waited, the handler is called again when the ref is free",
        impatient,
        _at(call, 20),
        held=held(10),
    )
    yield story(
        f"a {kind} was given up while it waited, the next call waits for the same ref",
        impatient,
        _at(call, 1),
        held=held(10),
    )
    yield story(
        f"one caller of a {kind} gives up at 100 ms, a patient one goes on",
        impatient,
        call,
        held=held(2),
    )
    yield story(
        f"a patient caller of a {kind} came first, the second one gives up at 100 ms",
        call,
        impatient,
        held=held(2),
    )
    yield story(
        f"one caller of a {kind} gives up at 100 ms, one at 700 ms, a patient one goes on",
        impatient,
        given_up(call, 700),
        call,
        held=held(2),
    )
    yield story(
        f"a caller of a {kind} had given up before, a patient one waits for the same ref",
        given_up(call, 0),
        call,
        held=held(2),
    )
    yield story(
        f"one caller of a {kind} gives up at 100 ms, the other one finds the content",
        impatient,
        call,
        held=held(2, commits=True),
    )


STORIES: tuple[Story, ...] = (
    *_waiting(_FETCH),
    *since_1_6(*_waiting(_PUSH)),
    story(
        "a fetch was given up while it waited, the handler then fetches something else",
        _IMPATIENT,
        _at(fetch(1), 20),
        held=held(10),
    ),
    story(
        "a fetch was given up while it waited, another handler fetches the same",
        _IMPATIENT,
        replace(_at(_FETCH, 20), handler=1),
        held=held(10),
    ),
    story(
        "a fetch was given up twice while it waited, the third call gets the ref",
        _IMPATIENT,
        given_up(_at(_FETCH, 1), 1_100),
        _at(_FETCH, 20),
        held=held(10),
    ),
    story(
        "a fetch was given up as its ref was refused, the next call finds it free",
        answered(fetch(cancel=Cancel(op="Writer")), Answer("Writer", error="locked")),
        _at(_FETCH, 20),
    ),
    *(
        story(
            f"a {call.kind} whose caller gave up beforehand has failed, the next call succeeds",
            answered(given_up(call, 0), Answer("Write", error="unavailable")),
            _at(call, 20),
        )
        for call in (_FETCH, push())
    ),
    story(
        "one caller gives up while another copies, a third one waits for the copy",
        answered(_FETCH, Answer("Write", 1, delay=SECOND)),
        _IMPATIENT,
        _FETCH,
    ),
    story(
        "the caller of a slow copy gives up, the one who waits for it goes on",
        replace(answered(_FETCH, Answer("Write", 1, delay=SECOND)), cancel=_IMPATIENT.cancel),
        _at(_FETCH, 0.05),
    ),
)
