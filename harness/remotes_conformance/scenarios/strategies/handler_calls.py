"""Calls of handlers, alone and several at once: keys, waiting, contention, copies, faults."""

from __future__ import annotations

from dataclasses import replace

from ...content import Descriptor, digest_of
from ...media_types import DOCKER_SCHEMA1, OCI_LAYER, OCI_MANIFEST
from ..scenario import MILLISECOND, Answer, Cancel, Kind, Scenario
from ..surroundings import Blob, Source
from ..whole_calls import WholeCall, scenario_of
from .content import BLOB, DESCRIPTOR, DIGEST, MEDIA_TYPE, blob, descriptor, digest, media_type
from .drawing import Draw, distinct
from .happenings import CANCEL, cancel, maybe_cancel, maybe_held, schedule
from .sources import PARTIAL, SOURCE, WRONG_BLOB, partial, source, wrong_blob
from .successive import LAYERS, POOL
from .writers import FAILURE, LOCK_ERROR, failure, lock_error, short_write, slow_call

_TYPES = (OCI_LAYER, OCI_LAYER, OCI_LAYER, OCI_MANIFEST, DOCKER_SCHEMA1, "application/x")
_SIZES = ("known", "known", "known", "0", "-1")
_PIECES = ((16,), (40,), (1, 9, 2))
_STARTS = (0, 0, 0, 20 * MILLISECOND)
_HANDLERS = (0, 0, 1)
_DISTURBANCES = ("", "", "fault", "cancel", "slow")
_KINDS: tuple[Kind, ...] = ("fetch", "push")
_DISTURBANCE = 1 + max(FAILURE, CANCEL)
_CONTENDER = 4 + _DISTURBANCE
_SIDE_BY_SIDE = 1 + SOURCE + _DISTURBANCE


def keys(draw: Draw) -> Scenario:
    """Up to four keys asked for at once, of descriptors that have parts in common."""
    common = digest(draw.part(DIGEST))
    tasks = []
    for part in draw.several(1, 4, 1 + DESCRIPTOR):
        has_its_own = part.boolean()
        drawn = descriptor(part)
        tasks.append(WholeCall("key", drawn if has_its_own else replace(drawn, digest=common)))
    return scenario_of(*tasks, schedule=schedule(draw) if len(tasks) > 1 else b"")


def waiting(draw: Draw) -> Scenario:
    """One handler that has to wait for its ref, and may be given up on."""
    given_up, held = maybe_cancel(draw), maybe_held(draw, LAYERS[0].digest)
    seed, refused = draw.integer(0, 7), draw.several(0, 3, 1 + max(LOCK_ERROR, FAILURE))
    answers = distinct(failure(part) if part.boolean() else lock_error(part) for part in refused)
    served = Source(POOL[0], pieces=(16,))
    task = WholeCall("fetch", LAYERS[0], served, cancel=given_up, answers=answers)
    return scenario_of(task, held=held, seed=seed)


def contending(draw: Draw) -> Scenario:
    """Up to three fetches of one or two descriptors, with faults, cancellations and holders."""
    tasks = tuple(_contender(part) for part in draw.several(1, 3, _CONTENDER))
    held = maybe_held(draw, tasks[0].descriptor.digest)
    seed = draw.integer(0, 7)
    return scenario_of(*tasks, held=held, schedule=schedule(draw), seed=seed)


def _contender(draw: Draw) -> WholeCall:
    number, pieces = draw.integer(0, 1), draw.pick(_PIECES)
    at, handler = draw.pick(_STARTS), draw.pick(_HANDLERS)
    served = Source(POOL[number], pieces=pieces)
    task = WholeCall("fetch", LAYERS[number], served, at=at, handler=handler)
    return _disturbed(draw, task)


def _disturbed(draw: Draw, task: WholeCall) -> WholeCall:
    disturbance = draw.pick(_DISTURBANCES)
    if disturbance == "fault":
        return replace(task, answers=(failure(draw, task.kind),))
    if disturbance == "cancel":
        return replace(task, cancel=cancel(draw))
    return replace(task, answers=(slow_call(draw),)) if disturbance == "slow" else task


def _described(draw: Draw, what: Blob) -> Descriptor:
    """A descriptor of *what*: mostly right, mostly of a layer; sizes also unknown."""
    size, named = draw.pick(_SIZES), draw.pick(_TYPES)
    return Descriptor(named, digest_of(what.content), what.size if size == "known" else int(size))


def copies(draw: Draw, kind: Kind) -> Scenario:
    """A copy from any source to any writer: pieces, short writes, wrong content, unknown sizes."""
    what = blob(draw.part(BLOB))
    described = _described(draw, what)
    is_wrong, wrong = draw.seldom(), draw.part(WRONG_BLOB)
    served = wrong_blob(wrong, what.content) if is_wrong else what
    answers = distinct(_fault(part, kind) for part in draw.several(0, 2, 1 + FAILURE))
    origin = source(draw.part(SOURCE), served)
    return scenario_of(WholeCall(kind, described, origin, answers=answers))


def _fault(draw: Draw, kind: Kind, *, resumes: bool = False) -> Answer:
    return failure(draw, kind, resumes=resumes) if draw.boolean() else short_write(draw)


def resumes(draw: Draw, kind: Kind) -> Scenario:
    """A copy into an ingest that has begun."""
    what = blob(draw.part(BLOB), shortest=1)
    described = _described(draw, what)
    left = partial(draw.part(PARTIAL), what.content)
    fault = draw.several(0, 1, 1 + FAILURE)
    answers = tuple(_fault(part, kind, resumes=True) for part in fault)
    origin = source(draw.part(SOURCE), what)
    return scenario_of(WholeCall(kind, described, origin, partial=left, answers=answers))


def single_calls(draw: Draw, kind: Kind) -> Scenario:
    """A single call of a handler, with any descriptor, and any one thing that goes wrong."""
    number, named = draw.integer(0, 2), media_type(draw.part(MEDIA_TYPE))
    described = replace(LAYERS[number], media_type=named)
    served = source(draw.part(SOURCE), POOL[number], whole=True)
    task = WholeCall(kind, described, served, present=draw.seldom())
    if draw.seldom():
        return scenario_of(replace(task, cancel=Cancel(at=0)))
    return scenario_of(_disturbed(draw, task))


def side_by_side(draw: Draw) -> Scenario:
    """Fetches and pushes of different content side by side, whatever may happen to each."""
    tasks = []
    for number, part in enumerate(draw.several(2, 3, _SIDE_BY_SIDE)):
        kind, served = part.pick(_KINDS), source(part.part(SOURCE), POOL[number], whole=True)
        tasks.append(_disturbed(part, WholeCall(kind, LAYERS[number], served)))
    seed = draw.integer(0, 7)
    return scenario_of(*tasks, schedule=schedule(draw), seed=seed)
