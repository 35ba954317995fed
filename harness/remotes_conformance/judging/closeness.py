"""The edition that an implementation is closest to, for a run that claims none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..contract import EDITIONS, Level, requirements
from ..verdict.results import Result
from .bench import Bench
from .plan import Part, broken_by_stories


def _broken_musts(bench: Bench) -> tuple[str, ...]:
    # With a ledger, each cause of a rule has a key of its own, which begins with the id.
    broken = {key.partition(" ")[0] for key in broken_by_stories(bench)}
    rules = requirements(bench.edition)
    return tuple(one.id for one in rules if one.level is Level.MUST and one.id in broken)


def _broken_by_edition(bench: Bench) -> Iterator[tuple[str, tuple[str, ...]]]:
    own = _broken_musts(bench)
    if bench.is_blocked:
        return
    yield bench.edition, own
    # Where nothing is broken, no other edition can be closer.
    for edition in EDITIONS if own else ():
        if edition != bench.edition:
            yield edition, _broken_musts(bench.in_edition(edition))


CLOSEST_EDITION: Final = Part(
    name="4.000 which edition it is closest to",
    section="conduct",
    kinds=frozenset(),
    editions=frozenset(EDITIONS),
    play=lambda bench, profile, start: Result(
        "4.000 which edition it is closest to", 0, broken_in=tuple(_broken_by_edition(bench))
    ),
)
"""Part of a run that claims no edition. It finds no violations: it only reports."""
