"""Which tests of the suite a run plays, and in which order."""

from __future__ import annotations

import pytest

from ..judging.plan import Part
from ..judging.planting.checking import PLANTED_PARTS
from .options import is_suite_test
from .settings import Settings

_APART = (
    "test_replay",
    "test_ledger",
    "test_edition",
    "test_remote",
    "test_store",
    "test_self_check",
)
"""Modules of the suite whose tests have a reason of their own to be played."""


def part_of(item: pytest.Item) -> Part | None:
    """The part of the plan that *item* plays."""
    callspec = getattr(item, "callspec", None)
    params = callspec.params if callspec else {}
    part = params.get("part") or params.get("divergence")
    return part if isinstance(part, Part) else None


def stage(item: pytest.Item) -> str:
    """Sorts stories before their schedules, and these before what is drawn; other tests stay in
    front.

    So a run that ends at the first failure (-x) reports the simplest story, and draws nothing.
    """
    part = part_of(item)
    return part.stage if part is not None else ""


def is_of(item: pytest.Item, module: str) -> bool:
    """Whether *item* stands in that module of the suite."""
    name: str = getattr(getattr(item, "module", None), "__name__", "")
    return is_suite_test(item) and name.endswith(f".{module}")


def chosen(items: list[pytest.Item], settings: Settings, *, has_ledger: bool) -> list[pytest.Item]:
    """Only the replay, if one is asked for; if not, everything but it, the ledger first."""
    replays, of_ledger, of_edition, of_clients, of_stores, planted = (
        [item for item in items if is_of(item, module)] for module in _APART
    )
    if settings.replay is not None:
        return replays
    first = of_ledger if has_ledger else []
    last = [] if settings.claims_edition else list(of_edition)
    apart = {*replays, *of_ledger, *of_edition, *of_clients, *of_stores, *planted}
    parts = [item for item in items if item not in apart and _has_meaning(item, settings.edition)]
    if settings.self_check:
        last += [
            item
            for item in planted
            if part_of(item) in PLANTED_PARTS and _has_meaning(item, settings.edition)
        ]
    return [*first, *sorted(parts, key=stage), *last]


def _has_meaning(item: pytest.Item, edition: str) -> bool:
    """Whether what *item* plays is of this edition."""
    part = part_of(item)
    return part is None or edition in part.editions
