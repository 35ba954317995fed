"""The directed table: small scenarios, each with a name that describes it.

Together they exercise every requirement, so that no run depends on luck for that.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from . import (
    cancelled_tasks,
    complete_ingests,
    conduct,
    contention,
    copying,
    embedded,
    failing,
    fetch,
    foreign_wraps,
    given_up,
    ingesting_pushers,
    interrupted,
    key,
    kinds,
    lock,
    long_copies,
    lying_counts,
    odd_sizes,
    outliving,
    prefixes,
    push,
    random_waits,
    ref_names,
    refusing_truncate,
    resets,
    resuming,
    rounds,
    seldom,
    several_resumes,
    short_sources,
    three_parties,
    tree_documents,
    trees,
    unusual,
    windows,
)
from .building import Story
from .narrowing import with_pushes, without_pushes

SECTIONS: dict[str, tuple[Story, ...]] = {
    "key": (*key.STORIES, *kinds.STORIES, *ref_names.STORIES, *prefixes.STORIES),
    "lock": (
        *lock.STORIES,
        *contention.STORIES,
        *unusual.LOCK,
        *random_waits.STORIES,
        *without_pushes(given_up.STORIES),
        *without_pushes(three_parties.STORIES),
        *without_pushes(foreign_wraps.STORIES),
    ),
    "fetch": (
        *fetch.STORIES,
        *conduct.STORIES,
        *embedded.STORIES,
        *unusual.FETCH,
        *without_pushes(outliving.STORIES),
        *without_pushes(interrupted.STORIES),
        *without_pushes(cancelled_tasks.STORIES),
    ),
    "copy": (
        *copying.STORIES,
        *resuming.STORIES,
        *failing.STORIES,
        *resets.STORIES,
        *rounds.STORIES,
        *complete_ingests.STORIES,
        *unusual.COPY,
        *long_copies.STORIES,
        *lying_counts.STORIES,
        *odd_sizes.STORIES,
        *refusing_truncate.STORIES,
        *several_resumes.STORIES,
        *short_sources.STORIES,
        *seldom.STORIES,
    ),
    "push": (
        *push.STORIES,
        *ingesting_pushers.STORIES,
        *windows.STORIES,
        *unusual.PUSH,
        *with_pushes(given_up.STORIES),
        *with_pushes(three_parties.STORIES),
        *with_pushes(outliving.STORIES),
        *with_pushes(foreign_wraps.STORIES),
        *with_pushes(interrupted.STORIES),
        *with_pushes(cancelled_tasks.STORIES),
    ),
    "walk": (*trees.STORIES, *tree_documents.STORIES),
}

STORIES: tuple[Story, ...] = tuple(story for stories in SECTIONS.values() for story in stories)


@cache
def of_edition(edition: str) -> tuple[Story, ...]:
    """The stories that mean something in *edition*, with scenarios to be played in it."""
    return tuple(
        replace(story, scenario=story.in_edition(edition))
        for story in STORIES
        if edition in story.editions
    )


__all__ = ["SECTIONS", "STORIES", "Story", "of_edition"]
