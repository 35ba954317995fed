"""The plan: everything that is played to judge an implementation, in parts with names.

The suite runs each part as a pytest test; `check` runs them one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from functools import partial

from ..scenarios.stories import SECTIONS, STORIES, Story
from ..scenarios.strategies import FAMILIES, Family
from ..verdict.results import Result, Standing
from .bench import Bench, Tally
from .exploring.branches import EverySchedule
from .exploring.hunting import Profile, hunt
from .exploring.lines import BetweenLines
from .exploring.violations import violations
from .real_time import MAX_SCHEDULES
from .sizing import holds_little

# Results are reported in this order: a directed story is easier to read than a drawn one.
_DIRECTED, _ENUMERATED, _LINES, _HUNTED = "1", "2", "3", "4"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the plan: a directed story, its schedules, its plays between lines, a family of
    scenarios, an entry of the ledger, a planted fault, or the search for the closest edition.

    * `name`: a number, which gives its place among the results, and the title;
    * `section`: the section of the contract that it is aimed at;
    * `kinds`: the capabilities that an implementation has to offer for it;
    * `editions`: those in which it is played;
    * `play`: plays the whole part.
    """

    name: str
    section: str
    kinds: frozenset[str]
    editions: frozenset[str]
    play: Callable[[Bench, Profile, int], Result]

    @property
    def title(self) -> str:
        """The name without its place."""
        return self.name.partition(" ")[2]

    @property
    def stage(self) -> str:
        """Sorts directed stories before all their schedules, and these before what is drawn."""
        return self.name[:1]

    def run(self, bench: Bench, profile: Profile, start: int) -> Result:
        """Play it all on *bench*; *start* determines what is drawn."""
        with bench.at_work():
            return self.play(bench, profile, start)

    def can_be_played(self, edition: str, kinds: Collection[str]) -> bool:
        """True if the part exists in *edition*, and needs no other kinds than *kinds*."""
        return edition in self.editions and self.kinds <= set(kinds)

    def is_asked_for(self, sections: Collection[str]) -> bool:
        """True if the part is played when only *sections* are claimed. Conduct shows in all."""
        return self.section in sections or set(sections) == {"conduct"}


def stories(section: str) -> tuple[Part, ...]:
    """The directed stories of *section*."""
    return tuple(
        story_part(section, story, _PLACES[story.name], _examine_story)
        for story in SECTIONS[section]
    )


def branches(section: str) -> tuple[Part, ...]:
    """All schedules of those stories that have interesting ones."""
    return tuple(
        branches_part(section, story, _PLACES[story.name])
        for story in SECTIONS[section]
        if story.branches
    )


def between_lines(section: str) -> tuple[Part, ...]:
    """Turns handed over between two lines of the implementation, where its door sees them."""
    return tuple(
        lines_part(section, story, _PLACES[story.name])
        for story in SECTIONS[section]
        if story.lines
    )


def hunts(section: str) -> tuple[Part, ...]:
    """The families of scenarios that are aimed at *section*."""
    return tuple(
        hunt_part(family, place, broken_by_stories)
        for place, family in enumerate(FAMILIES)
        if family.section == section
    )


def whole_plan() -> Iterator[Part]:
    """Every part, in order: what is cheap and easy to read first."""
    for section in SECTIONS:
        yield from stories(section)
    for section in SECTIONS:
        yield from branches(section)
    for section in SECTIONS:
        yield from between_lines(section)
    for section in SECTIONS:
        yield from hunts(section)


_PLACES = {story.name: place for place, story in enumerate(STORIES)}


def _kinds(story: Story) -> frozenset[str]:
    return story.scenario.needs


def story_part(
    section: str, story: Story, place: int, examine: Callable[[Bench, Story, Tally], None]
) -> Part:
    """One directed story. *place*: among all of them; *examine*: plays and judges it."""
    name = f"{_DIRECTED}.{place:04} {story.name}"

    def play(bench: Bench, profile: Profile, start: int) -> Result:
        tally = Tally()
        if bench.can_play(story.in_edition(bench.edition)):
            examine(bench, story, tally)
        bench.broken_by_story[story.name] = frozenset(tally.breaches)
        return result(bench, name, tally)

    return Part(name, section, _kinds(story), frozenset(story.editions), play)


