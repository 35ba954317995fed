"""Several parties: callers who wait, copy, fail and give up, and holders of each of their refs."""

from __future__ import annotations

from dataclasses import replace

from ..scenario import MILLISECOND, SECOND, Answer, Cancel, Scenario
from ..surroundings import Holder, Source
from ..whole_calls import WholeCall, scenario_of
from .drawing import Draw
from .happenings import schedule
from .successive import LAYERS, POOL
from .writers import FAILURE, failure

_REFS = (0, 0, 0, 1, 1, 2)
_HANDLERS = (0, 0, 1, 2)
_STARTS = (0, 0, 0, 12 * MILLISECOND, 300 * MILLISECOND, 20 * SECOND)
_ENDS = (
    0, 60 * MILLISECOND, 300 * MILLISECOND, 900 * MILLISECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND,
)  # fmt: skip
_DISTURBANCES = ("", "", "gives up", "gives up", "fails", "slow")
_GIVEN_UP = (0, 100, 250, 700, 3_000)
_SLOW_OPS = ("Write", "Read", "Commit", "Fetch", "Status")
_DELAYS = (MILLISECOND, 100 * MILLISECOND, 40 * SECOND)
_PARTY = 4 + FAILURE


def parties(draw: Draw) -> Scenario:
    """Two to four fetches of up to three layers; each layer may be held by another party."""
    tasks = tuple(_party(part) for part in draw.several(2, 4, _PARTY))
    holders = [(draw.pick(_ENDS), draw.seldom()) for _ in LAYERS]
    refs = dict.fromkeys(LAYERS.index(task.descriptor) for task in tasks)
    held = {LAYERS[ref].digest: Holder(*holders[ref]) for ref in refs if holders[ref][0]}
    seed = draw.integer(0, 7)
    return scenario_of(*tasks, held=held, schedule=schedule(draw), seed=seed)


def _party(draw: Draw) -> WholeCall:
    number, at, handler = draw.pick(_REFS), draw.pick(_STARTS), draw.pick(_HANDLERS)
    source = Source(POOL[number], pieces=(16,))
    call = WholeCall("fetch", LAYERS[number], source, at=at, handler=handler)
    disturbance = draw.pick(_DISTURBANCES)
    if disturbance == "gives up":
        return replace(call, cancel=Cancel(at=at + draw.pick(_GIVEN_UP) * MILLISECOND))
    return replace(call, answers=_answers(draw, disturbance))


def _answers(draw: Draw, disturbance: str) -> tuple[Answer, ...]:
    if disturbance == "fails":
        return (failure(draw),)
    if disturbance == "slow":
        return (Answer(draw.pick(_SLOW_OPS), delay=draw.pick(_DELAYS)),)
    return ()
