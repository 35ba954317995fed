"""A collaborator is called with the context of another call: that is the one finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.rules import judge
from remotes_conformance.scenarios.stories import Story, of_edition
from wrong.right import Right
from wrong.right_1_6 import Right16


def _with_the_first_context(right: type[Right]) -> object:
    """A handler that asks for everything with the context of the first call that it got."""

    class KeepsTheFirstContext(right):  # type: ignore[misc, valid-type]
        def fetch_handler(self, *collaborators: Any) -> Any:
            handle, first = super().fetch_handler(*collaborators), []

            def with_the_first(ctx: Any, descriptor: Any) -> Any:
                first.append(ctx)
                return handle(first[0], descriptor)

            return with_the_first

    return KeepsTheFirstContext()


def _with_the_latest_context(right: type[Right]) -> object:
    """A handler that asks for every ref with the context of its latest call."""

    class KeepsTheLatestContext(right):  # type: ignore[misc, valid-type]
        def fetch_handler(self, *collaborators: Any) -> Any:
            mine = type(self)()
            handle = super(KeepsTheLatestContext, mine).fetch_handler(*collaborators)

            def with_the_latest(ctx: Any, descriptor: Any) -> Any:
                mine.latest = ctx
                return handle(ctx, descriptor)

            return with_the_latest

        def ask_ingester(
            self, ctx: Any, ingester: Any, ref: Any, descriptor: Any, *rest: Any
        ) -> Any:
            latest = self.derive(self.latest, descriptor)
            return super().ask_ingester(latest, ingester, ref, descriptor, *rest)

    return KeepsTheLatestContext()


def _of_several_fetches(edition: str) -> list[Story]:
    several = [story for story in of_edition(edition) if len(story.scenario.calls) > 1]
    return [story for story in several if {call.kind for call in story.scenario.calls} == {"fetch"}]


@pytest.mark.parametrize("borrows", [_with_the_first_context, _with_the_latest_context])
@pytest.mark.parametrize(("edition", "right"), [("2017-06", Right), ("1.6", Right16)])
def test_a_borrowed_context_is_one_finding(
    edition: str, right: type[Right], borrows: Callable[[type[Right]], object]
) -> None:
    """Also if both wait for one ref, and the attempts of both are recorded under one of them."""
    bench = open_bench(borrows(right), edition=edition).bench
    found = {}
    with bench.at_work():
        for story in filter(lambda one: bench.can_play(one.scenario), _of_several_fetches(edition)):
            broken = judge(story.scenario, bench.play(story.scenario)).broken
            found[story.name] = {id for id, _ in broken}
    assert found["one caller of a fetch gives up at 100 ms, a patient one goes on"] == {"FETCH-8"}
    assert set().union(*found.values()) == {"FETCH-8"}
