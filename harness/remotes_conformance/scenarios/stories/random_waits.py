"""Stories of the random waits of 1.6 and 2.x: so many of each bound that chance shows."""

from __future__ import annotations

from ..scenario import MILLISECOND, Answer
from ..surroundings import Blob, Holder
from ..whole_calls import WholeCall
from .building import Story, answered, blob, describe, fetch, from_source, since_1_6, story

MANY, _SOME = 80, 20
_REFUSALS = tuple(Answer("Writer", nth, error="locked") for nth in range(1, 10))


def refused(size: int) -> WholeCall:
    """A fetch of a layer of its own, whose ref is refused nine times."""
    layer = Blob(blob().pattern, size)
    call = from_source(fetch(descriptor=describe(layer)), blob=layer, pieces=())
    return answered(call, *_REFUSALS)


STORIES: tuple[Story, ...] = since_1_6(
    story(
        f"{MANY} fetches of different layers are refused nine times each",
        *map(refused, range(1, MANY + 1)),
    ),
    story(
        f"{_SOME} fetches of one layer, which another party holds for ten seconds",
        *([fetch()] * _SOME),
        held={fetch().descriptor.digest: Holder(10_000 * MILLISECOND)},
    ),
)
