"""A breach as the violation of a report: published, with its story and its sequence of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import attrgetter

from ...contract import by_id
from ...doors.python.loop import LoopDoor
from ...doors.python.places import noting
from ...doors.python.threads import ThreadDoor
from ...scenarios.scenario import Scenario
from ...scenarios.script import Script
from ...scenarios.whole_calls import whole_calls, with_calls
from ...scenarios.written import to_token
from ...telling.sequence import events, place_of
from ...telling.story import story as story_of
from ...telling.story import surroundings
from ...verdict.results import Stop, Violation, stage_of
from ...world.journal import Entry, Journal
from ..bench import Bench, Breach
from ..lightest import Cause, Weight
from ..walking import path
from .plays import REPLAYS, Plays
from .publishing import publish


def violations(bench: Bench, part: str, breaches: Iterable[Breach]) -> Iterator[Violation]:
    """The violations that the part with the name *part* reports.

    A breach that is left out of the report for lighter ones is not published, and has no story.
    """
    plays = Plays(bench)
    for breach in breaches:
        yield _violation(plays, part, breach)


def _violation(plays: Plays, part: str, breach: Breach) -> Violation:
    bench = plays.bench
    number, _, title = part.partition(" ")
    least = _weight(breach, number, _least(breach.scenario))
    if bench.lightest.leave_out(breach.key, _cause(breach), least):
        return _named(breach, title)
    published = publish(plays, breach)
    breach = published.breach
    violation = _named(breach, title)
    if published.replayed == REPLAYS:
        weight = _weight(breach, number, breach.scenario)
        bench.lightest.note(breach.key, _cause(breach), weight, violation.token)
    way = path(breach.scenario, published.journal, breach.broken)
    is_steady = published.replayed == REPLAYS and published.journal.stuck is None
    return replace(
        violation,
        story=tuple(story_of(breach.scenario, published.journal)),
        replayed=published.replayed,
        around=tuple(surroundings(breach.scenario)),
        events=events(breach.scenario, published.journal),
        walk=tuple(Stop(*stay) for stay in way.stays),
        event=place_of(way.entry, published.journal),
        code=_code(bench, breach, published.journal, way.entry) if is_steady else "",
    )


def _code(bench: Bench, breach: Breach, journal: Journal, entry: Entry | None) -> str:
    """The line of the implementation that breaks the rule, or from which the call returned.

    For that it is played once more.
    """
    task = breach.broken.task
    ends = (one for one in journal.entries if (one.op, one.task) == ("return", task))
    entry = entry or next(ends, None)
    if entry is None or not isinstance(bench.door, (ThreadDoor, LoopDoor)):
        return ""
    with noting() as places:
        bench.door.play(breach.scenario)
    return places.of(journal, entry)


def _cause(breach: Breach) -> Cause:
    return breach.id, breach.broken.cause


def _weight(breach: Breach, part: str, scenario: Scenario) -> Weight:
    """The weight of a violation that shows in every play of *scenario*."""
    return bool(breach.broken.follows), stage_of(part), scenario.weight


def _least(scenario: Scenario) -> Scenario:
    """A scenario that is no heavier than any that publishing makes of *scenario*."""
    if scenario.schedule or scenario.hand_overs:
        return replace(scenario, schedule=b"", hand_overs=())  # all of its calls stay
    if any(isinstance(call, Script) for call in scenario.calls):
        return Scenario(())
    alone = (with_calls(scenario, (call,)) for call in whole_calls(scenario))
    return min(alone, key=attrgetter("weight"))


def _named(breach: Breach, title: str) -> Violation:
    """The violation without anything that has to be played."""
    return Violation(
        id=breach.id,
        level=by_id(breach.id).level.value,
        expected=breach.broken.expected,
        observed=breach.broken.observed,
        story=(),
        token=to_token(breach.scenario),
        replayed=0,
        found_in=title,
        cause=breach.broken.cause,
        follows=breach.broken.follows,
    )
