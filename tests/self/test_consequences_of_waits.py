"""Consequences of a wrong wait, or of a media type that is refused, are marked as such."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import product

import pytest
from remotes_conformance.content import Descriptor
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.opening import open_bench
from remotes_conformance.media_types import DOCKER_SCHEMA1
from remotes_conformance.protocols import Context, Ingester, Provider, Pusher, Writer
from remotes_conformance.rules import judge
from remotes_conformance.scenarios.scenario import Answer, Cancel, Scenario
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.stories.building import fetch, push, task, with_size
from remotes_conformance.scenarios.whole_calls import scenario_of
from wrong import SHELF
from wrong.right import Children, Right


class NeverWaits(Right):
    """Asks again at once, and would see in its wait that its caller has given up."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        return False


class RefusesSchema1First(Right):
    """Looks at the media type before anything else."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        if descriptor.media_type == DOCKER_SCHEMA1:
            return self.refuse(descriptor)
        return super().push(ctx, provider, pusher, descriptor)


class RefusesUnknownSizes(RefusesSchema1First):
    """Two faults, neither of which is the reason of the other."""

    def push(
        self, ctx: Context, provider: Provider, pusher: Pusher, descriptor: Descriptor
    ) -> Children:
        if descriptor.size < 0:
            raise ValueError("the size is not known")
        return super().push(ctx, provider, pusher, descriptor)


class AsksAgainThoughGivenUp(Right):
    """Its waits are right, but a caller that has given up is not noticed after them."""

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        return super().open_writer(ctx.derive(), ingester, descriptor)

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        super().gives_up(ctx, refusals)
        return refusals > 1


def marks(implementation: object, *scenarios: Scenario) -> dict[str, set[str]]:
    """By rule: the rules that its findings in *scenarios* follow from, "" for none."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for bench, scenario in _playable(implementation, scenarios):
        for id, broken in judge(scenario, bench.play(scenario)).broken:
            found[id].add(broken.follows)
    return found


def _playable(implementation: object, scenarios: tuple[Scenario, ...]) -> list:
    bench: Bench = open_bench(implementation).bench
    return [(bench, one) for one in scenarios if bench.can_play(one)]


_TWO_AND_A_LOCK = tuple(
    story.scenario
    for story in STORIES
    if "2017-06" in story.editions and len(story.scenario.calls) > 1
)
"""All directed stories in which calls may hold each other up."""


@pytest.mark.parametrize(
    "name", ["AlwaysWaits2048", "StartsAt32", "Trebles", "WaitsOneMillisecondMore"]
)
def test_standing_still_in_a_wait_of_its_own_follows_from_that_wait(name: str) -> None:
    """LOCK-10 is broken only where LOCK-2 is."""
    found = marks(SHELF[name].factory(), *_TWO_AND_A_LOCK)
    assert found["LOCK-2"] == {""}
    assert found["LOCK-10"] == {"LOCK-2"}


@pytest.mark.parametrize("name", ["WaitsOneAfterTheOther", "WaitsOneAfterTheOtherAwaited"])
def test_waiting_for_the_wait_of_another_follows_from_nothing(name: str) -> None:
    """Its waits are too long because others are before it: LOCK-10 is the cause."""
    assert "" in marks(SHELF[name].factory(), *_TWO_AND_A_LOCK)["LOCK-10"]


_LOCKED = tuple(Answer("Writer", nth=nth, error="locked") for nth in (1, 2))
_GIVEN_UP = scenario_of(fetch(cancel=Cancel(at=0), answers=_LOCKED))


def test_a_handler_that_never_waits_cannot_notice_that_its_caller_has_given_up() -> None:
    """LOCK-7 follows from LOCK-2, if that is broken as well."""
    locked = scenario_of(fetch(answers=_LOCKED))
    assert marks(NeverWaits(), _GIVEN_UP, locked) == {"LOCK-7": {"LOCK-2"}, "LOCK-2": {""}}


def test_a_right_wait_does_not_excuse_going_on_after_it() -> None:
    """If LOCK-2 is kept, LOCK-7 is reported as a cause."""
    tally = Tally()
    open_bench(AsksAgainThoughGivenUp()).bench.examine(_GIVEN_UP, tally)
    assert "LOCK-7" in tally.breaches
    assert "LOCK-2" not in tally.breaches


def test_a_handler_that_never_waits_stands_still_at_one_instant() -> None:
    """RUN-1 follows from the wrong wait, in every story. Where that world is ended, another call
    has not come to its turn: its context has not been used."""
    found = marks(NeverWaits(), *_TWO_AND_A_LOCK)
    assert found["RUN-1"] == {"LOCK-2", "LOCK-7"}
    name = "three fetches contend while another party holds the ref"
    three = next(story.scenario for story in STORIES if story.name == name)
    turns = [replace(three, schedule=bytes(turns)) for turns in product(range(3), repeat=3)]
    assert set(marks(NeverWaits(), *turns)) == {"LOCK-2", "RUN-1"}


class SpinsOnceGivenUp(AsksAgainThoughGivenUp):
    """It is deaf to its caller, and a wait of a context that is cancelled takes no time."""

    def gives_up(self, ctx: Context, refusals: int) -> bool:
        ctx.wait(0.016 * 2 ** min(refusals - 1, 7))
        return False

    def open_writer(
        self, ctx: Context, ingester: Ingester, descriptor: Descriptor
    ) -> Writer | None:
        return Right.open_writer(self, ctx, ingester, descriptor)


def test_standing_still_once_given_up_follows_from_going_on() -> None:
    """Its waits are right up to then."""
    names = ("the caller had given up, the ref is locked", "the caller gives up in a long wait")
    for name, id in zip(names, ("LOCK-7", "LOCK-6"), strict=True):
        given_up = next(story.scenario for story in STORIES if story.name == name)
        assert marks(SpinsOnceGivenUp(), given_up)["RUN-1"] == {id}


@pytest.mark.parametrize("name", ["WatchesTheClock", "ReadsUntilTheFirstByte"])
def test_another_way_of_standing_still_follows_from_nothing(name: str) -> None:
    """Of a reader or of the clock: it does not count as a missing wait between two attempts."""
    names = ("a ref is locked once, then free", "a fetch of an empty blob")
    scenarios = (story.scenario for story in STORIES if story.name in names)
    assert marks(SHELF[name].factory(), *scenarios)["RUN-1"] == {""}


_UNKNOWN = tuple(
    scenario_of(with_size(call, -1)) for call in (task("push", media_type=DOCKER_SCHEMA1), push())
)


def test_a_refused_media_type_is_refused_with_an_unknown_size_too() -> None:
    """COPY-17 follows from PUSH-6, but not if other media types break it as well."""
    assert marks(RefusesSchema1First(), *_UNKNOWN) == {"COPY-17": {"PUSH-6"}}
    assert marks(RefusesUnknownSizes(), *_UNKNOWN) == {"COPY-17": {"PUSH-6", ""}}
