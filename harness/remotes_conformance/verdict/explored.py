"""Which schedules were played, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .results import Result


def explored(results: Iterable[Result]) -> set[str]:
    """A sentence for the report: up to how many preemptions all schedules of how many stories were
    played, and of how many stories some were left out. Empty: none were enumerated."""
    found = [result.explored for result in results if result.explored is not None]
    if not found:
        return set()
    whole = Counter(most for most, _ in found)
    cut = sum(is_cut for _, is_cut in found)
    parts = [f"{_preemptions(most)} of {_stories(whole[most])}" for most in sorted(whole)]
    rest = f"; of {_stories(cut)} some with more were left out" if cut else ""
    return {f"schedules were played whole: {', '.join(parts)}{rest}"}


def _preemptions(most: int) -> str:
    if most < 1:
        return "those with no preemption" if most == 0 else "not even those with no preemption"
    return f"all with at most {most} preemption{'s' * (most > 1)}"


def _stories(number: int) -> str:
    return f"{number} {'story' if number == 1 else 'stories'}"
