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
    return tuple(replace(told, editions=EVERY_EDITION[:1]) for told in stories)


def with_pushes(stories: Iterable[Story]) -> tuple[Story, ...]:
    """Those in which something is pushed."""
    return tuple(told for told in stories if _pushes(told))


def without_pushes(stories: Iterable[Story]) -> tuple[Story, ...]:
    """Those in which nothing is pushed."""
    return tuple(told for told in stories if not _pushes(told))


def _pushes(told: Story) -> bool:
    return any(call.kind == "push" for call in told.scenario.handler_calls)
