"""Every wrong implementation on the shelf is caught, under the id of the rule that it breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from remotes_conformance.contract import SECTIONS, Level, by_id
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.exploring.branches import EverySchedule
from remotes_conformance.judging.exploring.lines import BetweenLines
from remotes_conformance.judging.loading import open_bench
from remotes_conformance.scenarios import stories
from remotes_conformance.scenarios.scenario import Scenario
from remotes_conformance.scenarios.stories import Story, of_edition
from remotes_conformance.scenarios.whole_calls import whole_calls
from remotes_conformance.world.journal import Journal
from wrong import RACES, SHELF, Wrong

# An explanation like these says that our fake broke, not which rule the implementation did.
NO_EXPLANATION = ("AttributeError", "NoneType", "UnboundLocalError", "NotImplementedError")


def _by_interest(rule: str, edition: str) -> Iterator[Story]:
    """Stories of the rule's own section first; what moves megabytes last."""
    section = {"RUN": "conduct"}.get(rule.partition("-")[0], rule.partition("-")[0].lower())
    mine = {told.name for told in _stories_of(section)}
    yield from sorted(of_edition(edition), key=lambda told: (_weight(told), told.name not in mine))


def _stories_of(section: str) -> tuple[Story, ...]:
    return stories.SECTIONS.get(section, ())


def _weight(told: Story) -> bool:
    return any(
        call.source and call.source.blob.size > 10_000 for call in whole_calls(told.scenario)
    )


def _scenarios(rule: str, edition: str) -> Iterator[Scenario]:
    for told in _by_interest(rule, edition):
        yield told.scenario


def _plays_with_hand_overs(name: str, bench: Bench) -> Iterator[tuple[Scenario, Journal]]:
    """All schedules of the stories that have interesting ones, then turns between two lines.

    What only the latter show is not looked for in schedules: test_between_lines.py does that.
    """
    for told in of_edition(bench.edition):
        if told.branches and bench.can_play(told.scenario) and name not in RACES:
            yield from EverySchedule(told.scenario, bench.play, limit=400)
    for told in of_edition(bench.edition):
        if told.lines and bench.can_play(told.scenario):
            yield from BetweenLines(told.scenario, bench, limit=400, start=0)


@pytest.mark.parametrize("name", SHELF)
def test_a_wrong_implementation_is_caught_for_the_rule_it_breaks(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    """By the directed stories, by all schedules of one with at most two preemptions, or between
    two of its lines."""
    wrong: Wrong = SHELF[name]
    bench = open_bench(wrong.factory(), patience=1, edition=wrong.edition).bench
    tally = Tally()
    for scenario in _scenarios(wrong.rule, wrong.edition):
        if wrong.rule in tally.breaches or bench.is_blocked:
            break
        if bench.can_play(scenario):
            bench.examine(scenario, tally)
    more = () if wrong.rule in tally.breaches else _plays_with_hand_overs(name, bench)
    for scenario, journal in more:
        bench.judge(scenario, journal, tally)
        if wrong.rule in tally.breaches:
            break
    record_property("kills", [wrong.rule, name, sorted(set(tally.breaches) - {wrong.rule})])

    assert wrong.rule in tally.breaches, f"not caught; found instead: {sorted(tally.breaches)}"
    broken = tally.breaches[wrong.rule].broken
    told_as = f"{broken.expected} / {broken.observed}"
    assert wrong.fault in told_as, f"the message does not name the fault {wrong.fault!r}: {told_as}"
    assert not any(word in broken.observed for word in NO_EXPLANATION), told_as


def test_every_must_has_a_wrong_implementation() -> None:
    """A rule that nothing on the shelf breaks is not known to bite."""
    musts = {one.id for section in SECTIONS.values() for one in section if one.level is Level.MUST}
    assert musts <= {wrong.rule for wrong in SHELF.values()}


def test_the_shelf_breaks_known_rules_only() -> None:
    """Each names the requirement it breaks."""
    for wrong in SHELF.values():
        assert by_id(wrong.rule).level is not Level.TOLERATED
