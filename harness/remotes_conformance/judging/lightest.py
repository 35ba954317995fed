"""Leaves out violations that will not be reported, because lighter stories are known.

To publish a violation takes up to thirty plays, and an implementation that breaks much breaks it in
most stories. The report does not depend on what is left out: neither the story of a requirement,
nor that of another cause, nor the stories that are tried where one does not show alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from .alone import MAX_STORIES

Weight: TypeAlias = tuple[bool, str, tuple[int, ...]]
"""The weight of a violation that shows in every play, as in `Result.weight`: whether it is a
consequence, the stage of the plan, and the weight of its scenario."""
Cause: TypeAlias = tuple[str, str]
"""The id of a requirement, and the cause for which it is broken."""


class Lightest:
    """The lightest published violations of one implementation that show in every play."""

    def __init__(self) -> None:
        self._by_cause: dict[Cause, Weight] = {}
        self._published: dict[str, dict[str, Weight]] = {}
        """By the key of breaches: by tokens, the weights of the lightest few."""

    def note(self, key: str, cause: Cause, weight: Weight, token: str) -> None:
        """A breach with that key was published with this weight and token."""
        self._by_cause[cause] = min(weight, self._by_cause.get(cause, weight))
        published = self._published.setdefault(key, {})
        published[token] = weight
        if len(published) > MAX_STORIES:
            del published[max(published, key=published.__getitem__)]

    def leave_out(self, key: str, cause: Cause, weight: Weight) -> bool:
        """True if a breach that cannot become lighter than *weight* will not be reported."""
        lightest = self._by_cause.get(cause)
        published: Mapping[str, Weight] = self._published.get(key, {})
        if lightest is None or len(published) < MAX_STORIES:
            return False
        return max(lightest, *published.values()) < weight
