"""SPEC.md: it is up to date, and the reference really follows its event orders."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import remotes_reference
from remotes_conformance import spec
from remotes_conformance.contract import ALL_SECTIONS, EDITIONS
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.rules.table import STATES
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.spec.diagrams import diagram
from remotes_conformance.spec.event_orders import CASES, EVENTS, Case, event_orders
from remotes_conformance.spec.original import Walk, in_brief
from remotes_conformance.world.journal import Journal

SPEC = Path(__file__).parents[2] / "SPEC.md"
ROWS = [(edition, case) for edition in EDITIONS for case in CASES if edition in case.editions]
ORDERS = [order for edition in EDITIONS for order in event_orders(edition)]

OF_ITS_OWN = {"a Write takes fewer bytes than it was given"}
"""Cases in which the reference does something else that is permitted: it writes the rest."""


@cache
def played(scenario: Scenario) -> Journal:
    """The journal of *scenario*, played by the reference implementation of its edition."""
    return ThreadDoor(remotes_reference.of_edition(scenario.edition)).play(scenario)


def test_spec_md_is_up_to_date() -> None:
    """After a change: python -m remotes_conformance.spec > SPEC.md"""
    assert SPEC.read_text(encoding="utf-8") == spec.render()


def test_a_page_shows_every_requirement_once() -> None:
    """Each id has one heading, in the order of the catalogue."""
    ids = [one.id for section in ALL_SECTIONS.values() for one in section]
    lines = spec.render().splitlines()
    assert [line.split()[1] for line in lines if line.startswith("### ")] == ids


@pytest.mark.parametrize(
    ("edition", "case"), ROWS, ids=lambda value: value.name if isinstance(value, Case) else value
)
def test_the_reference_follows_each_event_order(edition: str, case: Case) -> None:
    """In each story of the case: the same calls, and the same end."""
    for story in case.played:
        scenario = story.in_edition(edition)
        walk, entries = Walk(scenario), played(scenario).entries
        if case.name in OF_ITS_OWN:
            assert entries[-1].result["outcome"].ok
            continue
        assert in_brief(walk.events) == in_brief(entries), story.name
        assert entries[-1].result["outcome"].ok == (walk.ends == "success"), story.name


def test_the_event_orders_use_known_events() -> None:
    """Each event of the tables is explained, and none is explained that does not occur."""
    assert {event.rstrip("*") for order in ORDERS for event in order.events} == set(EVENTS)


def test_an_event_order_closes_what_it_opens() -> None:
    """In every case the writer is closed last, and the reader right before it."""
    for order in ORDERS:
        asked = [place for place, e in enumerate(order.events) if e in ("Fetch", "Reader")]
        reads = asked and "Status" in order.events[asked[0] :]
        writes = {"Fetch", "Reader", "Status"} & set(order.events)
        closes = (("r.Close",) if reads else ()) + (("w.Close",) if writes else ())
        assert tuple(e for e in order.events if e.endswith("Close")) == closes
        assert order.events[len(order.events) - len(closes) :] == closes


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("kind", ["fetch", "push"])
def test_every_box_of_a_diagram_is_a_state_that_can_be_reached(edition: str, kind: str) -> None:
    """Its name is one of the table; an arrow leads to it and one leads on; labels have no colon."""
    lines = diagram(edition, kind).splitlines()[1:]
    boxes = dict(line.strip().split(" : ") for line in lines if " : " in line and "-->" not in line)
    names = set(STATES)
    assert {name for box, name in boxes.items() if box != "copy"} <= names
    arrows = [line.strip().partition(" : ") for line in lines if "-->" in line]
    ends = [arrow.split(" --> ") for arrow, _, _ in arrows]
    assert set(boxes) <= {begin for begin, _ in ends}
    assert set(boxes) <= {end for _, end in ends}
    assert not any(set(label) & set(":;") for _, _, label in arrows)
