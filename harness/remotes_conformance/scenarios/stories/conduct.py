"""Stories that show how an implementation behaves as a guest: ordinary life, several times over."""

from __future__ import annotations

from ..scenario import MILLISECOND
from ..whole_calls import scenario_of
from .building import Story, fetch, push

STORIES: tuple[Story, ...] = (
    Story(
        "a fetch and a push at the same time",
        scenario_of(fetch(0), push(1)),
        branches=True,
        lines=True,
    ),
    Story(
        "four calls one after the other",
        scenario_of(*(fetch(n % 3, at=n * MILLISECOND) for n in range(4))),
    ),
)
