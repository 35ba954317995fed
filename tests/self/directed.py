"""The rules that an implementation breaks in the directed part of the plan. Nothing is drawn, made
small or replayed, which takes most of the time of a check of a broken implementation."""

from __future__ import annotations

from collections.abc import Collection

from longest import is_long
from remotes_conformance.contract import SECTIONS as ALL_SECTIONS
from remotes_conformance.judging.bench import Bench, Tally
from remotes_conformance.judging.exploring.branches import EverySchedule
from remotes_conformance.scenarios.stories import SECTIONS


def directed(bench: Bench, sections: Collection[str] = tuple(ALL_SECTIONS)) -> Tally:
    """Play the stories of *sections* without the longest, and up to 30 schedules, with at most one
    preemption, of the stories with interesting schedules."""
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
