"""The directed table: small scenarios, each with a name that says what happens in it.

Together they exercise every requirement, so that no run depends on luck for that.
"""

from __future__ import annotations

from dataclasses import replace

from . import (
    complete_ingests,
    conduct,
    contention,
    copying,
    embedded,
    failing,
    fetch,
    ingesting_pushers,
    key,
    kinds,
    lock,
    prefixes,
    push,
    random_waits,
    ref_names,
    resets,
    resuming,
    rounds,
    unusual,
    windows,
)
from .building import Story

SECTIONS: dict[str, tuple[Story, ...]] = {
    "key": (*key.STORIES, *kinds.STORIES, *ref_names.STORIES, *prefixes.STORIES),
    "lock": (*lock.STORIES, *contention.STORIES, *unusual.LOCK, *random_waits.STORIES),
    "fetch": (*fetch.STORIES, *conduct.STORIES, *embedded.STORIES, *unusual.FETCH),
    "copy": (
        *copying.STORIES,
        *resuming.STORIES,
        *failing.STORIES,
        *resets.STORIES,
        *rounds.STORIES,
        *complete_ingests.STORIES,
        *unusual.COPY,
    ),
    "push": (
        *push.STORIES,
        *ingesting_pushers.STORIES,
        *windows.STORIES,
        *unusual.PUSH,
    ),
}

STORIES: tuple[Story, ...] = tuple(story for stories in SECTIONS.values() for story in stories)


def of_edition(edition: str) -> tuple[Story, ...]:
    """The stories that mean something in *edition*, with scenarios to be played in it."""
    return tuple(
        replace(told, scenario=told.in_edition(edition))
        for told in STORIES
        if edition in told.editions
    )


__all__ = ["SECTIONS", "STORIES", "Story", "of_edition"]
