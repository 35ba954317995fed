"""CPU seconds of this process and of its ended children, and medians of interleaved rounds."""

from __future__ import annotations

import resource
from collections.abc import Callable, Mapping
from statistics import median


def cpu_seconds() -> float:
    """What this process and its ended children have used so far, user and system."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def interleaved(rounds: int, measures: Mapping[str, Callable[[], float]]) -> dict[str, float]:
    """The median of each measure. They take turns, so that a busy machine slows all alike."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            found[name].append(measure())
    return {name: median(values) for name, values in found.items()}
