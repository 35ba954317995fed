"""Which edition an implementation is closest to: for those who do not know, or have not said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from .bench import Bench
from .catalogue import EDITIONS, Level, requirements
from .plan import Part, broken_by_stories
from .results import Result

Broken: TypeAlias = Mapping[str, tuple[str, ...]]
"""By edition: every MUST of it that the directed stories have shown to be broken."""


def _told(bench: Bench) -> tuple[str, ...]:
    broken = broken_by_stories(bench)
    rules = requirements(bench.edition)
    return tuple(one.id for one in rules if one.level is Level.MUST and one.id in broken)


def _all_told(bench: Bench) -> Iterator[tuple[str, tuple[str, ...]]]:
    own = _told(bench)
    if bench.is_blocked:
        return
    yield bench.edition, own
    # Where nothing is broken, no other edition can be closer.
    for edition in EDITIONS if own else ():
        if edition != bench.edition:
            yield edition, _told(bench.in_edition(edition))


CLOSENESS: Final = Part(
    name="4.000 which edition it is closest to",
    section="conduct",
    kinds=frozenset(),
    editions=frozenset(EDITIONS),
    play=lambda bench, profile, start: Result(
        "4.000 which edition it is closest to", 0, broken_in=tuple(_all_told(bench))
    ),
)
"""Belongs to a run that claims no edition. It finds nothing: it only tells."""


def closest(broken: Broken) -> str:
    """The edition of which the fewest MUSTs are broken; of several the first one judged."""
    return min(broken, key=lambda edition: len(broken[edition]))


def prose(judged: str, broken: Broken) -> Iterable[str]:
    """A line that says so, if the run has asked."""
    if not any(broken.values()):
        return  # it was not asked, or the one that was judged is kept
    near = closest(broken)
    others = [f"{len(ids)} in {edition}" for edition, ids in broken.items() if edition != near]
    found = f" (broken in the directed stories: {', '.join(others)})" if others else ""
    if not broken[near]:
        separates = "of whose MUSTs the directed stories show none broken"
    else:
        separates = f"from which it is separated by {', '.join(broken[near])}"
    advice = f"; judge it with --remotes-edition {near}" if near != judged else ""
    yield f"edition   none was claimed: it is closest to {near}, {separates}{found}{advice}"