def branches_part(section: str, story: Story, place: int) -> Part:
    """All schedules of one story."""
    name = f"{_ENUMERATED}.{place:04} every schedule: {story.name}"

    def play(bench: Bench, profile: Profile, start: int) -> Result:
        tally, whole = Tally(), story.in_edition(bench.edition)
        limit = min(profile.schedules, MAX_SCHEDULES) if bench.real_time else profile.schedules
        schedules = EverySchedule(whole, bench.play, preemptions=profile.preemptions, limit=limit)
        for scenario, journal in schedules if bench.can_play(whole) else ():
            bench.judge(scenario, journal, tally)
            if bench.is_blocked:
                break
        explored = (schedules.whole, schedules.left > 0) if schedules.played else None
        return replace(result(bench, name, tally), explored=explored)

    return Part(name, section, _kinds(story), frozenset(story.editions), play)


def lines_part(section: str, story: Story, place: int) -> Part:
    """Turns of one story that are handed over between two lines."""
    name = f"{_LINES}.{place:04} between lines: {story.name}"

    def play(bench: Bench, profile: Profile, start: int) -> Result:
        tally, whole = Tally(), story.in_edition(bench.edition)
        plays = BetweenLines(whole, bench, limit=profile.lines, start=start)
        for scenario, journal in plays if bench.can_play(whole) else ():
            bench.judge(scenario, journal, tally)
            if bench.is_blocked:
                break
        if plays.hung:
            tally.notes.add(
                "turns were not handed over between its lines: it waits for something that the "
                "harness cannot replace, such as a lock in C"
            )
        return result(bench, name, tally)

    return Part(name, section, _kinds(story) | {"lines"}, frozenset(story.editions), play)


def hunt_part(family: Family, place: int, by_stories: Callable[[Bench], frozenset[str]]) -> Part:
    """One family. *by_stories*: the rules that a directed story shows to be broken."""
    name = f"{_HUNTED}.{place:03} {family.name}"

    def play(bench: Bench, profile: Profile, start: int) -> Result:
        tally = hunt(bench, family, profile, start=start, known_rules=partial(by_stories, bench))
        return result(bench, name, tally)

    return Part(name, family.section, family.kinds, family.editions, play)


def broken_by_stories(bench: Bench) -> frozenset[str]:
    """The rules that a directed story shows to be broken.

    Stories that this process has not played yet are played now: so a hunt does not depend on what
    came before it, and pytest-xdist's workers report what one process would.
    """
    for story in STORIES:
        if bench.edition not in story.editions:
            continue
        if not bench.can_play(story.in_edition(bench.edition)):
            continue
        if story.name not in bench.broken_by_story:
            tally = Tally()
            _examine_story(bench, story, tally)
            bench.broken_by_story[story.name] = frozenset(tally.breaches)
    return frozenset().union(*bench.broken_by_story.values())


def _examine_story(bench: Bench, story: Story, tally: Tally) -> None:
    """Play and judge *story*; a big one as big as the implementation copies within some calls."""
    whole = story.in_edition(bench.edition)
    scenario = bench.sizing.fitted(whole)
    journal = bench.examine(scenario, tally)
    tally.notes.update(bench.sizing.notes(whole, scenario))
    if holds_little(whole, scenario, journal):
        tally.applied["COPY-21"] = tally.applied.get("COPY-21", 0) + 1


def result(
    bench: Bench, name: str, tally: Tally, *, standings: tuple[Standing, ...] = ()
) -> Result:
    """The result of a tally, for the verdict: its breaches as violations."""
    breaches = (tally.breaches[key] for key in sorted(tally.breaches))
    saw = tuple((id, text, times) for (id, text), times in sorted(tally.saw.items()))
    return Result(
        name,
        tally.scenarios,
        dict(sorted(tally.applied.items())),
        saw,
        tuple(violations(bench, name, breaches)),
        tuple((*known, times) for known, times in sorted(tally.known.items())),
        standings,
        notes=tuple(sorted(tally.notes)),
        plug_faults=tuple(tally.plug_faults[key] for key in sorted(tally.plug_faults)),
        cuts=(tally.cuts, tally.whole_cuts),
    )
