"""Which schedules were played, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .results import Result


def explored(results: Iterable[Result]) -> set[str]:
    """A sentence for the report: of how many stories all schedules were played, up to how many
    preemptions. Empty: no schedules were enumerated."""
    found = Counter(result.explored for result in results if result.explored is not None)
    if not found:
        return set()
    parts = [
        f"for {number} {'story' if number == 1 else 'stories'}, {_which(most, is_cut)}"
        for (most, is_cut), number in sorted(found.items(), reverse=True)
    ]
    return {f"schedules played: {'; '.join(parts)}"}


def _which(most: int, is_cut: bool) -> str:
    if most < 0:
        return "some without preemption"
    named = "all without preemption"
    if most:
        named = f"all with at most {most} preemption{'s' * (most > 1)}"
    return f"{named}{', and some with more' * is_cut}"
