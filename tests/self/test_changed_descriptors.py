"""An implementation that changes the descriptor it is given: reported, without other effects."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from remotes_conformance.content import Descriptor
from remotes_conformance.doors.command.translation import outcome_from_wire
from remotes_conformance.doors.python.loop import LoopDoor
from remotes_conformance.doors.python.threads import ThreadDoor
from remotes_conformance.judging.opening import open_command
from remotes_conformance.scenarios.stories.building import fetch, task
from remotes_conformance.scenarios.whole_calls import scenario_of
from remotes_conformance.scenarios.written import to_token
from remotes_conformance.telling.story import describe, story
from remotes_conformance.world.journal import Journal, Outcome
from remotes_reference.aio import remotes as remotes_aio
from wrong.right import Right

ANNOTATIONS = {"a": "1", "b": "2"}
ANNOTATED = replace(fetch().descriptor, annotations=ANNOTATIONS)
FETCH = replace(fetch(), descriptor=ANNOTATED)
Change = Callable[[Any], object]


class Changing(Right):
    """Changes its argument before it goes on with it."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self._change = change

    def make_ref_key(self, ctx: Any, descriptor: Descriptor, /) -> str:
        key = super().make_ref_key(ctx, descriptor)
        self._change(descriptor)
        return key

    def fetch_handler(self, ingester: Any, fetcher: Any, /) -> Any:
        right = super().fetch_handler(ingester, fetcher)

        def handle(ctx: Any, descriptor: Descriptor) -> Any:
            self._change(descriptor)
            return right(ctx, descriptor)

        return handle


class AsyncChanging:
    """The asynchronous reference, whose caller's argument is changed afterwards."""

    def fetch_handler(self, ingester: Any, fetcher: Any) -> Any:
        right = remotes_aio.fetch_handler(ingester, fetcher)

        async def handle(ctx: Any, descriptor: Descriptor) -> Any:
            try:
                return await right(ctx, descriptor)
            finally:
                descriptor.annotations.clear()  # type: ignore[attr-defined]

        return handle


def outcomes(journal: Journal) -> list[Outcome]:
    return [entry.result["outcome"] for entry in journal.entries if entry.op == "return"]


def pops_one(descriptor: Any) -> None:
    descriptor.annotations.pop("a")


def empties_both(descriptor: Any) -> None:
    descriptor.annotations.clear()
    descriptor.platform.clear()


def adds_one(descriptor: Any) -> None:
    descriptor.annotations["c"] = "3"


def forces_another_size(descriptor: Any) -> None:
    object.__setattr__(descriptor, "size", 7)


@pytest.mark.parametrize(
    ("change", "descriptor", "text"),
    [
        (pops_one, ANNOTATED, "annotations: {'a': '1', 'b': '2'} became {'b': '2'}"),
        (adds_one, fetch().descriptor, "annotations: {} became {'c': '3'}"),
        (forces_another_size, fetch().descriptor, "size: 24 became 7"),
        (
            empties_both,
            replace(ANNOTATED, annotations={"a": "1"}, platform={"os": "linux"}),
            "annotations: {'a': '1'} became {}, platform: {'os': 'linux'} became {}",
        ),
    ],
)
def test_a_change_is_put_into_the_outcome(
    change: Change, descriptor: Descriptor, text: str
) -> None:
    """For a key and for a fetch, with any way to make the change."""
    key, fetched = task("key"), fetch()
    scenario = scenario_of(
        replace(key, descriptor=descriptor), replace(fetched, descriptor=descriptor, at=1)
    )
    journal = ThreadDoor(Changing(change)).play(scenario)
    assert [outcome.changed for outcome in outcomes(journal)] == [text, text]
    assert text in "\n".join(story(scenario, journal))


def test_a_change_after_an_error_counts_too() -> None:
    """However the call ends, its descriptor is compared."""
    journal = ThreadDoor(Changing(pops_one)).play(scenario_of(replace(FETCH, source=None)))
    (outcome,) = outcomes(journal)
    assert not outcome.ok
    assert outcome.changed.startswith("annotations")
    assert "its descriptor has been changed: annotations" in describe(journal.entries[-1])


def test_nothing_is_reported_where_nothing_was_changed() -> None:
    """The right implementations leave their arguments alone."""
    scenario = scenario_of(FETCH)
    for door in (ThreadDoor(Right()), LoopDoor(remotes_aio)):
        assert [outcome.changed for outcome in outcomes(door.play(scenario))] == [""]


def test_a_change_touches_neither_the_scenario_nor_other_calls() -> None:
    """Three calls of one descriptor, twice: each is given all annotations."""
    scenario = scenario_of(FETCH, replace(FETCH, at=1), replace(FETCH, at=2, handler=1))
    before = to_token(scenario)
    door = ThreadDoor(Changing(pops_one))
    first = door.play(scenario)
    assert to_token(scenario) == before
    assert first.to_json() == door.play(scenario).to_json()
    assert len({outcome.changed for outcome in outcomes(first)}) == 1
    assert ANNOTATIONS == {"a": "1", "b": "2"}


def test_the_journal_keeps_what_a_fetcher_was_asked_for() -> None:
    """A change that is made later does not show in it."""
    journal = LoopDoor(AsyncChanging()).play(scenario_of(FETCH))
    (asked,) = [entry for entry in journal.entries if entry.op == "Fetch"]
    assert asked.args["descriptor"] == ANNOTATED
    (outcome,) = outcomes(journal)
    assert outcome.changed == "annotations: {'a': '1', 'b': '2'} became {}"


@dataclass
class Own:
    """A descriptor as another package has it: the annotations, and ours for the other fields."""

    ours: Descriptor
    annotations: dict[str, str]


class Translating(Changing):
    """Has a descriptor type of its own."""

    descriptor_type = (
        lambda ours: Own(ours, dict(ours.annotations)),
        lambda own: replace(own.ours, annotations=own.annotations),
    )

    def __init__(self) -> None:
        super().__init__(lambda own: own.annotations.pop("a"))

    def fetch_handler(self, ingester: Any, fetcher: Any, /) -> Any:
        def handle(ctx: Any, own: Own) -> Any:
            with fetcher.fetch(ctx, own):
                self._change(own)

        return handle


def test_a_descriptor_of_the_adapters_own_type_is_compared_as_well() -> None:
    """By the descriptor that the adapter translates it back to."""
    (outcome,) = outcomes(ThreadDoor(Translating()).play(scenario_of(FETCH)))
    assert outcome.changed == "annotations: {'a': '1', 'b': '2'} became {'b': '2'}"


changing = Changing(pops_one)


def test_the_command_door_reports_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every message held against its schema."""
    folders = [*filter(None, sys.path), str(Path(__file__).parent)]
    monkeypatch.setenv("PYTHONPATH", ":".join(folders))
    command = f"{sys.executable} -m remotes_conformance.serve test_changed_descriptors:changing"
    door = open_command(command, lint=True).bench.door
    journal = door.play(scenario_of(FETCH))
    door.close()  # type: ignore[attr-defined]
    assert journal.to_json() == ThreadDoor(changing).play(scenario_of(FETCH)).to_json()
    assert outcomes(journal)[0].changed.startswith("annotations")


def test_an_adapter_in_another_language_can_report_a_change_too() -> None:
    """With a field of its own, beside any end of the call."""
    answer = {"task": "t0", "ok": True, "changed": "annotations: {'a': '1'} became {}"}
    assert outcome_from_wire(answer, "fetch").changed == "annotations: {'a': '1'} became {}"
