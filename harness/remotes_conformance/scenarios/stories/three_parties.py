"""Stories of several handlers and several refs: a waiting call holds up no other one."""

from __future__ import annotations

from dataclasses import replace

from ..scenario import MILLISECOND, SECOND, Answer
from ..surroundings import Holder
from ..whole_calls import WholeCall
from .building import Story, answered, fetch, push, since_1_6, story

_A, _B, _C = fetch(0), fetch(1), fetch(2)
_SLOW_A = answered(_A, Answer("Write", 1, delay=100 * MILLISECOND))


def _held(*ends: tuple[WholeCall, int]) -> dict[str, Holder]:
    """Each layer is held by a party of its own, for so many milliseconds."""
    return {call.descriptor.digest: Holder(end * MILLISECOND) for call, end in ends}


def _at(call: WholeCall, milliseconds: int) -> WholeCall:
    return replace(call, at=milliseconds * MILLISECOND)


def _own(*calls: WholeCall) -> tuple[WholeCall, ...]:
    """The same calls, each of a handler of its own."""
    return tuple(replace(call, handler=number) for number, call in enumerate(calls))


def _ingesting(*numbers: int) -> tuple[WholeCall, ...]:
    return tuple(push(number, pusher_ingests=True) for number in numbers)


# -- different refs ------------------------------------------------------------------------------

_WAITS: tuple[Story, ...] = (
    story(
        "two handlers wait for different refs, which become free at different times",
        *_own(_A, _B),
        held=_held((_A, 400), (_B, 3_000)),
    ),
    story(
        "one handler waits for two refs, which become free at different times",
        _A,
        _B,
        held=_held((_A, 3_000), (_B, 400)),
    ),
    story(
        "a second handler begins to wait while the first one does",
        *_own(_A, _at(_B, 300)),
        held=_held((_A, 5_000), (_B, 1_000)),
    ),
    story(
        "three handlers wait for three refs, which become free one after the other",
        *_own(_A, _B, _C),
        held=_held((_A, 5_000), (_B, 900), (_C, 60)),
    ),
    story(
        "three calls of one handler wait for three refs",
        _at(_A, 7),
        _at(_B, 3),
        _C,
        held=_held((_A, 60), (_B, 5_000), (_C, 900)),
    ),
    story(
        "two wait for one ref, a third one for another",
        _A,
        _A,
        _B,
        held=_held((_A, 2_000), (_B, 400)),
    ),
    *since_1_6(
        story(
            "two pushes wait for different refs, which become free at different times",
            *_ingesting(0, 1),
            held=_held((_A, 400), (_B, 3_000)),
        ),
    ),
)

# -- the same ref --------------------------------------------------------------------------------

_SAME_REF: tuple[Story, ...] = (
    story("a second call for a ref comes while the first one writes", _SLOW_A, _at(_A, 12)),
    story(
        "a second handler is called for a ref while the first one writes",
        *_own(_SLOW_A, _at(_A, 12)),
    ),
    story(
        "two more calls for a ref come while the first one writes",
        _SLOW_A,
        _at(_A, 12),
        _at(_A, 30),
    ),
    story(
        "a call for a ref comes while the first one writes, and another ref is fetched",
        _SLOW_A,
        _at(_A, 12),
        _at(_B, 20),
    ),
    story(
        "the first of three calls for a ref fails slowly",
        answered(_A, Answer("Write", 1, error="unavailable", delay=SECOND)),
        _at(_A, 12),
        _at(_A, 30),
    ),
    story(
        "the first of three calls for a ref waits, and its fetch fails",
        answered(_A, Answer("Fetch", error="unavailable")),
        _A,
        _A,
        held=_held((_A, 300)),
    ),
    story(
        "two calls for a held ref have fetchers that fail, the third one has not",
        answered(_A, Answer("Fetch", error="unavailable")),
        answered(_A, Answer("Fetch", error="not_found")),
        _A,
        held=_held((_A, 300)),
    ),
    *since_1_6(
        story(
            "a second push to an ingester comes while the first one writes",
            answered(_ingesting(0)[0], Answer("Write", 1, delay=100 * MILLISECOND)),
            _at(_ingesting(0)[0], 12),
        ),
    ),
)

STORIES: tuple[Story, ...] = (*_WAITS, *_SAME_REF)
