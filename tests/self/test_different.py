"""Implementations that are right, each in its own way: not one finding, over thousands."""

from __future__ import annotations

import pytest
from different import DIFFERENT, LATER
from remotes_conformance import check


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_right_implementation_is_found_right(name: str) -> None:
    """Every story, every schedule with one preemption, and hundreds of drawn scenarios."""
    verdict = check(DIFFERENT[name](), profile="quick", seed=1)
    assert not verdict.violations, str(verdict)
    assert verdict.conformant, verdict.why
    assert verdict.scenarios > 1_000


@pytest.mark.parametrize("name", LATER)
def test_a_right_implementation_of_a_later_edition_is_found_right(name: str) -> None:
    """As those of 2017-06, in its own edition."""
    factory, edition = LATER[name]
    verdict = check(factory(), profile="quick", seed=1, edition=edition)
    assert not verdict.violations, str(verdict)
    assert verdict.conformant, verdict.why
    assert verdict.scenarios > 1_000
