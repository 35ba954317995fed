"""Whole scenarios, in families: each is aimed at one part of the contract, and judged by all of it.

A scenario is drawn whole, before anything runs. Tasks are a list, so that they shrink away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from ..content import Descriptor, digest_of
from ..media_types import DOCKER_SCHEMA1, OCI_LAYER, OCI_MANIFEST
from ..scenario import MILLISECOND, Blob, Cancel, Holder, Kind, Scenario, Source, Task
from .content import blobs, descriptors, digests, media_types
from .happenings import cancels, holders, schedules
from .sources import left_overs, sources, wrong_content
from .writers import failures, lock_errors, short_writes

_POOL = tuple(Blob(bytes(range(base, base + 40)), 40) for base in (40, 90, 150))
_SEEDS = st.integers(0, 7)


@dataclass(frozen=True, slots=True)
class Family:
    """Scenarios of one sort. `section`: the part of the contract that they are aimed at."""

    name: str
    section: str
    kinds: frozenset[str]
    strategy: Callable[[], SearchStrategy[Scenario]]


@st.composite
def _described(draw: DrawFn, blob: Blob) -> Descriptor:
    """A descriptor of *blob*: mostly right, mostly of a layer; sizes also unknown."""
    media_type = draw(
        st.sampled_from([OCI_LAYER] * 3 + [OCI_MANIFEST, DOCKER_SCHEMA1, "application/x"])
    )
    size = draw(st.sampled_from([blob.size, blob.size, blob.size, 0, -1]))
    return Descriptor(media_type, digest_of(blob.content), size)


@st.composite
def key_scenarios(draw: DrawFn) -> Scenario:
    """Up to four keys asked for at once, of descriptors that have parts in common."""
    digest = draw(digests())
    some = draw(st.lists(descriptors(of=st.just(digest) | digests()), min_size=1, max_size=4))
    return Scenario(
        tuple(Task("key", descriptor) for descriptor in some), schedule=draw(schedules(max_size=6))
    )


@st.composite
def waiting_scenarios(draw: DrawFn) -> Scenario:
    """One handler that has to wait for its ref, and may be given up on."""
    blob = _POOL[0]
    descriptor = Descriptor(OCI_LAYER, digest_of(blob.content), blob.size)
    answers = tuple(draw(st.lists(lock_errors() | failures(), max_size=3, unique_by=_address)))
    cancel = draw(st.none() | cancels())
    task = Task("fetch", descriptor, Source(blob, pieces=(16,)), cancel=cancel, answers=answers)
    return Scenario(
        (task,), tuple(draw(st.lists(holders(descriptor.digest), max_size=1))), seed=draw(_SEEDS)
    )


def _address(answer: object) -> tuple[str, int]:
    return (answer.op, answer.nth)  # type: ignore[attr-defined]


@st.composite
def contending_scenarios(draw: DrawFn) -> Scenario:
    """Up to three fetches of one or two descriptors, with faults, cancellations and holders."""
    chosen = draw(st.lists(st.integers(0, 1), min_size=1, max_size=3))
    tasks = tuple(draw(_contender(_POOL[number])) for number in chosen)
    held = draw(st.none() | st.sampled_from(chosen))
    outside: tuple[Holder, ...] = ()
    if held is not None:
        outside = (draw(holders(digest_of(_POOL[held].content))),)
    return Scenario(tasks, outside, draw(schedules()), seed=draw(_SEEDS))


@st.composite
def _contender(draw: DrawFn, blob: Blob) -> Task:
    descriptor = Descriptor(OCI_LAYER, digest_of(blob.content), blob.size)
    source = Source(blob, pieces=draw(st.sampled_from([(16,), (40,), (1, 9, 2)])))
    trouble = draw(st.sampled_from(["", "", "fault", "cancel", "slow"]))
    at = draw(st.sampled_from([0, 0, 0, 20 * MILLISECOND]))
    task = Task("fetch", descriptor, source, at=at, handler=draw(st.sampled_from([0, 0, 1])))
    return _with_trouble(draw, task, trouble)


def _with_trouble(draw: DrawFn, task: Task, trouble: str) -> Task:
    answers, cancel = task.answers, task.cancel
    if trouble == "fault":
        answers = (draw(failures(task.kind)),)
    elif trouble == "cancel":
        cancel = draw(cancels())
    elif trouble == "slow":
        op = draw(st.sampled_from(["Write", "Read", "Commit", "Status"]))
        delay = draw(st.sampled_from([1, 10 * MILLISECOND, 5000 * MILLISECOND]))
        answers = (_slow(op, delay),)
    return Task(
        task.kind, task.descriptor, task.source, at=task.at, handler=task.handler,
        cancel=cancel, answers=answers,
    )  # fmt: skip


def _slow(op: str, delay: int):  # type: ignore[no-untyped-def]
    from ..scenario import Answer

    return Answer(op, 1, delay=delay)


@st.composite
def _copy(draw: DrawFn, kind: Kind) -> Task:
    """A copy from any source to any writer: pieces, short writes, wrong content, unknown sizes."""
    blob = draw(blobs())
    descriptor = draw(_described(blob))
    served = draw(st.just(blob) | st.just(blob) | wrong_content(blob.content))
    answers = draw(st.lists(short_writes() | failures(kind), max_size=2, unique_by=_address))
    return Task(kind, descriptor, draw(sources(served)), answers=tuple(answers))


@st.composite
def _resumed(draw: DrawFn, kind: Kind) -> Task:
    """A copy into an ingest that has begun."""
    blob = draw(blobs(min_size=1))
    descriptor = draw(_described(blob))
    answers = draw(
        st.lists(failures(kind, resumes=True) | short_writes(), max_size=1, unique_by=_address)
    )
    ingest = draw(left_overs(blob.content))
    return Task(kind, descriptor, draw(sources(blob)), ingest=ingest, answers=tuple(answers))


@st.composite
def _call(draw: DrawFn, kind: Kind) -> Task:
    """A single call of a handler, with any descriptor, and any one thing that goes wrong."""
    blob = draw(st.sampled_from(_POOL))
    media_type = draw(media_types())
    descriptor = Descriptor(media_type, digest_of(blob.content), blob.size)
    task = Task(
        kind,
        descriptor,
        draw(sources(blob, whole=True)),
        present=draw(st.sampled_from([False] * 3 + [True])),
    )
    trouble = draw(st.sampled_from(["", "fault", "cancel", "beforehand"]))
    if trouble == "beforehand":
        return Task(kind, descriptor, task.source, task.present, cancel=Cancel(at=0))
    answered = _with_trouble(draw, task, trouble)
    return Task(
        kind,
        descriptor,
        task.source,
        task.present,
        cancel=answered.cancel,
        answers=answered.answers,
    )


def _alone(call: Callable[[Kind], SearchStrategy[Task]], kind: Kind) -> SearchStrategy[Scenario]:
    return st.builds(lambda task, seed: Scenario((task,), seed=seed), call(kind), _SEEDS)


@st.composite
def mixed_scenarios(draw: DrawFn) -> Scenario:
    """Fetches and pushes of different content side by side, whatever may happen to each."""
    kind: SearchStrategy[Kind] = st.sampled_from(("fetch", "push"))
    kinds = draw(st.lists(kind, min_size=2, max_size=3))
    tasks = tuple(draw(_side_by_side(_POOL[n], kind)) for n, kind in enumerate(kinds))
    return Scenario(tasks, schedule=draw(schedules()), seed=draw(_SEEDS))


@st.composite
def _side_by_side(draw: DrawFn, blob: Blob, kind: Kind) -> Task:
    descriptor = Descriptor(OCI_LAYER, digest_of(blob.content), blob.size)
    source = draw(sources(blob, whole=True))
    trouble = draw(st.sampled_from(["", "", "fault", "slow"]))
    return _with_trouble(draw, Task(kind, descriptor, source), trouble)


_KEY, _FETCH, _PUSH = frozenset({"key"}), frozenset({"fetch"}), frozenset({"push"})

FAMILIES: tuple[Family, ...] = (
    Family("any descriptor has its key", "key", _KEY, key_scenarios),
    Family("a handler waits for its ref", "lock", _FETCH, waiting_scenarios),
    Family("handlers contend for refs", "lock", _FETCH, contending_scenarios),
    Family("any descriptor is fetched or refused", "fetch", _FETCH, lambda: _alone(_call, "fetch")),
    Family("bytes are copied by a fetch", "copy", _FETCH, lambda: _alone(_copy, "fetch")),
    Family("bytes are copied by a push", "copy", _PUSH, lambda: _alone(_copy, "push")),
    Family("a fetch resumes", "copy", _FETCH, lambda: _alone(_resumed, "fetch")),
    Family("a push resumes", "copy", _PUSH, lambda: _alone(_resumed, "push")),
    Family("any descriptor is pushed", "push", _PUSH, lambda: _alone(_call, "push")),
    Family("fetches and pushes run side by side", "push", _FETCH | _PUSH, mixed_scenarios),
)


def scenarios() -> SearchStrategy[Scenario]:
    """Scenarios of every family."""
    return st.one_of([family.strategy() for family in FAMILIES])
