"""Calls of one handler that begin after another one has ended, however that was."""

from __future__ import annotations

from dataclasses import replace

from ...content import Descriptor, digest_of
from ...media_types import OCI_LAYER
from ..scenario import MILLISECOND, SECOND, Cancel, Kind, Scenario
from ..surroundings import Blob, Holder
from ..whole_calls import WholeCall, scenario_of
from .drawing import Draw
from .happenings import schedule
from .sources import PARTIAL, SOURCE, WRONG_BLOB, maybe_partial, partial, source, wrong_blob
from .writers import failure

# Content of different calls has no byte in common, so that a mix-up shows.
POOL = tuple(Blob(bytes(range(base, base + 40)), 40) for base in (40, 90, 150))
LAYERS = tuple(Descriptor(OCI_LAYER, digest_of(blob.content), blob.size) for blob in POOL)

_HOW: dict[Kind, tuple[str, ...]] = {
    "fetch": ("fine", "fails", "fails", "given up", "given up", "wrong", "breaks"),
    "push": ("fine", "fails", "fails", "wrong", "breaks"),
}
_WHICH = (0, 0, 0, 1)
_HANDLERS = (0, 0, 0, 1)
_PAUSES = (20 * SECOND, SECOND, 1, 3_600 * SECOND)
_GIVEN_UP = (0, 5 * MILLISECOND, 100 * MILLISECOND, 3 * SECOND)
_HELD = (10 * SECOND, 150 * MILLISECOND, 60 * SECOND)
_FIRST = SOURCE + (1 + PARTIAL) + 1 + WRONG_BLOB
_NEXT = 3 + SOURCE
_RESUMED = PARTIAL + SOURCE + 2

_ENDED = 120 * SECOND
"""By then a first call has ended: its failures take no time, and no holder stays so long."""


def successive_calls(draw: Draw, kind: Kind) -> Scenario:
    """A call that ends in some way, and one or two more after it, for the same content or other."""
    how = draw.pick(_HOW[kind])
    tasks, at = [_ended(draw.part(_FIRST), kind, how)], _ENDED
    for part in draw.several(1, 2, _NEXT):
        which, handler = part.pick(_WHICH), part.pick(_HANDLERS)
        at += part.pick(_PAUSES)
        served = source(part, POOL[which], whole=True)
        tasks.append(WholeCall(kind, LAYERS[which], served, at=at, handler=handler))
    held: dict[str, Holder] = {}
    if how == "given up":
        held = {LAYERS[0].digest: Holder(draw.pick(_HELD), draw.seldom())}
    return scenario_of(*tasks, held=held)


def _ended(draw: Draw, kind: Kind, how: str) -> WholeCall:
    """A call which fails, or is given up."""
    served = source(draw.part(SOURCE), POOL[0], whole=True)
    call = WholeCall(kind, LAYERS[0], served, partial=maybe_partial(draw, POOL[0].content))
    if how == "fails":
        return replace(call, answers=(failure(draw, kind, resumes=True),))
    if how == "given up":
        return replace(call, cancel=Cancel(at=draw.pick(_GIVEN_UP)))
    if how == "wrong":
        return replace(call, source=replace(served, blob=wrong_blob(draw, POOL[0].content)))
    if how == "breaks":
        return replace(call, source=source(draw, POOL[0]))
    return call


def several_resumes(draw: Draw, kind: Kind) -> Scenario:
    """Ingests of different content, with which one handler goes on: at one time, or in turn."""
    tasks = []
    for number, part in enumerate(draw.several(2, 3, _RESUMED)):
        left = partial(part.part(PARTIAL), POOL[number].content)
        may_break, is_later = part.seldom(), part.seldom()
        served = source(part, POOL[number], whole=not may_break)
        at = number * SECOND if is_later else 0
        tasks.append(WholeCall(kind, LAYERS[number], served, partial=left, at=at))
    return scenario_of(*tasks, schedule=schedule(draw))
