"""The schedules and power cuts that were played, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from .results import Result


def explored(results: Iterable[Result]) -> set[str]:
    """Sentences for the report: the extent of each enumeration."""
    results = list(results)
    return _schedules(results) | _cuts(results)


def _cuts(results: Iterable[Result]) -> set[str]:
    """The number of points of scripts at which every permitted state of the disk was judged."""
    cuts = [result.cuts for result in results]
    points, whole = sum(n for n, _ in cuts), sum(n for _, n in cuts)
    if not points:
        return set()
    if whole == points:
        return {f"power cuts: at {points} points, each with every state that the disk may have"}
    return {
        f"power cuts: at {points} points; at {whole} of them with every state that the disk may "
        f"have, at {points - whole} with some, those in which least is lost"
    }


def _schedules(results: Iterable[Result]) -> set[str]:
    """The number of stories of which all schedules were played, up to how many preemptions. Empty:
    no schedules were enumerated."""
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
