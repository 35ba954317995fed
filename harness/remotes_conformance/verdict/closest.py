"""The edition that an implementation is closest to, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

Broken: TypeAlias = Mapping[str, tuple[str, ...]]
"""By edition: every MUST of it that the directed stories have shown to be broken."""


def closest(broken: Broken) -> str:
    """The edition with the fewest broken MUSTs; of several, the one that was judged first."""
    return min(broken, key=lambda edition: len(broken[edition]))


def prose(judged: str, broken: Broken) -> Iterable[str]:
    """A line that names the closest edition, if the run has looked for it."""
    if not any(broken.values()):
        return  # the run has not looked, or the judged edition is kept
    near = closest(broken)
    others = [f"{edition} {len(ids)}" for edition, ids in broken.items() if edition != near]
    found = f" (MUSTs broken in other editions: {', '.join(others)})" if others else ""
    if not broken[near]:
        separates = "where the directed stories found no broken MUST"
    else:
        ids = ", ".join(broken[near])
        separates = f"where the directed stories found these MUSTs broken: {ids}"
    advice = f"; judge it with --remotes-edition {near}" if near != judged else ""
    yield f"edition   none was claimed; the closest is {near}, {separates}{found}{advice}"
