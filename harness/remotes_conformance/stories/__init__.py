"""The directed table: small scenarios, each with a name that says what happens in it.

Together they exercise every requirement, so that no run depends on luck for that.
"""

from __future__ import annotations

from . import conduct, contention, copying, failing, fetch, key, lock, push, resuming
from .building import Story

SECTIONS: dict[str, tuple[Story, ...]] = {
    "key": key.STORIES,
    "lock": (*lock.STORIES, *contention.STORIES),
    "fetch": (*fetch.STORIES, *conduct.STORIES),
    "copy": (*copying.STORIES, *resuming.STORIES, *failing.STORIES),
    "push": push.STORIES,
}

STORIES: tuple[Story, ...] = tuple(story for stories in SECTIONS.values() for story in stories)

__all__ = ["SECTIONS", "STORIES", "Story"]
