"""Drawing scenarios, making them small, and the order of schedules."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from remotes_conformance.contract.names import Edition
from remotes_conformance.judging.exploring.branches import EverySchedule
from remotes_conformance.judging.exploring.drawing import draw
from remotes_conformance.judging.exploring.hunting import PROFILES, hunt
from remotes_conformance.judging.exploring.shrinking import make_small, without
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios.scenario import HandlerCall, Scenario
from remotes_conformance.scenarios.script import Script
from remotes_conformance.scenarios.stories import STORIES
from remotes_conformance.scenarios.strategies import FAMILIES, Family
from remotes_conformance.scenarios.strategies.slots import Slots
from remotes_conformance.scenarios.written import from_token, to_token
from remotes_conformance.world.journal import Journal
from remotes_reference import remotes
from wrong import SHELF

BY_NAME = {family.name: family for family in FAMILIES}
EDITION: Edition = "2017-06"
CONTENDING = BY_NAME["handlers contend for refs"]


def _read(family: Family, data: bytes) -> Scenario:
    return family.drawn_in(EDITION if EDITION in family.editions else "1.6")(Slots(data))


# -- slots -------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_any_bytes_are_a_scenario_and_they_suffice(family: Family) -> None:
    """Reading never runs out of slots, and each scenario that is read can be written down."""
    numbers = random.Random(1)
    some = [numbers.randbytes(family.slots) for _ in range(100)]
    edges = [bytes(numbers.choices((0, 127, 128, 255), k=family.slots)) for _ in range(100)]
    for data in (bytes(family.slots), b"\xff" * family.slots, *some, *edges):
        scenario = _read(family, data)
        assert scenario.needs <= family.kinds | {"key", "fetch", "push"}
        assert from_token(to_token(scenario)) == scenario


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_zeros_are_the_simplest_scenario(family: Family) -> None:
    """None that is drawn has fewer calls or details."""
    simplest = _read(family, bytes(family.slots)).weight
    drawn = [_read(family, data).weight for data in draw(family, 300, 0)]
    assert simplest[:2] == min(weight[:2] for weight in drawn)


def test_too_few_slots_are_an_error() -> None:
    """Not zeros: a drawn scenario would depend on less than it seems to."""
    with pytest.raises(IndexError, match="3 slots more"):
        Slots(b"ab").part(5)
    part = Slots(bytes(10)).part(1)
    part.integer(0, 255)
    with pytest.raises(IndexError):
        part.boolean()


def test_numbers_strings_and_lists_are_within_their_bounds() -> None:
    """At both ends, and in between."""
    numbers = random.Random(2)
    for _ in range(2_000):
        slots = Slots(numbers.randbytes(64))
        assert -5 <= slots.integer(-5, 60) <= 60
        assert 1 <= slots.integer(1, 72_000_000_000_000) <= 72_000_000_000_000
        assert 1 <= len(slots.binary(1, 5)) <= 5
        text = slots.text(8)
        assert len(text) <= 8
        text.encode()
        assert 2 <= len(list(slots.several(2, 4, 3))) <= 4
    assert Slots(b"\xff" * 9).integer(0, 10**12) == 10**12
    assert Slots(bytes(9)).integer(7, 10**12) == 7


# -- drawing -----------------------------------------------------------------------------------


def test_the_seed_and_the_name_determine_what_is_drawn() -> None:
    """All drawn scenarios differ, and there are as many as were asked for."""
    first = draw(CONTENDING, 300, 1)
    assert first == draw(CONTENDING, 300, 1)
    assert len(first) == len(set(first)) == 300
    assert first[:50] != draw(CONTENDING, 50, 2)
    assert first[0] == bytes(CONTENDING.slots)


def test_both_ways_of_drawing_reach_the_same_choices() -> None:
    """Every op, class of error and number of calls is read from slots, too."""
    drawn = [_read(CONTENDING, data) for data in draw(CONTENDING, 2_000, 0)]
    assert {len(scenario.calls) for scenario in drawn} == {1, 2, 3}
    answers = [a for scenario in drawn for call in scenario.handler_calls for a in call.answers]
    assert {"Writer", "Fetch", "Status", "Write", "Commit", "Read"} <= {a.op for a in answers}
    assert {"locked", "exists", "unavailable", "reset", "unexpected_end"} <= {
        a.error for a in answers
    }
    assert {bool(scenario.surroundings.held) for scenario in drawn} == {False, True}
    assert {len(scenario.schedule) for scenario in drawn} == set(range(49))


# -- making small ------------------------------------------------------------------------------


def test_an_item_of_a_list_is_dropped_and_the_others_stay() -> None:
    """The items after it move up."""
    data = next(d for d in draw(CONTENDING, 300, 3) if len(_read(CONTENDING, d).calls) == 3)
    slots = Slots(data)
    whole = CONTENDING.draw(slots)
    for number in range(3):
        fewer = _read(CONTENDING, without(data, slots.lists[0], number))
        left = whole.calls[:number] + whole.calls[number + 1 :]
        assert list(map(_without_variant, fewer.calls)) == list(map(_without_variant, left))


def _without_variant(call: HandlerCall | Script) -> object:
    """The variant of the content that a call meets depends on the other calls."""
    assert isinstance(call, HandlerCall)
    return replace(call, variant=0)


def test_unneeded_details_vanish() -> None:
    """Only the cancelled one of three calls with errors, held refs and a schedule is left."""

    def is_cancelled(scenario: Scenario) -> bool:
        return any(call.cancel is not None for call in scenario.handler_calls)

    heavy = [d for d in draw(CONTENDING, 600, 4) if is_cancelled(_read(CONTENDING, d))]
    for data in [d for d in heavy if len(_read(CONTENDING, d).calls) == 3][:20]:
        small = make_small(data, CONTENDING.draw, is_cancelled, 400)
        assert small.weight == (1, 1, 40)
        assert not small.surroundings.held
        assert not any(small.schedule)


def test_only_so_many_plays_are_spent() -> None:
    """And none on the same scenario twice."""
    data = next(d for d in draw(CONTENDING, 300, 5) if len(_read(CONTENDING, d).calls) == 3)
    asked: list[Scenario] = []

    def never(scenario: Scenario) -> bool:
        asked.append(scenario)
        return False

    assert make_small(data, CONTENDING.draw, never, 30) == _read(CONTENDING, data)
    assert len(asked) == len(set(asked)) == 30


@pytest.mark.parametrize(
    ("name", "family", "rule", "details"),
    [
        ("SharesTheTailBuffer", "fetches and pushes run side by side", "COPY-20", 3),
        ("ClosesTheReaderTwice", "any descriptor is fetched or refused", "FETCH-10", 1),
        ("SkipsInsteadOfSeeking", "a fetch resumes", "COPY-3", 0),
    ],
)
def test_a_race_and_a_plain_fault_are_reported_small(
    name: str, family: str, rule: str, details: int
) -> None:
    """No more calls than it takes, and hardly anything else out of the ordinary."""
    wrong = SHELF[name]
    bench = open_bench(wrong.factory(), edition=wrong.edition).bench
    tally = hunt(bench, BY_NAME[family], PROFILES["default"], start=0)
    assert rule in tally.breaches, sorted(tally.breaches)
    weight = tally.breaches[rule].scenario.weight
    assert weight[0] <= 3
    assert weight[1] <= details


# -- schedules ---------------------------------------------------------------------------------


def _preemptions(journal: Journal) -> int:
    return sum(choice.preempts and choice.pick > 0 for choice in journal.choices)


def test_schedules_with_few_preemptions_are_played_first() -> None:
    """All with none before any with one, and so on; no schedule twice."""
    bench = open_bench(remotes).bench
    story = next(s for s in STORIES if s.name == "two fetches of different descriptors")
    schedules = EverySchedule(story.scenario, bench.play, preemptions=2, limit=10_000)
    played = [journal for _, journal in schedules]
    used = [_preemptions(journal) for journal in played]
    assert used == sorted(used)
    assert set(used) == {0, 1, 2}
    assert len({tuple(journal.choices) for journal in played}) == len(played)
    assert (schedules.whole, schedules.left, schedules.played) == (2, 0, len(played))
    whole = used.index(2)
    cut = EverySchedule(story.scenario, bench.play, preemptions=2, limit=whole + 1)
    assert len(list(cut)) == whole + 1
    assert cut.whole == 1
    assert cut.left > 0
