"""Implementations that are right, each in its own way: not one finding, over thousands."""

from __future__ import annotations

import pytest
from different import DIFFERENT, SINCE_1_6
from remotes_conformance import check


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_right_implementation_is_found_right(name: str) -> None:
    """Every story, every schedule with one preemption, and hundreds of drawn scenarios."""
    verdict = check(DIFFERENT[name](), profile="quick", seed=1)
    assert not verdict.violations, str(verdict)
    assert verdict.conformant, verdict.why
    assert verdict.scenarios > 1_000


@pytest.mark.parametrize("name", SINCE_1_6)
def test_a_right_implementation_of_1_6_or_2_x_is_found_right(name: str) -> None:
    """As those of 2017-06, in its own edition."""
    factory, edition = SINCE_1_6[name]
    verdict = check(factory(), profile="quick", seed=1, edition=edition)
    assert not verdict.violations, str(verdict)
    assert verdict.conformant, verdict.why
    assert verdict.scenarios > 1_000
