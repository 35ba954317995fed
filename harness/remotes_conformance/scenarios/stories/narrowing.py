"""Some of many stories: those of the first edition, of fetches, of pushes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ...contract.requirement import EVERY_EDITION
from .building import Story


def first_edition(*stories: Story) -> tuple[Story, ...]:
    """The same stories, played in edition 2017-06 only.

    From 1.6 on, so few bytes are written at once, nothing is truncated, and what a push reads is
    read at offsets.
    """
    return tuple(replace(story, editions=EVERY_EDITION[:1]) for story in stories)


def with_pushes(stories: Iterable[Story]) -> tuple[Story, ...]:
    """The stories in which something is pushed."""
    return tuple(story for story in stories if _pushes(story))


def without_pushes(stories: Iterable[Story]) -> tuple[Story, ...]:
    """The stories in which nothing is pushed."""
    return tuple(story for story in stories if not _pushes(story))


def _pushes(story: Story) -> bool:
    return any(call.kind == "push" for call in story.scenario.handler_calls)
