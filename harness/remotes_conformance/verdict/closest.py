"""Which edition an implementation is closest to, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

Broken: TypeAlias = Mapping[str, tuple[str, ...]]
"""By edition: every MUST of it that the directed stories have shown to be broken."""


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
