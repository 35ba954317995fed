"""Stories of one handler that goes on with several ingests: each has its offset and its source."""

from __future__ import annotations

from dataclasses import replace

from ..scenario import MILLISECOND, Answer, Kind
from ..surroundings import Blob
from ..whole_calls import WholeCall
from .building import Story, answered, blob, from_source, story, task
from .resuming import CAN

_KINDS: tuple[Kind, ...] = ("fetch", "push")
_PLACES = (3, 10, 17)


def going_on(kind: Kind, number: int, offset: int, can: tuple[str, ...]) -> WholeCall:
    """A call for blob *number*, of which *offset* bytes are there."""
    left = Blob(blob(number).content[:offset], offset)
    return from_source(task(kind, number, partial=left), can=can)


def _three(kind: Kind, can: tuple[str, ...]) -> tuple[WholeCall, ...]:
    return tuple(going_on(kind, number, place, can) for number, place in enumerate(_PLACES))


def _slowly(call: WholeCall) -> WholeCall:
    slow = (Answer(op, delay=50 * MILLISECOND) for op in ("Seek", "ReadAt", "Truncate", "Write"))
    return answered(call, *slow)


STORIES: tuple[Story, ...] = tuple(
    variant
    for kind in _KINDS
    for name, can in CAN.items()
    for variant in (
        story(
            f"one handler has three ingests to {kind}, each from {name}, at the same time",
            *_three(kind, can),
            branches=not can,
        ),
        story(
            f"one handler has three ingests to {kind}, each from {name}, all slow",
            *map(_slowly, _three(kind, can)),
        ),
        story(
            f"one handler has an ingest to {kind} from {name}, and one that is new",
            _slowly(going_on(kind, 0, 10, can)),
            from_source(task(kind, 1), can=can),
        ),
        story(
            f"one handler fails to go on with one {kind} from {name}, and goes on with another",
            replace(
                _slowly(going_on(kind, 0, 10, can)),
                answers=tuple(
                    Answer(op, error="unavailable") for op in ("Seek", "ReadAt", "Read", "Truncate")
                ),
            ),
            replace(going_on(kind, 1, 17, can), at=MILLISECOND),
        ),
    )
)
