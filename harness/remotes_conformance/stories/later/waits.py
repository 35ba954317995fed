"""Stories of random waits: so many of each bound that chance shows."""

from __future__ import annotations

from dataclasses import replace

from ...scenario import MILLISECOND, Answer, Blob, Holder, Task
from ..building import answered, blob, describe, fetch, from_source, later, story

_MANY, _SOME = 80, 20
_REFUSALS = tuple(Answer("Writer", nth, error="locked") for nth in range(1, 10))


def _refused(size: int) -> Task:
    """A fetch of a layer of its own, whose ref is refused nine times."""
    layer = Blob(blob().pattern, size)
    call = from_source(fetch(descriptor=describe(layer)), blob=layer, pieces=())
    return answered(call, *_REFUSALS)


WAITS = later(
    story(
        f"{_MANY} fetches of different layers are refused nine times each",
        *map(_refused, range(1, _MANY + 1)),
    ),
    story(
        f"{_SOME} fetches of one layer, which somebody else holds for ten seconds",
        *([fetch()] * _SOME),
        holders=(Holder(fetch().descriptor.digest, 10_000 * MILLISECOND),),
    ),
)

PUSHES = later(
    story(
        f"{_MANY} pushes to pushers that are ingesters are refused nine times each",
        *(
            replace(_refused(size), kind="push", pusher_ingests=True)
            for size in range(1, _MANY + 1)
        ),
    ),
)
