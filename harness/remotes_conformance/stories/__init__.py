"""The directed table: small scenarios, each with a name that says what happens in it.

Together they exercise every requirement, so that no run depends on luck for that.
"""

from __future__ import annotations

from dataclasses import replace

from . import (
    conduct,
    contention,
    copying,
    failing,
    fetch,
    key,
    later,
    lock,
    push,
    resuming,
    unusual,
)
from .building import Story

SECTIONS: dict[str, tuple[Story, ...]] = {
    "key": (*key.STORIES, *later.KEY),
    "lock": (*lock.STORIES, *contention.STORIES, *unusual.LOCK, *later.LOCK),
    "fetch": (*fetch.STORIES, *conduct.STORIES, *later.FETCH, *unusual.FETCH),
    "copy": (*copying.STORIES, *resuming.STORIES, *failing.STORIES, *later.COPY, *unusual.COPY),
    "push": (*push.STORIES, *later.PUSH, *unusual.PUSH),
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
