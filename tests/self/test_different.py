"""Implementations that are right, each in its own way: not one finding, over thousands."""

from __future__ import annotations

import pytest
from different import DIFFERENT
from remotes_conformance import check


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_right_implementation_is_found_right(name: str) -> None:
    """Every story, every schedule with one preemption, and hundreds of drawn scenarios."""
    verdict = check(DIFFERENT[name](), profile="quick", seed=1)
    assert not verdict.violations, str(verdict)
    assert verdict.conformant, verdict.why
    assert verdict.scenarios > 1_000
