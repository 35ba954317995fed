"""What an implementation is found to break in the directed part of the plan: nothing is drawn,
made small or replayed, which is most of the time that a check of a broken one takes."""

from __future__ import annotations

from collections.abc import Collection

from longest import is_long
from remotes_conformance.contract import SECTIONS as ALL_SECTIONS
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.exploring.branches import EverySchedule
from remotes_conformance.scenarios.stories import SECTIONS


def directed(bench: Bench, sections: Collection[str] = tuple(ALL_SECTIONS)) -> Tally:
    """What all but the longest stories of *sections* show, and up to 30 schedules, with at most one
    preemption, of those that have interesting ones."""
    tally = Tally()
    of_sections = [story for section in sections for story in SECTIONS.get(section, ())]
    for story in of_sections:
        whole = story.in_edition(bench.edition)
        if bench.edition not in story.editions or not bench.can_play(whole) or is_long(story):
            continue
        bench.examine(whole, tally)
        if story.branches:
            for scenario, journal in EverySchedule(whole, bench.play, preemptions=1, limit=30):
                bench.judge(scenario, journal, tally)
    return tally
