"""How well a story shows that a rule is broken: which one stands on the rule's page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from remotes_conformance.contract import Requirement
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.script import Script
from remotes_conformance.scenarios.stories import SECTIONS
from remotes_conformance.scenarios.whole_calls import whole_calls
from remotes_conformance.telling.story import surroundings
from remotes_conformance.world.journal import Journal

_OF_BYTES = ("fetch", "copy", "push")
"""Sections whose rules are about bytes that are moved."""


class Showing(NamedTuple):
    """How well a story shows that a rule is broken: the smallest is the best.

    `follows`: only because another rule is broken; `is_empty`: no byte is moved in it, though the
    rule is about that; `is_foreign`: it is a story of another section; `complications`: errors,
    calls, and whatever is unusual; `is_at_the_edge`: an ingest goes on from the first or
    the last quarter of its content, or beyond; `events`: the length of the journal.
    """

    follows: bool
    is_empty: bool
    is_foreign: bool
    complications: int
    is_at_the_edge: bool
    events: int

    @property
    def is_good(self) -> bool:
        """Whether no other mistake has to be looked at."""
        return not (self.follows or self.is_empty or self.is_foreign)


def showings(
    rule: Requirement, bench: Bench, scenarios: list[tuple[str, Scenario]]
) -> Iterator[tuple[Showing, str]]:
    """Each story that breaks the rule."""
    own = {story.name for story in SECTIONS.get(rule.section, ())}
    with bench.at_work():
        for title, scenario in scenarios:
            tally = Tally()
            if not bench.can_play(scenario):
                continue
            journal = bench.examine(scenario, tally)
            if rule.id in tally.breaches:
                yield (
                    Showing(
                        follows=bool(tally.breaches[rule.id].broken.follows),
                        is_empty=rule.section in _OF_BYTES and not _moves_bytes(journal),
                        is_foreign=bool(own) and title not in own,
                        complications=_complications(scenario),
                        is_at_the_edge=_is_at_the_edge(scenario),
                        events=len(journal.entries),
                    ),
                    title,
                )


def _complications(scenario: Scenario) -> int:
    calls, details, _ = scenario.weight
    unusual = sum(line.count(";") + 1 for line in surroundings(scenario))
    return calls + details + unusual


def _moves_bytes(journal: Journal) -> bool:
    """Whether a byte was read or written."""
    return any(
        one.result.get("data") or (one.op == "Write" and one.args.get("data"))
        for one in journal.entries
    )


def _is_at_the_edge(scenario: Scenario) -> bool:
    if any(isinstance(call, Script) for call in scenario.calls):
        return False
    for call in whole_calls(scenario):
        if call.partial is not None and call.source is not None:
            size = call.source.blob.size
            if not size / 4 <= call.partial.size <= size * 3 / 4:
                return True
    return False
