"""Whole scenarios, in families: each is aimed at one part of the contract, and judged by all of it.

A scenario is drawn whole, before anything runs. Tasks are a list, so that they shrink away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import DrawFn, SearchStrategy

from ...content import Descriptor, digest_of
from ...contract import edition as check_edition
from ...contract.names import Edition
from ...media_types import DOCKER_SCHEMA1, EDITIONS, OCI_LAYER, OCI_MANIFEST
from ..scenario import MILLISECOND, Answer, Cancel, Kind, Scenario
from ..surroundings import Blob, Holder, Source
from ..whole_calls import WholeCall, scenario_of
from .content import blobs, descriptors, digests, media_types
from .embedded import embedded_content
from .endings import abrupt_ends, foreign_errors
from .extremes import extreme_copies
from .happenings import cancels, holders, schedules
from .ingesting_pushers import ingesting_pushes
from .parties import parties
from .prefixes import prefixed_keys
from .resets import reset_copies
from .sources import partials, sources, wrong_content
from .successive import several_resumes, successive_calls
from .writers import failures, lock_errors, short_writes, slow_calls

# Content of different tasks has no byte in common, so that a mix-up shows.
_POOL = tuple(Blob(bytes(range(base, base + 40)), 40) for base in (40, 90, 150))
_LAYERS = tuple(Descriptor(OCI_LAYER, digest_of(blob.content), blob.size) for blob in _POOL)

# Strategies that depend on nothing are made once: making one costs more than drawing from it.
_SEEDS = st.integers(0, 7)
_SCHEDULES = schedules()
_KEY_DIGESTS = digests()
_KEY_DESCRIPTORS = st.lists(descriptors(), min_size=1, max_size=4)
_BOOLEANS = st.booleans()
_SELDOM = st.sampled_from([False, False, False, True])
_TYPES = st.sampled_from([OCI_LAYER] * 3 + [OCI_MANIFEST, DOCKER_SCHEMA1, "application/x"])
_SIZES = st.sampled_from(["known"] * 3 + ["0", "-1"])
_MEDIA_TYPES = media_types()
_BLOBS = blobs()
_SOME_BYTES = blobs(min_size=1)
_WHICH = st.integers(0, 2)
_CONTENDERS = st.lists(st.integers(0, 1), min_size=1, max_size=3)
_PIECES = st.sampled_from([(16,), (40,), (1, 9, 2)])
_STARTS = st.sampled_from([0, 0, 0, 20 * MILLISECOND])
_HANDLERS = st.sampled_from([0, 0, 1])
_TROUBLES = st.sampled_from(["", "", "fault", "cancel", "slow"])
_KINDS: SearchStrategy[list[Kind]] = st.lists(
    st.sampled_from(("fetch", "push")), min_size=2, max_size=3
)
_CANCELS = cancels()
_MAYBE_CANCELS = st.none() | cancels()
_SLOW = slow_calls()


def _address(answer: Answer) -> tuple[str, int]:
    return (answer.op, answer.nth)


_WAITING = st.lists(lock_errors() | failures(), max_size=3, unique_by=_address)
_FAULTS: dict[Kind, SearchStrategy[Answer]] = {"fetch": failures("fetch"), "push": failures("push")}
_COPY_FAULTS = {
    kind: st.lists(short_writes() | faults, max_size=2, unique_by=_address)
    for kind, faults in _FAULTS.items()
}
_RESUME_FAULTS: dict[Kind, SearchStrategy[list[Answer]]] = {
    "fetch": st.lists(failures("fetch", resumes=True) | short_writes(), max_size=1),
    "push": st.lists(failures("push", resumes=True) | short_writes(), max_size=1),
}


@dataclass(frozen=True, slots=True)
class Family:
    """Scenarios of one sort.

    * `section`: the section of the contract that they are aimed at;
    * `kinds`: what an implementation has to offer for them;
    * `strategy()`: the scenarios, in edition 2017-06;
    * `editions`: those in which such scenarios mean something.
    """

    name: str
    section: str
    kinds: frozenset[str]
    strategy: Callable[[], SearchStrategy[Scenario]]
    editions: frozenset[str] = frozenset(EDITIONS)

    def in_edition(self, edition: Edition) -> SearchStrategy[Scenario]:
        """The scenarios, to be played in *edition*.

        Raises `hypothesis.errors.InvalidArgument` if they mean nothing there.
        """
        if edition not in self.editions:
            raise InvalidArgument(f"{self.name!r} means nothing in edition {edition}")
        if edition == Scenario(()).edition:
            return self.strategy()
        return self.strategy().map(lambda scenario: replace(scenario, edition=edition))


@st.composite
def key_scenarios(draw: DrawFn) -> Scenario:
    """Up to four keys asked for at once, of descriptors that have parts in common."""
    digest, some = draw(_KEY_DIGESTS), draw(_KEY_DESCRIPTORS)
    tasks = [
        WholeCall("key", replace(each, digest=digest) if draw(_BOOLEANS) else each) for each in some
    ]
    return scenario_of(*tasks, schedule=draw(_SCHEDULES) if len(tasks) > 1 else b"")


@st.composite
def waiting_scenarios(draw: DrawFn) -> Scenario:
    """One handler that has to wait for its ref, and may be given up on."""
    task = WholeCall(
        "fetch",
        _LAYERS[0],
        Source(_POOL[0], pieces=(16,)),
        cancel=draw(_MAYBE_CANCELS),
        answers=tuple(draw(_WAITING)),
    )
    held = {_LAYERS[0].digest: draw(holders())} if draw(_BOOLEANS) else {}
    return scenario_of(task, held=held, seed=draw(_SEEDS))


@st.composite
def contending_scenarios(draw: DrawFn) -> Scenario:
    """Up to three fetches of one or two descriptors, with faults, cancellations and holders."""
    tasks = tuple(_contender(draw, number) for number in draw(_CONTENDERS))
    held: dict[str, Holder] = {}
    if draw(_BOOLEANS):
        held = {tasks[0].descriptor.digest: draw(holders())}
    return scenario_of(*tasks, held=held, schedule=draw(_SCHEDULES), seed=draw(_SEEDS))


def _contender(draw: DrawFn, number: int) -> WholeCall:
    source = Source(_POOL[number], pieces=draw(_PIECES))
    at, handler = draw(_STARTS), draw(_HANDLERS)
    task = WholeCall("fetch", _LAYERS[number], source, at=at, handler=handler)
    return _with_trouble(draw, task, draw(_TROUBLES))


def _with_trouble(draw: DrawFn, task: WholeCall, trouble: str) -> WholeCall:
    if trouble == "fault":
        return replace(task, answers=(draw(_FAULTS[task.kind]),))
    if trouble == "cancel":
        return replace(task, cancel=draw(_CANCELS))
    if trouble == "slow":
        return replace(task, answers=(draw(_SLOW),))
    return task


def _described(draw: DrawFn, blob: Blob) -> Descriptor:
    """A descriptor of *blob*: mostly right, mostly of a layer; sizes also unknown."""
    size = draw(_SIZES)
    return Descriptor(
        draw(_TYPES), digest_of(blob.content), blob.size if size == "known" else int(size)
    )


@st.composite
def copies(draw: DrawFn, kind: Kind) -> Scenario:
    """A copy from any source to any writer: pieces, short writes, wrong content, unknown sizes."""
    blob = draw(_BLOBS)
    descriptor = _described(draw, blob)
    served = draw(wrong_content(blob.content)) if draw(_SELDOM) else blob
    answers = tuple(draw(_COPY_FAULTS[kind]))
    return scenario_of(WholeCall(kind, descriptor, draw(sources(served)), answers=answers))


@st.composite
def resumes(draw: DrawFn, kind: Kind) -> Scenario:
    """A copy into an ingest that has begun."""
    blob = draw(_SOME_BYTES)
    descriptor = _described(draw, blob)
    partial = draw(partials(blob.content))
    answers = tuple(draw(_RESUME_FAULTS[kind]))
    task = WholeCall(kind, descriptor, draw(sources(blob)), partial=partial, answers=answers)
    return scenario_of(task)


@st.composite
def calls(draw: DrawFn, kind: Kind) -> Scenario:
    """A single call of a handler, with any descriptor, and any one thing that goes wrong."""
    number = draw(_WHICH)
    descriptor = replace(_LAYERS[number], media_type=draw(_MEDIA_TYPES))
    source = draw(sources(_POOL[number], whole=True))
    task = WholeCall(kind, descriptor, source, present=draw(_SELDOM))
    if draw(_SELDOM):
        return scenario_of(replace(task, cancel=Cancel(at=0)))
    return scenario_of(_with_trouble(draw, task, draw(_TROUBLES)))


@st.composite
def mixed_scenarios(draw: DrawFn) -> Scenario:
    """Fetches and pushes of different content side by side, whatever may happen to each."""
    tasks = []
    for number, kind in enumerate(draw(_KINDS)):
        source = draw(sources(_POOL[number], whole=True))
        task = WholeCall(kind, _LAYERS[number], source)
        tasks.append(_with_trouble(draw, task, draw(_TROUBLES)))
    return scenario_of(*tasks, schedule=draw(_SCHEDULES), seed=draw(_SEEDS))


_KEY, _FETCH, _PUSH = frozenset({"key"}), frozenset({"fetch"}), frozenset({"push"})
_PREFIXED, _INGESTING = _KEY | {"key_prefix"}, _PUSH | {"pusher_ingests"}
_SINCE_1_6 = frozenset({"1.6", "2.x"})

_cancelled = partial(abrupt_ends, error="cancelled")
_interrupted = partial(abrupt_ends, error="interrupt")


def _of_both(
    name: str, needs: str, strategy: Callable[[Kind], SearchStrategy[Scenario]]
) -> tuple[Family, Family]:
    """The family for fetches, and for pushes, where such things can happen at all."""
    return (
        Family(name.format("fetch"), "fetch", _FETCH | {needs}, partial(strategy, "fetch")),
        Family(name.format("push"), "push", _PUSH | {needs}, partial(strategy, "push")),
    )


FAMILIES: tuple[Family, ...] = (
    Family("any descriptor has its key", "key", _KEY, key_scenarios),
    Family("a handler waits for its ref", "lock", _FETCH, waiting_scenarios),
    Family("handlers contend for refs", "lock", _FETCH, contending_scenarios),
    Family("any descriptor is fetched or refused", "fetch", _FETCH, lambda: calls("fetch")),
    Family("bytes are copied by a fetch", "copy", _FETCH, lambda: copies("fetch")),
    Family("bytes are copied by a push", "copy", _PUSH, lambda: copies("push")),
    Family("a fetch resumes", "copy", _FETCH, lambda: resumes("fetch")),
    Family("a push resumes", "copy", _PUSH, lambda: resumes("push")),
    Family("any descriptor is pushed", "push", _PUSH, lambda: calls("push")),
    Family("fetches and pushes run side by side", "push", _FETCH | _PUSH, mixed_scenarios),
    Family("a context names prefixes of keys", "key", _PREFIXED, prefixed_keys, _SINCE_1_6),
    Family("a fetch is reset", "copy", _FETCH, lambda: reset_copies("fetch"), _SINCE_1_6),
    Family("a push is reset", "copy", _PUSH, lambda: reset_copies("push"), _SINCE_1_6),
    Family("a descriptor embeds its content", "fetch", _FETCH, embedded_content),
    Family("pushers are ingesters", "push", _INGESTING, ingesting_pushes, _SINCE_1_6),
    Family("several parties meet at refs", "lock", _FETCH, parties),
    Family("a fetch follows another", "fetch", _FETCH, lambda: successive_calls("fetch")),
    Family("a push follows another", "push", _PUSH, lambda: successive_calls("push")),
    Family("a handler resumes several fetches", "copy", _FETCH, lambda: several_resumes("fetch")),
    Family("a handler resumes several pushes", "copy", _PUSH, lambda: several_resumes("push")),
    Family("a fetch goes to extremes", "copy", _FETCH, lambda: extreme_copies("fetch")),
    Family("a push goes to extremes", "copy", _PUSH, lambda: extreme_copies("push")),
    *_of_both("the asyncio task of a {} is cancelled", "task_cancel", _cancelled),
    *_of_both("a {} is interrupted", "interrupts", _interrupted),
    *_of_both("a {} meets foreign errors", "foreign_wraps", foreign_errors),
)


def families(edition: str = "2017-06") -> tuple[Family, ...]:
    """The families of scenarios that mean something in *edition*."""
    return tuple(family for family in FAMILIES if edition in family.editions)


def scenarios(edition: str = "2017-06") -> SearchStrategy[Scenario]:
    """Scenarios of every family of *edition*: everything that the harness draws.

    Raises `UnknownEdition`.
    """
    known = check_edition(edition)
    return st.one_of([family.in_edition(known) for family in families(known)])
