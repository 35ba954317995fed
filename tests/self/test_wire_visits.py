"""Visits of handlers on the wire: messages that make no sense, and visits that are given up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from remotes_conformance.doors.command.naming import BadMessage
from remotes_conformance.doors.command.open_visits import OpenVisits
from remotes_conformance.doors.command.translation import outcome_from_wire
from remotes_conformance.doors.command.tree_words import children_from_wire
from remotes_conformance.doors.command.turns import Turns
from remotes_conformance.doors.command.wire_values import descriptor_to_wire
from remotes_conformance.rules import judge
from remotes_conformance.scenarios.scenario import SECOND, Scenario
from remotes_conformance.scenarios.stories.planting import A, B, over, tree
from remotes_conformance.scenarios.trees import Visit
from remotes_conformance.world import Call, Served, World
from remotes_conformance.world.journal import Journal, Strange

CTX = {"task": "t0", "cancelled": False, "fields": {}}
KINDS = ("chain", "walk", "dispatch")


class Scripted:
    """An adapter that gives these answers, one for each command, whatever the command is."""

    def __init__(self, *news: Mapping[str, Any]) -> None:
        self._news: Iterator[Mapping[str, Any]] = iter(({}, *news))
        self._now = 0

    def begins_a_world(self) -> None:
        """Nothing is to be done."""

    def ask(self, command: Mapping[str, Any]) -> dict[str, Any]:
        self._now = min(command.get("until", self._now), self._now + SECOND)
        return {"world": 1, "now": self._now, **next(self._news, {})}


def handle(number: int, of: Any) -> dict[str, Any]:
    asked = {"descriptor": descriptor_to_wire(of), "number": 0, "ctx": CTX}
    return {"call": number, "op": "Handle", "task": "t0", **asked}


def handled(number: int, visit: str) -> dict[str, Any]:
    return {"call": number, "op": "Handled", "task": "t0", "visit": visit, "ctx": CTX}


def played(scenario: Scenario, *news: Mapping[str, Any]) -> Journal:
    world = World(scenario)
    turns = Turns(Scripted(*news), world, 1)  # type: ignore[arg-type]
    turns.begin()
    turns.play()
    return world.journal()


FAILS = Visit(waits=SECOND, error="unavailable")
TWO = over("dispatch", tree(A, B, nodes={A: Visit(waits=60 * SECOND), B: FAILS}))
FAILED = {"task": "t0", "error": {"kinds": ["unavailable"], "ids": ["e1"], "message": "broken"}}
GIVEN_UP = {"task": "t0", "visit": "h1"}


@pytest.mark.parametrize("parked", [False, True], ids=["in its wait", "in its end"])
def test_a_handler_that_was_given_up_has_ended(parked: bool) -> None:
    """As a dropped future: it runs no more, whether it waited by itself or for the harness."""
    both = {"calls": [handle(1, A), handle(2, B)]}
    ends = [*([handled(3, "h1")] if parked else []), handled(4, "h2")]
    given_up = {"abandoned": [GIVEN_UP], "returns": [FAILED]}
    journal = played(TWO, both, {}, {}, {"calls": ends}, given_up)
    assert [entry.op for entry in journal.entries] == [
        "start", "Handle", "Handle", "Handled", "abandoned", "return",
    ]  # fmt: skip
    judgement = judge(TWO, journal, KINDS)
    assert not judgement.broken
    assert {"WALK-5a", "WALK-5b"} <= set(judgement.applied)


def test_a_handler_that_still_runs_is_not_taken_for_one_that_was_given_up() -> None:
    """The same if its end is not reported."""
    both = {"calls": [handle(1, A), handle(2, B)]}
    journal = played(TWO, both, {}, {}, {"calls": [handled(3, "h2")]}, {"returns": [FAILED]})
    assert [id for id, _ in judge(TWO, journal, KINDS).broken] == ["WALK-5b"]


@pytest.mark.parametrize(
    ("news", "message"),
    [
        ([{"calls": [handled(1, "h1")]}], "call 1 (Handled): there is no 'h1'"),
        ([{"calls": [handle(1, A)]}, {"calls": [handled(2, "h7")]}], "there is no 'h7'"),
        ([{"calls": [{**handle(1, A), "number": -1}]}], "“number” is -1"),
        ([{"calls": [{**handle(1, A), "descriptor": []}]}], "“descriptor” is []"),
        ([{"abandoned": [{"task": "t0", "visit": "h1"}]}], "visit 'h1', which has not begun"),
        ([{"abandoned": "h1"}], "“abandoned” is 'h1', not a list of objects"),
        (
            [{"calls": [handle(1, A)]}, {"calls": [handled(2, "h1"), handled(3, "h1")]}],
            "the visit h1 ends twice",
        ),
        (
            [{"calls": [handle(1, A)]}, {"abandoned": [{"visit": "h1"}, {"visit": "h1"}]}],
            "visit 'h1', which has not begun",
        ),
    ],
)
def test_a_visit_that_makes_no_sense_is_reported(news: list[dict[str, Any]], message: str) -> None:
    """In one line."""
    with pytest.raises(BadMessage) as caught:
        played(over("walk", tree(A, nodes={A: []})), *news)
    assert message in str(caught.value)


def test_a_visit_ends_when_its_end_was_answered() -> None:
    """Until then it can be given up, afterwards no more."""
    visits = OpenVisits()
    visits.posted("t0", Call(0, "Handle"))
    visits.served(Served("t0", {"visit": "h1"}))
    visits.posted("t0", Call(0, "Handled", "h1"))
    assert visits.owner("h1") == 0
    visits.served(Served("t0", {"children": []}))
    assert visits.owner("h1") is None


def test_children_that_count_are_listed() -> None:
    """For a chain and a children handler; no list means no children, a number is not enough."""
    wire = descriptor_to_wire(A)
    listed = {"task": "t0", "ok": True, "descriptors": [wire, {"strange": "the int 3"}]}
    assert children_from_wire(listed, "chain") == [A, Strange("the int 3")]
    assert outcome_from_wire(listed, "chain").children == 2
    assert children_from_wire({"task": "t0", "ok": True}, "children") == []
    assert children_from_wire(listed, "fetch") is None
    assert children_from_wire({**listed, "error": {}}, "chain") is None
    with pytest.raises(BadMessage, match="“children” without “descriptors”"):
        children_from_wire({"task": "t0", "ok": True, "children": 1}, "chain")
    for wrong in (3, [3], [{"digest": 1}]):
        with pytest.raises(BadMessage, match="as “descriptors”, not a list of descriptors"):
            children_from_wire({"task": "t0", "ok": True, "descriptors": wrong}, "chain")
