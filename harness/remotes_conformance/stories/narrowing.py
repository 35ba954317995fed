"""Stories that mean something in the first edition only."""

from __future__ import annotations

from dataclasses import replace

from .building import EVERY_EDITION, Story


def first_edition(*stories: Story) -> tuple[Story, ...]:
    """The same stories, played in edition 2017-06 only.

    From 1.6 on, so few bytes are written at once, nothing is truncated, and what a push reads is
    read at offsets.
    """
    return tuple(replace(told, editions=EVERY_EDITION[:1]) for told in stories)
