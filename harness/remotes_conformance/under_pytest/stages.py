"""Which part of the plan a test plays, and when its turn is."""

from __future__ import annotations

import pytest

from ..judging.plan import Part


def part_of(item: pytest.Item) -> Part | None:
    """The part of the plan that *item* plays."""
    callspec = getattr(item, "callspec", None)
    part = callspec.params.get("part") if callspec else None
    return part if isinstance(part, Part) else None


def stage(item: pytest.Item) -> str:
    """Sorts stories before their schedules, and these before what is drawn; other tests stay in
    front.

    So a run that ends at the first failure (-x) reports the simplest story, and draws nothing.
    """
    part = part_of(item)
    return part.stage if part is not None else ""
