"""Pushers that are also ingesters: since edition 1.6 a push waits for their locked refs."""

from __future__ import annotations

from ...content import Descriptor, digest_of
from ...media_types import OCI_LAYER
from ..scenario import Answer, Scenario
from ..surroundings import Blob, Source
from ..whole_calls import WholeCall, scenario_of
from .drawing import Draw, distinct
from .happenings import CANCEL, maybe_cancel, maybe_held, schedule
from .writers import FAILURE, failure, lock_error

_POOL = Blob(bytes(range(40, 80)), 40)
_LAYER = Descriptor(OCI_LAYER, digest_of(_POOL.content), _POOL.size)
_INGESTS = (True, True, False)
_REFUSAL = 1 + FAILURE
_PUSH = 1 + (1 + CANCEL) + (1 + 2 * _REFUSAL)


def ingesting_pushes(draw: Draw) -> Scenario:
    """Pushes of one blob by pushers that are ingesters, mostly: they meet at its ref."""
    tasks = tuple(_push(part) for part in draw.several(1, 3, _PUSH))
    held = maybe_held(draw, _LAYER.digest)
    return scenario_of(*tasks, held=held, schedule=schedule(draw) if len(tasks) > 1 else b"")


def _push(draw: Draw) -> WholeCall:
    ingests, cancel = draw.pick(_INGESTS), maybe_cancel(draw)
    answers = distinct(_refusal(part) for part in draw.several(0, 2, _REFUSAL))
    return WholeCall(
        "push",
        _LAYER,
        Source(_POOL, pieces=(16,)),
        answers=answers,
        cancel=cancel,
        pusher_ingests=ingests,
    )


def _refusal(draw: Draw) -> Answer:
    return failure(draw, "push") if draw.boolean() else lock_error(draw)
