"""Stories that show how an implementation behaves as a guest: ordinary life, several times over."""

from __future__ import annotations

from ..scenario import MILLISECOND, Scenario
from .building import Story, fetch, push

STORIES: tuple[Story, ...] = (
    Story("a fetch and a push at the same time", Scenario((fetch(0), push(1))), branches=True),
    Story(
        "four calls one after the other",
        Scenario(tuple(fetch(n % 3, at=n * MILLISECOND) for n in range(4))),
    ),
)
